package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.EpilogueActivation;
import dev.arclight.kernel.cpu.GemmDoubleKernels;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of matrix multiplication of {@code double} on the Vector API, for vectors of any preferred width.
 *
 * <p>The accumulators of a tile are named locals, because a vector that leaves its method or goes through an array is
 * boxed. Tall tiles are better than wide ones: the elements of A that they broadcast never straddle a cache line, whereas
 * the vectors of B nearly always do, since arrays begin 16 bytes into a line. With 512-bit vectors 12×2 was measured 10 to
 * 20 % faster than 6×3, on JDK 17 and 25.
 *
 * <p>The loops over the depth make one step at a time. Two steps save register moves and are up to 10 % faster as long as
 * C2 orders them well; JDK 25 with the serial or parallel collector does not, and falls to half the speed. The start at
 * zero is not a branch, because a branch that is rarely taken throws compiled code away when it is, which costs half a
 * second in the interpreter.
 */
public final class GemmDoubleVector implements GemmDoubleKernels {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Rows that are packed side by side, a third of the tallest tile: 12×2 vectors and three more fill 27 registers of
     * 32, 6×2 and three more 15 of 16. */
    private static final int GROUP = S.vectorBitSize() >= 512 ? 4 : 2;

    private static final int WIDTH = 2 * L;

    /** Where the chains of a tile begin that does not go on from what C holds. */
    private static final double[] ZEROS = new double[WIDTH];

    private static final VectorSpecies<Double> QUAD = DoubleVector.SPECIES_256;

    /** For each vector of four interleaved rows: which step of the depth a lane takes; and which row, as masks. */
    private static final VectorShuffle<Double>[] SPREAD = spread();

    private static final VectorMask<Double> ROW1 = lanes(1, 1);
    private static final VectorMask<Double> ROW3 = lanes(3, 3);
    private static final VectorMask<Double> ROW23 = lanes(2, 3);

    @Override
    public int rowGroup() {
        return GROUP;
    }

    @Override
    public int panelWidth() {
        return WIDTH;
    }

    @Override
    public void packA(
            double[] a, int aOffset, int aRowStride, int aColStride, int rows, int depth, double[] panel, int panelOffset) {
        if (rows == 4 && GROUP == 4) {
            packFour(a, aOffset, aRowStride, aColStride, depth, panel, panelOffset);
            return;
        }
        if (rows < GROUP) {
            Arrays.fill(panel, panelOffset, panelOffset + depth * GROUP, 0);
        }
        for (int i = 0; i < rows; i++) {
            int source = aOffset + i * aRowStride;
            int target = panelOffset + i;
            for (int k = 0; k < depth; k++) {
                panel[target] = a[source];
                source += aColStride;
                target += GROUP;
            }
        }
    }

    /** Interleaves four rows. */
    private static void packFour(
            double[] a, int aOffset, int aRowStride, int aColStride, int depth, double[] panel, int panelOffset) {
        if (aRowStride == 1) {
            packFourContiguous(a, aOffset, aColStride, depth, panel, panelOffset);
            return;
        }
        int done = aColStride == 1 && L >= 4 ? interleaveFour(a, aOffset, aRowStride, depth, panel, panelOffset) : 0;
        int a1 = aOffset + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        for (int k = done; k < depth; k++) {
            int shift = k * aColStride;
            int target = panelOffset + 4 * k;
            panel[target] = a[aOffset + shift];
            panel[target + 1] = a[a1 + shift];
            panel[target + 2] = a[a2 + shift];
            panel[target + 3] = a[a3 + shift];
        }
    }

