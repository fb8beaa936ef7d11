/** What is done to pictures before a network sees them, in torchvision's words. */
@NullMarked
package dev.arclight.data.transforms;

import org.jspecify.annotations.NullMarked;
