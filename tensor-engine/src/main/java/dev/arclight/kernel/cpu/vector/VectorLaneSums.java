package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.Norms;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Joins a block's sums in the order that fused kernels share: groups pairwise, then lanes halved.
 *
 * <p>Accumulators come out of loops, so they are only arguments of methods of fresh vectors: multiplying by one changes no
 * bit. The lanes go through an array, which makes fresh vectors of them and lets hardware of 4 or 8 lanes fill 16 in parts.
 */
final class VectorLaneSums {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private VectorLaneSums() {}

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.fromOp(S, lane -> (lane + lanes) % L);
    }

    private static final ThreadLocal<float[]> OF_THREAD = ThreadLocal.withInitial(VectorLaneSums::lanes);

    static float[] lanes() {
        return new float[Norms.LANES];
    }

    /** The thread's own lanes, for one sum at a time. */
    static float[] lanesOfThread() {
        return OF_THREAD.get();
    }

    /** The sum of 16 lanes. */
    static float join(float[] lanes) {
        FloatVector sum = FloatVector.fromArray(S, lanes, 0);
        if (L > 8) {
            sum = sum.add(sum.rearrange(BY_8));
        } else if (L > 4) {
            sum = sum.add(FloatVector.fromArray(S, lanes, 8));
        } else {
            sum = sum.add(FloatVector.fromArray(S, lanes, 8))
                    .add(FloatVector.fromArray(S, lanes, 4).add(FloatVector.fromArray(S, lanes, 12)));
        }
        if (L > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        sum = sum.add(sum.rearrange(BY_2));
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }
}
