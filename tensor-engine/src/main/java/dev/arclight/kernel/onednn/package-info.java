/** Kernels of the native library oneDNN, where a program brings it along. */
@NullMarked
package dev.arclight.kernel.onednn;

import org.jspecify.annotations.NullMarked;
