package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatReversal;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Reverses a vector at a time: C2 does not turn a loop that reads backwards into vectors. */
public final class VectorReversal implements FloatReversal {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final VectorShuffle<Float> BACKWARDS = VectorShuffle.iota(FLOATS, LANES - 1, -1, false);

    public VectorReversal() {}

    @Override
    public void run(float[] x, int at, float[] y, int o, int n) {
        if (n < LANES) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[at - i];
            }
            return;
        }
        int last = n - LANES;
        for (int i = 0; i < last; i += LANES) {
            FloatVector.fromArray(FLOATS, x, at - i - (LANES - 1))
                    .rearrange(BACKWARDS)
                    .intoArray(y, o + i);
        }
        // Some of these may have been copied before.
        FloatVector.fromArray(FLOATS, x, at - n + 1).rearrange(BACKWARDS).intoArray(y, o + last);
    }
}
