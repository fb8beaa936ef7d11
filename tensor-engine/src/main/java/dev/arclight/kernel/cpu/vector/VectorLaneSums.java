package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.Norms;

/**
 * Joins a block's sums in the order that fused kernels share: groups pairwise, then lanes halved.
 *
 * <p>Accumulators come out of loops, so they are only arguments of methods of fresh vectors: multiplying by one changes no
 * bit. The lanes go through an array, which lets hardware of 4 or 8 lanes fill 16 in parts.
 */
final class VectorLaneSums {
    private VectorLaneSums() {}

    private static final ThreadLocal<float[]> OF_THREAD = ThreadLocal.withInitial(VectorLaneSums::lanes);

    static float[] lanes() {
        return new float[Norms.LANES];
    }

    /** The thread's own lanes, for one sum at a time. */
    static float[] lanesOfThread() {
        return OF_THREAD.get();
    }

    /**
     * The sum of 16 lanes. Plain numbers: vectors that rotate and add were boxed in some runs, where the JIT had inlined much
     * before; softmax of 128×768 then took 136 µs instead of 38 (JDK 17).
     */
    static float join(float[] lanes) {
        float s0 = lanes[0] + lanes[8];
        float s1 = lanes[1] + lanes[9];
        float s2 = lanes[2] + lanes[10];
        float s3 = lanes[3] + lanes[11];
        float s4 = lanes[4] + lanes[12];
        float s5 = lanes[5] + lanes[13];
        float s6 = lanes[6] + lanes[14];
        float s7 = lanes[7] + lanes[15];
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    }
}
