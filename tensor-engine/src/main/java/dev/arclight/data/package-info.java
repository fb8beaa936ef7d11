/** Data sets as tensors. */
@NullMarked
package dev.arclight.data;

import org.jspecify.annotations.NullMarked;
