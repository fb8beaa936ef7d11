/** The tensor that users see, with its shape, dtype, storage, random numbers and errors. */
@NullMarked
package dev.arclight.tensor;

import org.jspecify.annotations.NullMarked;
