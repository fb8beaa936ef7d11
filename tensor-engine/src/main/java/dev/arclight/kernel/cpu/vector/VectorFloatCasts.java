package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatCasts;
import dev.arclight.kernel.cpu.FloatCastsPortable;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * float32 to float64, int64 and bool on vectors, which C2 makes of no plain loop whose elements change their size before JDK
 * 20. The doubles of a vector are half a vector of floats, and of each vector that is read only the first half is taken, so
 * that no second width of vectors comes up.
 */
public final class VectorFloatCasts implements FloatCasts {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int WIDE = DOUBLES.length();
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(8 * Math.max(LANES, 8)));

    /** Elements that are looked at before they become longs; they stay in the first cache. */
    private static final int BLOCK = 1024;

    private static final int TWO_POW_51 = Float.floatToRawIntBits(0x1p51f);

    private final FloatCasts portable = new FloatCastsPortable();

    public VectorFloatCasts() {}

    @Override
    public void toDoubles(float[] in, int at, double[] out, int o, int n) {
        int i = 0;
        for (; i + LANES + WIDE <= n; i += LANES) {
            doubles(in, at + i).intoArray(out, o + i);
            doubles(in, at + i + WIDE).intoArray(out, o + i + WIDE);
        }
        portable.toDoubles(in, at + i, out, o + i, n - i);
    }

    private static DoubleVector doubles(float[] in, int at) {
        return (DoubleVector) FloatVector.fromArray(FLOATS, in, at).convertShape(VectorOperators.F2D, DOUBLES, 0);
    }

    @Override
    public void toLongs(float[] in, int at, long[] out, int o, int n) {
        int i = 0;
        while (i + LANES + WIDE <= n) {
            int m = Math.min(BLOCK, n - i - WIDE) & -LANES;
            if (areModerate(in, at + i, m)) {
                moderateToLongs(in, at + i, out, o + i, m);
            } else {
                portable.toLongs(in, at + i, out, o + i, m);
            }
            i += m;
        }
        portable.toLongs(in, at + i, out, o + i, n - i);
    }

    /** Whether all are numbers of which the sum with 2⁵² has their whole part in its last bits. */
    private static boolean areModerate(float[] in, int at, int n) {
        IntVector most = IntVector.zero(INTS);
        for (int i = 0; i < n; i += LANES) {
            most = FloatVector.fromArray(FLOATS, in, at + i)
                    .reinterpretAsInts()
                    .and(Integer.MAX_VALUE)
                    .max(most);
        }
        return IntVector.zero(INTS).max(most).reduceLanes(VectorOperators.MAX) < TWO_POW_51;
    }

    /**
     * The magnitude is rounded by adding 2⁵², and where that was upwards there is one less: JDK 17 makes objects of a conversion
     * to longs.
     */
    private static void moderateToLongs(float[] in, int at, long[] out, int o, int n) {
        for (int i = 0; i < n; i += WIDE) {
            DoubleVector x = doubles(in, at + i);
            LongVector sign = x.reinterpretAsLongs().lanewise(VectorOperators.ASHR, 63);
            DoubleVector magnitude = x.reinterpretAsLongs().and(Long.MAX_VALUE).reinterpretAsDoubles();
            DoubleVector sum = magnitude.add(0x1p52);
            LongVector up = magnitude.sub(sum.sub(0x1p52)).reinterpretAsLongs().lanewise(VectorOperators.ASHR, 63);
            sum.reinterpretAsLongs()
                    .sub(Double.doubleToRawLongBits(0x1p52))
                    .add(up)
                    .lanewise(VectorOperators.XOR, sign)
                    .sub(sign)
                    .intoArray(out, o + i);
        }
    }

    @Override
    public void toBooleans(float[] in, int at, byte[] out, int o, int n) {
        int i = 0;
        for (; LANES >= 8 && i + LANES <= n; i += LANES) {
            IntVector magnitude = FloatVector.fromArray(FLOATS, in, at + i)
                    .reinterpretAsInts()
                    .and(Integer.MAX_VALUE);
            // Nought less a magnitude is negative unless that is zero.
            ((ByteVector) IntVector.zero(INTS)
                            .sub(magnitude)
                            .lanewise(VectorOperators.LSHR, 31)
                            .convertShape(VectorOperators.I2B, BYTES, 0))
                    .intoArray(out, o + i);
        }
        portable.toBooleans(in, at + i, out, o + i, n - i);
    }
}
