/** What an optimizer computes for each parameter, in one pass over parameters, gradients and what it remembers. */
@NullMarked
package dev.arclight.kernel.cpu.optim;

import org.jspecify.annotations.NullMarked;
