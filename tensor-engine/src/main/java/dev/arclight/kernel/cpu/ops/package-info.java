/** The CPU's kernel for each op: walks tensors of any strides and hands spans to the array code in {@code kernel.cpu}. */
@NullMarked
package dev.arclight.kernel.cpu.ops;

import org.jspecify.annotations.NullMarked;
