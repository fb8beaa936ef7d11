package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.IntegerKernelsPortable;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of int8 layers on vectors. Bytes are widened to float in registers, so that memory is read at a quarter of the
 * size; whole numbers are exact in float up to 2²⁴, whatever the order of the sum. Vectors of four floats would need four
 * bytes, of which there are none: there the plain loops run.
 */
public final class VectorIntegerKernels extends IntegerKernelsPortable {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int L = FLOATS.length();
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(8 * Math.max(L, 8)));
    private static final FloatVector ZERO = FloatVector.zero(FLOATS);
    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
    private static final float LOW = 1 << 12;

    @Override
    public void row(
            float[] a,
            int aOffset,
            int depth,
            byte[] panel,
            int panelOffset,
            int width,
            int[] c,
            int cOffset,
            boolean accumulate) {
        if (L < 8 || width != 2 * L) {
            super.row(a, aOffset, depth, panel, panelOffset, width, c, cOffset, accumulate);
            return;
        }
        int done = depth & ~3;
        if (done > 0) {
            rowOfFours(a, aOffset, done, panel, panelOffset, c, cOffset, accumulate);
        }
        if (done < depth || done == 0) {
            super.row(
                    a,
                    aOffset + done,
                    depth - done,
                    panel,
                    panelOffset + done * width,
                    width,
                    c,
                    cOffset,
                    accumulate || done > 0);
        }
    }

    /** Four steps of the depth have sums of their own: fewer would wait for each other. */
    private static void rowOfFours(
            float[] a,
            int aOffset,
            int depth,
            byte[] panel,
            int panelOffset,
            int[] c,
            int cOffset,
            boolean accumulate) {
        FloatVector c00 = FloatVector.zero(FLOATS);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        FloatVector c30 = c00;
        FloatVector c31 = c00;
        int b = panelOffset;
        for (int l = aOffset; l < aOffset + depth; l += 4) {
            FloatVector x0 = FloatVector.broadcast(FLOATS, a[l]);
            c00 = x0.fma(floats(panel, b), c00);
            c01 = x0.fma(floats(panel, b + L), c01);
            FloatVector x1 = FloatVector.broadcast(FLOATS, a[l + 1]);
            c10 = x1.fma(floats(panel, b + 2 * L), c10);
            c11 = x1.fma(floats(panel, b + 3 * L), c11);
            FloatVector x2 = FloatVector.broadcast(FLOATS, a[l + 2]);
            c20 = x2.fma(floats(panel, b + 4 * L), c20);
            c21 = x2.fma(floats(panel, b + 5 * L), c21);
            FloatVector x3 = FloatVector.broadcast(FLOATS, a[l + 3]);
            c30 = x3.fma(floats(panel, b + 6 * L), c30);
            c31 = x3.fma(floats(panel, b + 7 * L), c31);
            b += 8 * L;
        }
        IntVector left = whole(ZERO.add(c00))
                .add(whole(ZERO.add(c10)))
                .add(whole(ZERO.add(c20)))
                .add(whole(ZERO.add(c30)));
        IntVector right = whole(ZERO.add(c01))
                .add(whole(ZERO.add(c11)))
                .add(whole(ZERO.add(c21)))
                .add(whole(ZERO.add(c31)));
        if (accumulate) {
            left = left.add(IntVector.fromArray(INTS, c, cOffset));
            right = right.add(IntVector.fromArray(INTS, c, cOffset + L));
        }
        left.intoArray(c, cOffset);
        right.intoArray(c, cOffset + L);
    }

    private static FloatVector floats(byte[] in, int at) {
        return (FloatVector)
                ((IntVector) ByteVector.fromArray(BYTES, in, at).convertShape(VectorOperators.B2I, INTS, 0))
                        .convert(VectorOperators.I2F, 0);
    }

    /** In two halves by the rounding of additions, as conversion to int is many instructions on some machines. */
    private static IntVector whole(FloatVector x) {
        FloatVector shifted = x.mul(1 / LOW).add(ROUNDER);
        FloatVector low = shifted.sub(ROUNDER).fma(FloatVector.broadcast(FLOATS, -LOW), x);
        IntVector high = shifted.reinterpretAsInts().sub(ROUNDER_BITS).lanewise(VectorOperators.LSHL, 12);
        return low.add(ROUNDER).reinterpretAsInts().sub(ROUNDER_BITS).add(high);
    }

    @Override
    public void whole(float[] in, int at, int[] out, int o, int n, boolean accumulate) {
        int i = 0;
        if (accumulate) {
            for (; i <= n - L; i += L) {
                whole(FloatVector.fromArray(FLOATS, in, at + i))
                        .add(IntVector.fromArray(INTS, out, o + i))
                        .intoArray(out, o + i);
            }
        } else {
            for (; i <= n - L; i += L) {
                whole(FloatVector.fromArray(FLOATS, in, at + i)).intoArray(out, o + i);
            }
        }
        super.whole(in, at + i, out, o + i, n - i, accumulate);
    }

    @Override
    public int largestBits(float[] in, int at, int n) {
        IntVector largest0 = IntVector.zero(INTS);
        IntVector largest1 = largest0;
        int i = 0;
        for (; i <= n - 2 * L; i += 2 * L) {
            largest0 = bits(in, at + i).max(largest0);
            largest1 = bits(in, at + i + L).max(largest1);
        }
        int vectors = IntVector.zero(INTS).max(largest0).max(largest1).reduceLanes(VectorOperators.MAX);
        return Math.max(vectors, super.largestBits(in, at + i, n - i));
    }

    private static IntVector bits(float[] in, int at) {
        return FloatVector.fromArray(FLOATS, in, at).reinterpretAsInts().and(Integer.MAX_VALUE);
    }

    @Override
    public void round(float[] in, int at, float factor, byte[] out, int o, int n) {
        int i = 0;
        for (; L >= 8 && i <= n - L; i += L) {
            IntVector codes = FloatVector.fromArray(FLOATS, in, at + i)
                    .mul(factor)
                    .add(ROUNDER)
                    .reinterpretAsInts();
            ((ByteVector) codes.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(out, o + i);
        }
        super.round(in, at + i, factor, out, o + i, n - i);
    }

    @Override
    public void scale(int[] in, int at, float scale, float[] scales, float[] shifts, int s, float[] out, int o, int n) {
        int i = 0;
        if (shifts.length == 0) {
            for (; i <= n - L; i += L) {
                product(in, at + i, scale, scales, s + i).intoArray(out, o + i);
            }
        } else {
            for (; i <= n - L; i += L) {
                product(in, at + i, scale, scales, s + i)
                        .add(FloatVector.fromArray(FLOATS, shifts, s + i))
                        .intoArray(out, o + i);
            }
        }
        super.scale(in, at + i, scale, scales, shifts, s + i, out, o + i, n - i);
    }

    private static FloatVector product(int[] in, int at, float scale, float[] scales, int s) {
        return ((FloatVector) IntVector.fromArray(INTS, in, at).convert(VectorOperators.I2F, 0))
                .mul(FloatVector.fromArray(FLOATS, scales, s).mul(scale));
    }
}
