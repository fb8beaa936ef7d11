/** Agreement with libtorch: the same numbers in, the same numbers, shapes, dtypes and gradients out. */
@NullMarked
package dev.arclight.it.oracle;

import org.jspecify.annotations.NullMarked;
