/**
 * What turns tokens back into text.
 */
@NullMarked
package dev.arclight.tokenizers.decoders;

import org.jspecify.annotations.NullMarked;
