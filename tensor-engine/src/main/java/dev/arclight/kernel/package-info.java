/** What a device must offer to run operations. */
@NullMarked
package dev.arclight.kernel;

import org.jspecify.annotations.NullMarked;
