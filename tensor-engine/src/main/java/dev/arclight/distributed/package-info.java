/** Workers of one process that train one model together, with the names of {@code torch.distributed}. */
@NullMarked
package dev.arclight.distributed;

import org.jspecify.annotations.NullMarked;
