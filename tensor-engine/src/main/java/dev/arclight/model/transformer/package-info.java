/**
 * The transformer of "Attention Is All You Need" (Vaswani et al. 2017), part by part, as one would write it with this
 * library: nothing here that a user could not write.
 */
@NullMarked
package dev.arclight.model.transformer;

import org.jspecify.annotations.NullMarked;
