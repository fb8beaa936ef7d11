package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatWidening;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Narrow integers to float32 on vectors of as many bytes or shorts as there are floats in one. Vectors of four floats
 * would need four bytes, of which there are none: there bytes go through the plain loop.
 */
public final class VectorFloatWidening implements FloatWidening {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(16 * LANES));
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(8 * Math.max(LANES, 8)));

    @Override
    public void fromBytes(byte[] in, int at, float[] out, int o, int n) {
        int i = 0;
        for (; LANES >= 8 && i <= n - LANES; i += LANES) {
            floats(ints(in, at + i)).intoArray(out, o + i);
        }
        for (; i < n; i++) {
            out[o + i] = in[at + i];
        }
    }

    @Override
    public void fromUnsigned(byte[] in, int at, float[] out, int o, int n) {
        int i = 0;
        for (; LANES >= 8 && i <= n - LANES; i += LANES) {
            floats(ints(in, at + i).and(0xff)).intoArray(out, o + i);
        }
        for (; i < n; i++) {
            out[o + i] = in[at + i] & 0xff;
        }
    }

    @Override
    public void fromShorts(short[] in, int at, float[] out, int o, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            IntVector ints =
                    (IntVector) ShortVector.fromArray(SHORTS, in, at + i).convertShape(VectorOperators.S2I, INTS, 0);
            floats(ints).intoArray(out, o + i);
        }
        for (; i < n; i++) {
            out[o + i] = in[at + i];
        }
    }

    private static IntVector ints(byte[] in, int at) {
        return (IntVector) ByteVector.fromArray(BYTES, in, at).convertShape(VectorOperators.B2I, INTS, 0);
    }

    private static FloatVector floats(IntVector ints) {
        return (FloatVector) ints.convert(VectorOperators.I2F, 0);
    }
}
