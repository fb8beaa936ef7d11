/** Networks with small whole numbers as weights. */
@NullMarked
package dev.arclight.quantize;

import org.jspecify.annotations.NullMarked;
