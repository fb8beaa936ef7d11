package dev.arclight.kernel.cpu.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The answers of tests, in ints: packed into bytes, of vectors of at least 8 lanes, for the bytes of fewer are no vector, or
 * searched for one that holds.
 */
final class VectorFlags {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();
    private static final VectorSpecies<Byte> BYTES = VectorSpecies.of(byte.class, VectorShape.forBitSize(8 * LANES));

    private VectorFlags() {}

    /** Packs whole vectors of the first {@code n} ints; returns how many elements these are. */
    static int pack(int[] ints, byte[] out, int outOffset, int n) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            ((ByteVector) IntVector.fromArray(INTS, ints, i).convertShape(VectorOperators.I2B, BYTES, 0))
                    .intoArray(out, outOffset + i);
        }
        return i;
    }

    /** Whether one of the first {@code n} ints is not 0. */
    static boolean any(int[] ints, int n) {
        IntVector all = IntVector.zero(INTS);
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            all = IntVector.fromArray(INTS, ints, i).or(all);
        }
        int some = IntVector.zero(INTS).or(all).reduceLanes(VectorOperators.OR);
        for (; i < n; i++) {
            some |= ints[i];
        }
        return some != 0;
    }
}
