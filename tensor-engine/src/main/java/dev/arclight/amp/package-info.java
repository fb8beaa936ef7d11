/** Mixed precision, as {@code torch.amp}: which ops compute in 16 bits, and a scale that keeps small gradients alive. */
@NullMarked
package dev.arclight.amp;

import org.jspecify.annotations.NullMarked;
