package dev.arclight.kernel.cpu;

/**
 * The one place where the inner kernels of matrix multiplication are chosen: vector kernels when the running JVM offers
 * the Vector API, the scalar twins otherwise.
 *
 * <p>Both give the same bits, so the choice is about speed alone. All kernels are stateless and shared by all threads.
 */
final class GemmKernels {
    static final GemmFloatKernels FLOAT = VectorSupport.choose(
            GemmFloatKernels.class, "dev.arclight.kernel.cpu.vector.GemmFloatVector", GemmFloatScalar::new);

    static final GemmDoubleKernels DOUBLE = VectorSupport.choose(
            GemmDoubleKernels.class, "dev.arclight.kernel.cpu.vector.GemmDoubleVector", GemmDoubleScalar::new);

    private GemmKernels() {}
}
