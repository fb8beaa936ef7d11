/**
 * Twins of the scalar kernels on the Vector API: the only package that imports {@code jdk.incubator.vector}.
 *
 * <p>Nothing outside links to these classes; {@link dev.arclight.kernel.cpu.VectorSupport} loads them by name when the
 * module is present, so everything works, slower, when it is not.
 */
@NullMarked
package dev.arclight.kernel.cpu.vector;

import org.jspecify.annotations.NullMarked;
