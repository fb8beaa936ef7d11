package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.Extremes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Extremes} of floats that lie side by side, on vectors; what is left over goes through the loops there. */
public final class VectorExtremes extends Extremes {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();

    @Override
    protected int count(float[] x, int offset, float value, int n) {
        int bound = FLOATS.loopBound(n);
        int count = 0;
        int i = 0;
        for (; i < bound; i += WIDTH) {
            count += FloatVector.fromArray(FLOATS, x, offset + i)
                    .compare(VectorOperators.EQ, value)
                    .trueCount();
        }
        return count + super.count(x, offset + i, value, n - i);
    }

    @Override
    protected void count(float[] x, int xOffset, float[] values, int vOffset, float[] counts, int cOffset, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += WIDTH) {
            VectorMask<Float> same = FloatVector.fromArray(FLOATS, x, xOffset + i)
                    .compare(VectorOperators.EQ, FloatVector.fromArray(FLOATS, values, vOffset + i));
            FloatVector one = FloatVector.zero(FLOATS).blend(1f, same);
            FloatVector.fromArray(FLOATS, counts, cOffset + i).add(one).intoArray(counts, cOffset + i);
        }
        super.count(x, xOffset + i, values, vOffset + i, counts, cOffset + i, n - i);
    }

    @Override
    protected void share(float[] x, int xOffset, float value, float share, float[] out, int outOffset, int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += WIDTH) {
            VectorMask<Float> same =
                    FloatVector.fromArray(FLOATS, x, xOffset + i).compare(VectorOperators.EQ, value);
            FloatVector.zero(FLOATS).blend(share, same).intoArray(out, outOffset + i);
        }
        super.share(x, xOffset + i, value, share, out, outOffset + i, n - i);
    }

    @Override
    protected void share(
            float[] x,
            int xOffset,
            float[] values,
            int vOffset,
            float[] shares,
            int sOffset,
            float[] out,
            int o,
            int n) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        for (; i < bound; i += WIDTH) {
            FloatVector share = FloatVector.fromArray(FLOATS, shares, sOffset + i);
            VectorMask<Float> same = FloatVector.fromArray(FLOATS, x, xOffset + i)
                    .compare(VectorOperators.EQ, FloatVector.fromArray(FLOATS, values, vOffset + i))
                    .or(share.compare(VectorOperators.NE, share));
            FloatVector.zero(FLOATS).blend(share, same).intoArray(out, o + i);
        }
        super.share(x, xOffset + i, values, vOffset + i, shares, sOffset + i, out, o + i, n - i);
    }
}
