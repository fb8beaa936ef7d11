/** Reverse mode: the tape, its iterative walk, grad modes and gradcheck. */
@NullMarked
package dev.arclight.autograd;

import org.jspecify.annotations.NullMarked;
