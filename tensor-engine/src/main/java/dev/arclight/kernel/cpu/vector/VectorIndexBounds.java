package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.IndexBounds;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Looks at a vector of indices at a time. */
public final class VectorIndexBounds implements IndexBounds {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int LANES = LONGS.length();

    public VectorIndexBounds() {}

    @Override
    public boolean hold(long[] index, int from, int n, int extent) {
        long last = extent - 1L;
        int bound = from + LONGS.loopBound(n);
        LongVector negative = LongVector.zero(LONGS);
        int i = from;
        for (; i < bound; i += LANES) {
            LongVector v = LongVector.fromArray(LONGS, index, i);
            negative = LongVector.broadcast(LONGS, last).sub(v).or(v).or(negative);
        }
        long outside = LongVector.zero(LONGS).or(negative).reduceLanes(VectorOperators.OR);
        for (; i < from + n; i++) {
            outside |= index[i] | last - index[i];
        }
        return outside >= 0;
    }
}
