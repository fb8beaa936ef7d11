/** What changes learning rates from step to step, named and behaving as PyTorch's {@code torch.optim.lr_scheduler}. */
@NullMarked
package dev.arclight.optim.lrscheduler;

import org.jspecify.annotations.NullMarked;