    private static void packFourContiguous(
            double[] a, int aOffset, int aColStride, int depth, double[] panel, int panelOffset) {
        int source = aOffset;
        int target = panelOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector.fromArray(QUAD, a, source).intoArray(panel, target);
            source += aColStride;
            target += 4;
        }
    }

    /** Interleaves whole vectors of four rows with contiguous elements; returns how many steps that made. */
    private static int interleaveFour(
            double[] a, int aOffset, int aRowStride, int depth, double[] panel, int panelOffset) {
        int a1 = aOffset + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int whole = depth - depth % L;
        for (int q = 0; q < SPREAD.length; q++) {
            VectorShuffle<Double> spread = SPREAD[q];
            int target = panelOffset + q * L;
            for (int k = 0; k < whole; k += L) {
                DoubleVector row0 = DoubleVector.fromArray(S, a, aOffset + k).rearrange(spread);
                DoubleVector row1 = DoubleVector.fromArray(S, a, a1 + k).rearrange(spread);
                DoubleVector row2 = DoubleVector.fromArray(S, a, a2 + k).rearrange(spread);
                DoubleVector row3 = DoubleVector.fromArray(S, a, a3 + k).rearrange(spread);
                row0.blend(row1, ROW1)
                        .blend(row2.blend(row3, ROW3), ROW23)
                        .intoArray(panel, target);
                target += 4 * L;
            }
        }
        return whole;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static VectorShuffle<Double>[] spread() {
        VectorShuffle<Double>[] spread = new VectorShuffle[L >= 4 ? 4 : 0];
        for (int q = 0; q < spread.length; q++) {
            int first = q * L / 4;
            spread[q] = VectorShuffle.fromOp(S, lane -> first + lane / 4);
        }
        return spread;
    }

    /** The lanes whose number modulo four is at least {@code low} and at most {@code high}. */
    private static VectorMask<Double> lanes(int low, int high) {
        boolean[] lanes = new boolean[L];
        for (int i = 0; i < L; i++) {
            lanes[i] = i % 4 >= low && i % 4 <= high;
        }
        return VectorMask.fromArray(S, lanes, 0);
    }

    @Override
    public void packB(
            double[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            int depth,
            int columns,
            double[] panel,
            int panelOffset,
            double[] scratch) {
        if (bColStride == 1) {
            packContiguous(b, bOffset, bRowStride, depth, columns, panel, panelOffset);
            return;
        }
        if (columns < WIDTH) {
            Arrays.fill(panel, panelOffset, panelOffset + depth * WIDTH, 0);
        }
        int j = 0;
        for (; GROUP == 4 && j < columns - 3; j += 4) {
            packFour(b, bOffset + j * bColStride, bColStride, bRowStride, depth, scratch, 0);
            spreadFour(scratch, depth, panel, panelOffset + j);
        }
        for (; j < columns; j++) {
            int source = bOffset + j * bColStride;
            int target = panelOffset + j;
            for (int k = 0; k < depth; k++) {
                panel[target] = b[source];
                source += bRowStride;
                target += WIDTH;
            }
        }
    }

    /** Copies four interleaved columns to their place in a panel. */
    private static void spreadFour(double[] scratch, int depth, double[] panel, int panelOffset) {
        int target = panelOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector.fromArray(QUAD, scratch, 4 * k).intoArray(panel, target);
            target += WIDTH;
        }
    }

    private static void packContiguous(
            double[] b,
            int bOffset,
            int bRowStride,
            int depth,
            int columns,
            double[] panel,
            int panelOffset) {
        int whole = columns - columns % L;
        for (int j = 0; j < whole; j += L) {
            int source = bOffset + j;
            int target = panelOffset + j;
            for (int k = 0; k < depth; k++) {
                DoubleVector.fromArray(S, b, source).intoArray(panel, target);
                source += bRowStride;
                target += WIDTH;
            }
        }
        for (int k = 0; whole < columns && k < depth; k++) {
            int source = bOffset + k * bRowStride;
            int target = panelOffset + k * WIDTH;
            for (int j = whole; j < columns; j++) {
                panel[target + j] = b[source + j];
            }
            for (int j = columns; j < WIDTH; j++) {
                panel[target + j] = 0;
            }
        }
    }

    @Override
    public void tile(
            int height,
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        double[] start = accumulate ? c : ZEROS;
        int startOffset = accumulate ? cOffset : 0;
        int startStride = accumulate ? cRowStride : 0;
        switch (height) {
            case 12 -> tile12x2(depth, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cRowStride);
            case 8 -> tile8x2(depth, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cRowStride);
            case 6 -> tile6x2(depth, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cRowStride);
            case 4 -> tile4x2(depth, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cRowStride);
            case 2 -> tile2x2(depth, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cRowStride);
            default -> throw new IllegalArgumentException("no tile of height " + height);
        }
    }

    @Override
    public void tileWhilePacking(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] panel,
            int panelOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        double[] start = accumulate ? c : ZEROS;
        int startOffset = accumulate ? cOffset : 0;
        int startStride = accumulate ? cRowStride : 0;
        if (GROUP == 4) {
            tile4x2WhilePacking(
                    depth,
                    a,
                    aOffset,
                    b,
                    bOffset,
                    bRowStride,
                    panel,
                    panelOffset,
                    start,
                    startOffset,
                    startStride,
                    c,
                    cOffset,
                    cRowStride);
        } else {
            tile2x2WhilePacking(
                    depth,
                    a,
                    aOffset,
                    b,
                    bOffset,
                    bRowStride,
                    panel,
                    panelOffset,
                    start,
                    startOffset,
                    startStride,
                    c,
                    cOffset,
                    cRowStride);
        }
    }

    private static void tile12x2(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] start,
            int startOffset,
            int startStride,
            double[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        int s2 = s1 + startStride;
        int s3 = s2 + startStride;
        int s4 = s3 + startStride;
        int s5 = s4 + startStride;
        int s6 = s5 + startStride;
        int s7 = s6 + startStride;
        int s8 = s7 + startStride;
        int s9 = s8 + startStride;
        int s10 = s9 + startStride;
        int s11 = s10 + startStride;
        DoubleVector c00 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c01 = DoubleVector.fromArray(S, start, s0 + L);
        DoubleVector c10 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c11 = DoubleVector.fromArray(S, start, s1 + L);
        DoubleVector c20 = DoubleVector.fromArray(S, start, s2);
        DoubleVector c21 = DoubleVector.fromArray(S, start, s2 + L);
        DoubleVector c30 = DoubleVector.fromArray(S, start, s3);
        DoubleVector c31 = DoubleVector.fromArray(S, start, s3 + L);
        DoubleVector c40 = DoubleVector.fromArray(S, start, s4);
        DoubleVector c41 = DoubleVector.fromArray(S, start, s4 + L);
        DoubleVector c50 = DoubleVector.fromArray(S, start, s5);
        DoubleVector c51 = DoubleVector.fromArray(S, start, s5 + L);
        DoubleVector c60 = DoubleVector.fromArray(S, start, s6);
        DoubleVector c61 = DoubleVector.fromArray(S, start, s6 + L);
        DoubleVector c70 = DoubleVector.fromArray(S, start, s7);
        DoubleVector c71 = DoubleVector.fromArray(S, start, s7 + L);
        DoubleVector c80 = DoubleVector.fromArray(S, start, s8);
        DoubleVector c81 = DoubleVector.fromArray(S, start, s8 + L);
        DoubleVector c90 = DoubleVector.fromArray(S, start, s9);
        DoubleVector c91 = DoubleVector.fromArray(S, start, s9 + L);
        DoubleVector c100 = DoubleVector.fromArray(S, start, s10);
        DoubleVector c101 = DoubleVector.fromArray(S, start, s10 + L);
        DoubleVector c110 = DoubleVector.fromArray(S, start, s11);
        DoubleVector c111 = DoubleVector.fromArray(S, start, s11 + L);
        int a0 = aOffset;
        int a1 = a0 + 4 * depth;
        int a2 = a1 + 4 * depth;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            DoubleVector x2 = DoubleVector.broadcast(S, a[a0 + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            DoubleVector x3 = DoubleVector.broadcast(S, a[a0 + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            DoubleVector x4 = DoubleVector.broadcast(S, a[a1]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            DoubleVector x5 = DoubleVector.broadcast(S, a[a1 + 1]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            DoubleVector x6 = DoubleVector.broadcast(S, a[a1 + 2]);
            c60 = x6.fma(b0, c60);
            c61 = x6.fma(b1, c61);
            DoubleVector x7 = DoubleVector.broadcast(S, a[a1 + 3]);
            c70 = x7.fma(b0, c70);
            c71 = x7.fma(b1, c71);
            DoubleVector x8 = DoubleVector.broadcast(S, a[a2]);
            c80 = x8.fma(b0, c80);
            c81 = x8.fma(b1, c81);
            DoubleVector x9 = DoubleVector.broadcast(S, a[a2 + 1]);
            c90 = x9.fma(b0, c90);
            c91 = x9.fma(b1, c91);
            DoubleVector x10 = DoubleVector.broadcast(S, a[a2 + 2]);
            c100 = x10.fma(b0, c100);
            c101 = x10.fma(b1, c101);
            DoubleVector x11 = DoubleVector.broadcast(S, a[a2 + 3]);
            c110 = x11.fma(b0, c110);
            c111 = x11.fma(b1, c111);
            a0 += 4;
            a1 += 4;
            a2 += 4;
            bIndex += WIDTH;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
        int r6 = r5 + cRowStride;
        int r7 = r6 + cRowStride;
        int r8 = r7 + cRowStride;
        int r9 = r8 + cRowStride;
        int r10 = r9 + cRowStride;
        int r11 = r10 + cRowStride;
        c00.intoArray(c, r0);
        c01.intoArray(c, r0 + L);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + L);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + L);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + L);
        c40.intoArray(c, r4);
        c41.intoArray(c, r4 + L);
        c50.intoArray(c, r5);
        c51.intoArray(c, r5 + L);
        c60.intoArray(c, r6);
        c61.intoArray(c, r6 + L);
        c70.intoArray(c, r7);
        c71.intoArray(c, r7 + L);
        c80.intoArray(c, r8);
        c81.intoArray(c, r8 + L);
        c90.intoArray(c, r9);
        c91.intoArray(c, r9 + L);
        c100.intoArray(c, r10);
        c101.intoArray(c, r10 + L);
        c110.intoArray(c, r11);
        c111.intoArray(c, r11 + L);
    }

    private static void tile8x2(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] start,
            int startOffset,
            int startStride,
            double[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        int s2 = s1 + startStride;
        int s3 = s2 + startStride;
        int s4 = s3 + startStride;
        int s5 = s4 + startStride;
        int s6 = s5 + startStride;
        int s7 = s6 + startStride;
        DoubleVector c00 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c01 = DoubleVector.fromArray(S, start, s0 + L);
        DoubleVector c10 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c11 = DoubleVector.fromArray(S, start, s1 + L);
        DoubleVector c20 = DoubleVector.fromArray(S, start, s2);
        DoubleVector c21 = DoubleVector.fromArray(S, start, s2 + L);
        DoubleVector c30 = DoubleVector.fromArray(S, start, s3);
        DoubleVector c31 = DoubleVector.fromArray(S, start, s3 + L);
        DoubleVector c40 = DoubleVector.fromArray(S, start, s4);
        DoubleVector c41 = DoubleVector.fromArray(S, start, s4 + L);
        DoubleVector c50 = DoubleVector.fromArray(S, start, s5);
        DoubleVector c51 = DoubleVector.fromArray(S, start, s5 + L);
        DoubleVector c60 = DoubleVector.fromArray(S, start, s6);
        DoubleVector c61 = DoubleVector.fromArray(S, start, s6 + L);
        DoubleVector c70 = DoubleVector.fromArray(S, start, s7);
        DoubleVector c71 = DoubleVector.fromArray(S, start, s7 + L);
        int a0 = aOffset;
        int a1 = a0 + 4 * depth;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            DoubleVector x2 = DoubleVector.broadcast(S, a[a0 + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            DoubleVector x3 = DoubleVector.broadcast(S, a[a0 + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            DoubleVector x4 = DoubleVector.broadcast(S, a[a1]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            DoubleVector x5 = DoubleVector.broadcast(S, a[a1 + 1]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            DoubleVector x6 = DoubleVector.broadcast(S, a[a1 + 2]);
            c60 = x6.fma(b0, c60);
            c61 = x6.fma(b1, c61);
            DoubleVector x7 = DoubleVector.broadcast(S, a[a1 + 3]);
            c70 = x7.fma(b0, c70);
            c71 = x7.fma(b1, c71);
            a0 += 4;
            a1 += 4;
            bIndex += WIDTH;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
        int r6 = r5 + cRowStride;
        int r7 = r6 + cRowStride;
        c00.intoArray(c, r0);
        c01.intoArray(c, r0 + L);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + L);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + L);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + L);
        c40.intoArray(c, r4);
        c41.intoArray(c, r4 + L);
        c50.intoArray(c, r5);
        c51.intoArray(c, r5 + L);
        c60.intoArray(c, r6);
        c61.intoArray(c, r6 + L);
        c70.intoArray(c, r7);
        c71.intoArray(c, r7 + L);
    }

    private static void tile6x2(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] start,
            int startOffset,
            int startStride,
            double[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        int s2 = s1 + startStride;
        int s3 = s2 + startStride;
        int s4 = s3 + startStride;
        int s5 = s4 + startStride;
        DoubleVector c00 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c01 = DoubleVector.fromArray(S, start, s0 + L);
        DoubleVector c10 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c11 = DoubleVector.fromArray(S, start, s1 + L);
        DoubleVector c20 = DoubleVector.fromArray(S, start, s2);
        DoubleVector c21 = DoubleVector.fromArray(S, start, s2 + L);
        DoubleVector c30 = DoubleVector.fromArray(S, start, s3);
        DoubleVector c31 = DoubleVector.fromArray(S, start, s3 + L);
        DoubleVector c40 = DoubleVector.fromArray(S, start, s4);
        DoubleVector c41 = DoubleVector.fromArray(S, start, s4 + L);
        DoubleVector c50 = DoubleVector.fromArray(S, start, s5);
        DoubleVector c51 = DoubleVector.fromArray(S, start, s5 + L);
        int a0 = aOffset;
        int a1 = a0 + 2 * depth;
        int a2 = a1 + 2 * depth;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            DoubleVector x2 = DoubleVector.broadcast(S, a[a1]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            DoubleVector x3 = DoubleVector.broadcast(S, a[a1 + 1]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            DoubleVector x4 = DoubleVector.broadcast(S, a[a2]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            DoubleVector x5 = DoubleVector.broadcast(S, a[a2 + 1]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            a0 += 2;
            a1 += 2;
            a2 += 2;
            bIndex += WIDTH;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
        c00.intoArray(c, r0);
        c01.intoArray(c, r0 + L);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + L);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + L);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + L);
        c40.intoArray(c, r4);
        c41.intoArray(c, r4 + L);
        c50.intoArray(c, r5);
        c51.intoArray(c, r5 + L);
    }

    private static void tile4x2(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] start,
            int startOffset,
            int startStride,
            double[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        int s2 = s1 + startStride;
        int s3 = s2 + startStride;
        DoubleVector c00 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c01 = DoubleVector.fromArray(S, start, s0 + L);
        DoubleVector c10 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c11 = DoubleVector.fromArray(S, start, s1 + L);
        DoubleVector c20 = DoubleVector.fromArray(S, start, s2);
        DoubleVector c21 = DoubleVector.fromArray(S, start, s2 + L);
        DoubleVector c30 = DoubleVector.fromArray(S, start, s3);
        DoubleVector c31 = DoubleVector.fromArray(S, start, s3 + L);
        int a0 = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            DoubleVector x2 = DoubleVector.broadcast(S, a[a0 + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            DoubleVector x3 = DoubleVector.broadcast(S, a[a0 + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            a0 += 4;
            bIndex += WIDTH;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        c00.intoArray(c, r0);
        c01.intoArray(c, r0 + L);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + L);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + L);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + L);
    }

    private static void tile2x2(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] start,
            int startOffset,
            int startStride,
            double[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        DoubleVector c00 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c01 = DoubleVector.fromArray(S, start, s0 + L);
        DoubleVector c10 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c11 = DoubleVector.fromArray(S, start, s1 + L);
        int a0 = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            a0 += 2;
            bIndex += WIDTH;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        c00.intoArray(c, r0);
        c01.intoArray(c, r0 + L);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + L);
    }

    private static void tile4x2WhilePacking(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] panel,
            int panelOffset,
            double[] start,
            int startOffset,
            int startStride,
            double[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        int s2 = s1 + startStride;
        int s3 = s2 + startStride;
        DoubleVector c00 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c01 = DoubleVector.fromArray(S, start, s0 + L);
        DoubleVector c10 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c11 = DoubleVector.fromArray(S, start, s1 + L);
        DoubleVector c20 = DoubleVector.fromArray(S, start, s2);
        DoubleVector c21 = DoubleVector.fromArray(S, start, s2 + L);
        DoubleVector c30 = DoubleVector.fromArray(S, start, s3);
        DoubleVector c31 = DoubleVector.fromArray(S, start, s3 + L);
        int a0 = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            DoubleVector x2 = DoubleVector.broadcast(S, a[a0 + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            DoubleVector x3 = DoubleVector.broadcast(S, a[a0 + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            a0 += 4;
            bIndex += bRowStride;
            panelIndex += WIDTH;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        c00.intoArray(c, r0);
        c01.intoArray(c, r0 + L);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + L);
        c20.intoArray(c, r2);
        c21.intoArray(c, r2 + L);
        c30.intoArray(c, r3);
        c31.intoArray(c, r3 + L);
    }

    private static void tile2x2WhilePacking(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] panel,
            int panelOffset,
            double[] start,
            int startOffset,
            int startStride,
            double[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        DoubleVector c00 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c01 = DoubleVector.fromArray(S, start, s0 + L);
        DoubleVector c10 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c11 = DoubleVector.fromArray(S, start, s1 + L);
        int a0 = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            a0 += 2;
            bIndex += bRowStride;
            panelIndex += WIDTH;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        c00.intoArray(c, r0);
        c01.intoArray(c, r0 + L);
        c10.intoArray(c, r1);
        c11.intoArray(c, r1 + L);
    }

    @Override
    public void row(
            double[] a,
            int aOffset,
            int aColStride,
            int depth,
            double[] b,
            int bOffset,
            int bRowStride,
            int columns,
            double[] out,
            int outOffset,
            boolean accumulate) {
        if (!accumulate) {
            Arrays.fill(out, outOffset, outOffset + columns, 0);
        }
        int k = 0;
        for (; k < depth - 7; k += 8) {
            int aIndex = aOffset + k * aColStride;
            row8(a, aIndex, aColStride, b, bOffset + k * bRowStride, bRowStride, columns, out, outOffset);
        }
        for (; k < depth; k++) {
            row1(a[aOffset + k * aColStride], b, bOffset + k * bRowStride, columns, out, outOffset);
        }
    }

    /** Eight steps of the depth for all columns: B is read in long runs, which is what the prefetcher wants. */
    private static void row8(
            double[] a,
            int aIndex,
            int aColStride,
            double[] b,
            int bIndex,
            int bRowStride,
            int columns,
            double[] out,
            int outOffset) {
        double s0 = a[aIndex];
        double s1 = a[aIndex + aColStride];
        double s2 = a[aIndex + 2 * aColStride];
        double s3 = a[aIndex + 3 * aColStride];
        double s4 = a[aIndex + 4 * aColStride];
        double s5 = a[aIndex + 5 * aColStride];
        double s6 = a[aIndex + 6 * aColStride];
        double s7 = a[aIndex + 7 * aColStride];
        DoubleVector a0 = DoubleVector.broadcast(S, s0);
        DoubleVector a1 = DoubleVector.broadcast(S, s1);
        DoubleVector a2 = DoubleVector.broadcast(S, s2);
        DoubleVector a3 = DoubleVector.broadcast(S, s3);
        DoubleVector a4 = DoubleVector.broadcast(S, s4);
        DoubleVector a5 = DoubleVector.broadcast(S, s5);
        DoubleVector a6 = DoubleVector.broadcast(S, s6);
        DoubleVector a7 = DoubleVector.broadcast(S, s7);
        int b1 = bIndex + bRowStride;
        int b2 = b1 + bRowStride;
        int b3 = b2 + bRowStride;
        int b4 = b3 + bRowStride;
        int b5 = b4 + bRowStride;
        int b6 = b5 + bRowStride;
        int b7 = b6 + bRowStride;
        int j = 0;
        for (; j < columns - (L - 1); j += L) {
            DoubleVector sum = DoubleVector.fromArray(S, out, outOffset + j);
            sum = a0.fma(DoubleVector.fromArray(S, b, bIndex + j), sum);
            sum = a1.fma(DoubleVector.fromArray(S, b, b1 + j), sum);
            sum = a2.fma(DoubleVector.fromArray(S, b, b2 + j), sum);
            sum = a3.fma(DoubleVector.fromArray(S, b, b3 + j), sum);
            sum = a4.fma(DoubleVector.fromArray(S, b, b4 + j), sum);
            sum = a5.fma(DoubleVector.fromArray(S, b, b5 + j), sum);
            sum = a6.fma(DoubleVector.fromArray(S, b, b6 + j), sum);
            sum = a7.fma(DoubleVector.fromArray(S, b, b7 + j), sum);
            sum.intoArray(out, outOffset + j);
        }
        for (; j < columns; j++) {
            double sum = out[outOffset + j];
            sum = Math.fma(s0, b[bIndex + j], sum);
            sum = Math.fma(s1, b[b1 + j], sum);
            sum = Math.fma(s2, b[b2 + j], sum);
            sum = Math.fma(s3, b[b3 + j], sum);
            sum = Math.fma(s4, b[b4 + j], sum);
            sum = Math.fma(s5, b[b5 + j], sum);
            sum = Math.fma(s6, b[b6 + j], sum);
            sum = Math.fma(s7, b[b7 + j], sum);
            out[outOffset + j] = sum;
        }
    }

    private static void row1(double scale, double[] b, int bIndex, int columns, double[] out, int outOffset) {
        DoubleVector a0 = DoubleVector.broadcast(S, scale);
        int j = 0;
        for (; j < columns - (L - 1); j += L) {
            a0.fma(DoubleVector.fromArray(S, b, bIndex + j), DoubleVector.fromArray(S, out, outOffset + j))
                    .intoArray(out, outOffset + j);
        }
        for (; j < columns; j++) {
            out[outOffset + j] = Math.fma(scale, b[bIndex + j], out[outOffset + j]);
        }
    }

    @Override
    public void finish(
            double @Nullable [] bias,
            int biasOffset,
            int biasRowStride,
            int biasColStride,
            EpilogueActivation activation,
            int rows,
            int columns,
            double[] c,
            int cOffset,
            int cRowStride) {
        double floor = activation == EpilogueActivation.RELU ? 0 : Double.NEGATIVE_INFINITY;
        for (int i = 0; i < rows; i++) {
            int index = cOffset + i * cRowStride;
            if (bias == null || biasColStride == 0) {
                finishRow(bias == null ? -0f : bias[biasOffset + i * biasRowStride], floor, columns, c, index);
            } else {
                finishColumns(bias, biasOffset, floor, columns, c, index);
            }
        }
    }

    /** Adds one number to a row; negative zero is the one that changes nothing. Values up to {@code floor} become it. */
    private static void finishRow(double bias, double floor, int columns, double[] c, int index) {
        int j = 0;
        for (; j < columns - (L - 1); j += L) {
            DoubleVector sum = DoubleVector.fromArray(S, c, index + j).add(bias);
            sum.blend(floor, sum.compare(VectorOperators.LE, floor)).intoArray(c, index + j);
        }
        for (; j < columns; j++) {
            double sum = c[index + j] + bias;
            c[index + j] = sum <= floor ? floor : sum;
        }
    }

    private static void finishColumns(double[] bias, int biasOffset, double floor, int columns, double[] c, int index) {
        int j = 0;
        for (; j < columns - (L - 1); j += L) {
            DoubleVector sum = DoubleVector.fromArray(S, c, index + j).add(DoubleVector.fromArray(S, bias, biasOffset + j));
            sum.blend(floor, sum.compare(VectorOperators.LE, floor)).intoArray(c, index + j);
        }
        for (; j < columns; j++) {
            double sum = c[index + j] + bias[biasOffset + j];
            c[index + j] = sum <= floor ? floor : sum;
        }
    }
}
