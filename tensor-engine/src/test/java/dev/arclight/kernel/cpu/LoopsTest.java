package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.op.BinaryMap;
import dev.arclight.op.BinaryTest;
import dev.arclight.op.UnaryMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopsTest {
    record Affine(int factor) implements UnaryMap {
        @Override
        public float apply(float x) {
            return factor * x + 1;
        }

        @Override
        public double apply(double x) {
            return factor * x + 1;
        }

        @Override
        public long apply(long x) {
            return factor * x + 1;
        }
    }

    /** Not commutative, so that swapped operands show. */
    record Mix() implements BinaryMap {
        @Override
        public float apply(float a, float b) {
            return 2 * a - b;
        }

        @Override
        public double apply(double a, double b) {
            return 2 * a - b;
        }

        @Override
        public long apply(long a, long b) {
            return 2 * a - b;
        }
    }

    record Less() implements BinaryTest {
        @Override
        public boolean test(float a, float b) {
            return a < b;
        }

        @Override
        public boolean test(double a, double b) {
            return a < b;
        }

        @Override
        public boolean test(long a, long b) {
            return a < b;
        }
    }

    private static final int LENGTH = 200;

    private final Random random = new Random(11);

    @ParameterizedTest
    @CsvSource({"0,1,0,37", "3,1,3,37", "5,1,2,37", "1,3,4,20", "40,-1,0,30", "7,0,1,19", "2,1,2,0", "2,1,2,1"})
    void unaryLoopsFollowOffsetAndStrideForEveryDtype(int inOffset, int stride, int outOffset, int n) {
        UnaryLoop loop = Loops.unary(new Affine(3));
        Affine op = new Affine(3);
        float[] f = floats();
        double[] d = doubles();
        long[] l = longs();
        int[] in = ints();
        byte[] b = bytes();
        float[] fo = new float[LENGTH];
        double[] dOut = new double[LENGTH];
        long[] lo = new long[LENGTH];
        int[] io = new int[LENGTH];
        byte[] bo = new byte[LENGTH];
        byte[] uo = new byte[LENGTH];
        loop.run(f, inOffset, stride, fo, outOffset, n);
        loop.run(d, inOffset, stride, dOut, outOffset, n);
        loop.run(l, inOffset, stride, lo, outOffset, n);
        loop.run(in, inOffset, stride, io, outOffset, n);
        loop.run(b, inOffset, stride, bo, outOffset, n);
        loop.runUnsigned(b, inOffset, stride, uo, outOffset, n);
        for (int i = 0; i < LENGTH; i++) {
            int p = i - outOffset;
            boolean inside = p >= 0 && p < n;
            int q = inside ? inOffset + p * stride : 0;
            assertThat(fo[i]).isEqualTo(inside ? op.apply(f[q]) : 0);
            assertThat(dOut[i]).isEqualTo(inside ? op.apply(d[q]) : 0);
            assertThat(lo[i]).isEqualTo(inside ? op.apply(l[q]) : 0);
            assertThat(io[i]).isEqualTo(inside ? (int) op.apply((long) in[q]) : 0);
            assertThat(bo[i]).isEqualTo(inside ? (byte) op.apply((long) b[q]) : 0);
            assertThat(uo[i]).isEqualTo(inside ? (byte) op.apply(b[q] & 0xffL) : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4,1,4,1,4,50", "4,1,9,1,4,50", "1,1,2,1,3,50", "4,1,8,0,4,50", "4,0,6,1,6,50", "4,1,8,0,5,50",
        "4,0,6,1,7,50", "2,3,9,2,1,50", "2,0,9,0,1,50", "90,-1,3,1,3,50", "4,1,4,1,4,0", "4,1,4,0,4,1"
    })
    void binaryLoopsFollowOffsetsAndStridesForEveryDtype(
            int aOffset, int aStride, int bOffset, int bStride, int outOffset, int n) {
        BinaryLoop loop = Loops.binary(new Mix());
        Mix op = new Mix();
        float[] fa = floats();
        float[] fb = floats();
        double[] da = doubles();
        double[] db = doubles();
        long[] la = longs();
        long[] lb = longs();
        int[] ia = ints();
        int[] ib = ints();
        byte[] ba = bytes();
        byte[] bb = bytes();
        float[] fo = new float[LENGTH];
        double[] dOut = new double[LENGTH];
        long[] lo = new long[LENGTH];
        int[] io = new int[LENGTH];
        byte[] bo = new byte[LENGTH];
        byte[] uo = new byte[LENGTH];
        loop.run(fa, aOffset, aStride, fb, bOffset, bStride, fo, outOffset, n);
        loop.run(da, aOffset, aStride, db, bOffset, bStride, dOut, outOffset, n);
        loop.run(la, aOffset, aStride, lb, bOffset, bStride, lo, outOffset, n);
        loop.run(ia, aOffset, aStride, ib, bOffset, bStride, io, outOffset, n);
        loop.run(ba, aOffset, aStride, bb, bOffset, bStride, bo, outOffset, n);
        loop.runUnsigned(ba, aOffset, aStride, bb, bOffset, bStride, uo, outOffset, n);
        for (int i = 0; i < LENGTH; i++) {
            int k = i - outOffset;
            boolean inside = k >= 0 && k < n;
            int p = inside ? aOffset + k * aStride : 0;
            int q = inside ? bOffset + k * bStride : 0;
            assertThat(fo[i]).isEqualTo(inside ? op.apply(fa[p], fb[q]) : 0);
            assertThat(dOut[i]).isEqualTo(inside ? op.apply(da[p], db[q]) : 0);
            assertThat(lo[i]).isEqualTo(inside ? op.apply(la[p], lb[q]) : 0);
            assertThat(io[i]).isEqualTo(inside ? (int) op.apply((long) ia[p], (long) ib[q]) : 0);
            assertThat(bo[i]).isEqualTo(inside ? (byte) op.apply((long) ba[p], (long) bb[q]) : 0);
            assertThat(uo[i]).isEqualTo(inside ? (byte) op.apply(ba[p] & 0xffL, bb[q] & 0xffL) : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"4,1,9,1,4,50", "4,1,8,0,5,50", "4,0,6,1,7,50", "2,3,9,2,1,50", "2,0,9,0,1,50", "4,1,4,0,4,0"})
    void testLoopsGiveOneWhereTheTestHoldsForEveryDtype(
            int aOffset, int aStride, int bOffset, int bStride, int outOffset, int n) {
        TestLoop loop = Loops.test(new Less());
        float[] fa = floats();
        float[] fb = floats();
        double[] da = doubles();
        double[] db = doubles();
        long[] la = longs();
        long[] lb = longs();
        int[] ia = ints();
        int[] ib = ints();
        byte[] ba = bytes();
        byte[] bb = bytes();
        byte[][] out = new byte[6][LENGTH];
        loop.run(fa, aOffset, aStride, fb, bOffset, bStride, out[0], outOffset, n);
        loop.run(da, aOffset, aStride, db, bOffset, bStride, out[1], outOffset, n);
        loop.run(la, aOffset, aStride, lb, bOffset, bStride, out[2], outOffset, n);
        loop.run(ia, aOffset, aStride, ib, bOffset, bStride, out[3], outOffset, n);
        loop.run(ba, aOffset, aStride, bb, bOffset, bStride, out[4], outOffset, n);
        loop.runUnsigned(ba, aOffset, aStride, bb, bOffset, bStride, out[5], outOffset, n);
        for (int i = 0; i < LENGTH; i++) {
            int k = i - outOffset;
            boolean inside = k >= 0 && k < n;
            int p = inside ? aOffset + k * aStride : 0;
            int q = inside ? bOffset + k * bStride : 0;
            assertThat(out[0][i]).isEqualTo((byte) (inside && fa[p] < fb[q] ? 1 : 0));
            assertThat(out[1][i]).isEqualTo((byte) (inside && da[p] < db[q] ? 1 : 0));
            assertThat(out[2][i]).isEqualTo((byte) (inside && la[p] < lb[q] ? 1 : 0));
            assertThat(out[3][i]).isEqualTo((byte) (inside && ia[p] < ib[q] ? 1 : 0));
            assertThat(out[4][i]).isEqualTo((byte) (inside && ba[p] < bb[q] ? 1 : 0));
            assertThat(out[5][i]).isEqualTo((byte) (inside && (ba[p] & 0xff) < (bb[q] & 0xff) ? 1 : 0));
        }
    }

    @Test
    void anOperandMayBeTheResultWhenTheSpansCoincide() {
        float[] a = floats();
        float[] b = floats();
        float[] expected = new float[LENGTH];
        Loops.binary(new Mix()).run(a, 7, 1, b, 7, 1, expected, 7, 150);
        float[] inA = a.clone();
        Loops.binary(new Mix()).run(inA, 7, 1, b, 7, 1, inA, 7, 150);
        float[] inB = b.clone();
        Loops.binary(new Mix()).run(a, 7, 1, inB, 7, 1, inB, 7, 150);
        for (int i = 7; i < 157; i++) {
            assertThat(inA[i]).isEqualTo(expected[i]);
            assertThat(inB[i]).isEqualTo(expected[i]);
        }
    }

    @Test
    void aScalarOperandInsideTheResultIsReadFirst() {
        float[] x = {2, 5, 7};
        Loops.binary(new Mix()).run(x, 0, 1, x, 0, 0, x, 0, 3);
        assertThat(x).containsExactly(2, 8, 12);
    }

    @Test
    void equalOperationsShareOneLoop() {
        assertThat(Loops.unary(new Affine(5))).isSameAs(Loops.unary(new Affine(5)));
        assertThat(Loops.unary(new Affine(5))).isNotSameAs(Loops.unary(new Affine(6)));
    }

    @Test
    void equalOperationsOfDifferentValueKeepTheirOwnConstant() {
        float[] out = new float[1];
        Loops.unary(new Affine(5)).run(new float[] {1}, 0, 1, out, 0, 1);
        assertThat(out[0]).isEqualTo(6);
        Loops.unary(new Affine(7)).run(new float[] {1}, 0, 1, out, 0, 1);
        assertThat(out[0]).isEqualTo(8);
    }

    private float[] floats() {
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = random.nextInt(100) - 50 + random.nextFloat();
        }
        return values;
    }

    private double[] doubles() {
        return random.doubles(LENGTH, -50, 50).toArray();
    }

    private long[] longs() {
        return random.longs(LENGTH, -50, 50).toArray();
    }

    private int[] ints() {
        return random.ints(LENGTH, -50, 50).toArray();
    }

    private byte[] bytes() {
        byte[] values = new byte[LENGTH];
        random.nextBytes(values);
        return values;
    }

    @Test
    void rowsOfTwoOperandsGiveWhatEachGivesByItself() {
        Random random = new Random(4);
        float[] a = new float[1000];
        float[] b = new float[1000];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
            b[i] = (float) random.nextGaussian();
        }
        for (FloatBinaryFunction function : FloatBinaryFunction.values()) {
            for (int n : new int[] {0, 1, 16, 37}) {
                for (int strides = 0; strides < 4; strides++) {
                    int p = strides & 1;
                    int q = strides >> 1;
                    float[] together = new float[1000];
                    float[] apart = new float[1000];
                    Loops.applyToRows(function, a, 3, p, 41, b, 700, q, -40, together, 5, 50, n, 9);
                    for (int row = 0; row < 9; row++) {
                        Loops.apply(function, a, 3 + 41 * row, p, b, 700 - 40 * row, q, apart, 5 + 50 * row, n);
                    }
                    assertThat(together)
                            .as("%s of %d, strides %d and %d", function, n, p, q)
                            .isEqualTo(apart);
                }
            }
        }
    }

    @Test
    void rowsThatLeaveTheirArrayAreRefused() {
        float[] x = new float[100];
        FloatBinaryFunction add = FloatBinaryFunction.ADD;
        assertThatThrownBy(() -> Loops.applyToRows(add, x, 0, 1, 10, x, 0, 0, 0, new float[100], 0, 10, 11, 10))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Loops.applyToRows(add, x, 5, 0, -1, x, 0, 1, 0, new float[100], 0, 10, 10, 7))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
