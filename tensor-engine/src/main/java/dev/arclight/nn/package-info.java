/** Layers, losses and initialisation, named and behaving as PyTorch's {@code torch.nn}. */
@NullMarked
package dev.arclight.nn;

import org.jspecify.annotations.NullMarked;
