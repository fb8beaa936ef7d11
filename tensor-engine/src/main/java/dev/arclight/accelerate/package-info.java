/** One training loop for one or several workers and any precision, in the words of Hugging Face's Accelerate. */
@NullMarked
package dev.arclight.accelerate;

import org.jspecify.annotations.NullMarked;
