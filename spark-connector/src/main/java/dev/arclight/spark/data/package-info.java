/** Columns of a Dataset as tensors, partition by partition and without row objects. */
@NullMarked
package dev.arclight.spark.data;

import org.jspecify.annotations.NullMarked;
