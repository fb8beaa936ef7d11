/** Optimizers and what goes with them, named and behaving as PyTorch's {@code torch.optim}. */
@NullMarked
package dev.arclight.optim;

import org.jspecify.annotations.NullMarked;
