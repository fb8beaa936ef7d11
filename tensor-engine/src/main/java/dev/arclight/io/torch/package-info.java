/** PyTorch's files, read without running code from them and written as PyTorch writes them. */
@NullMarked
package dev.arclight.io.torch;

import org.jspecify.annotations.NullMarked;
