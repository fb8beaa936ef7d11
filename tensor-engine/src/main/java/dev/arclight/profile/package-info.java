/** Where the time and the memory go: the profiler, named and behaving as PyTorch's {@code torch.profiler}. */
@NullMarked
package dev.arclight.profile;

import org.jspecify.annotations.NullMarked;
