/**
 * The processor's kernels on plain Java arrays: elementwise loops, reductions, packed matrix products, convolution and
 * int8, each with a scalar body that needs nothing but the JVM.
 *
 * <p>{@link dev.arclight.kernel.cpu.VectorSupport} decides once per JVM whether the twins in
 * {@code dev.arclight.kernel.cpu.vector} take over. Kernels trust their arguments; the ops have checked them.
 */
@NullMarked
package dev.arclight.kernel.cpu;

import org.jspecify.annotations.NullMarked;
