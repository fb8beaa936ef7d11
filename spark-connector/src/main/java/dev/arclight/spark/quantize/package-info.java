/** Networks that become int8, judged by the rows of a validation dataset. */
@NullMarked
package dev.arclight.spark.quantize;

import org.jspecify.annotations.NullMarked;
