package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.EpilogueActivation;
import dev.arclight.kernel.cpu.GemmFloatKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of matrix multiplication of {@code float} on the Vector API, for vectors of any preferred width.
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
public final class GemmFloatVector implements GemmFloatKernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Rows that are packed side by side, a third of the tallest tile: 12×2 vectors and three more fill 27 registers of
     * 32, 6×2 and three more 15 of 16. */
    private static final int GROUP = S.vectorBitSize() >= 512 ? 4 : 2;

    private static final int WIDTH = 2 * L;

    /** Where the chains of a tile begin that does not go on from what C holds. */
    private static final float[] ZEROS = new float[WIDTH];

    private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;

    /** For each vector of four interleaved rows: which step of the depth a lane takes; and which row, as masks. */
    private static final VectorShuffle<Float>[] SPREAD = spread();

    private static final VectorMask<Float> ROW1 = lanes(1, 1);
    private static final VectorMask<Float> ROW3 = lanes(3, 3);
    private static final VectorMask<Float> ROW23 = lanes(2, 3);

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
            float[] a, int aOffset, int aRowStride, int aColStride, int rows, int depth, float[] panel, int panelOffset) {
        if (rows == 4 && GROUP == 4) {
            packFour(a, aOffset, aRowStride, aColStride, depth, panel, panelOffset);
            return;
        }
        if (rows < GROUP) {
            Arrays.fill(panel, panelOffset, panelOffset + depth * GROUP, 0f);
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
            float[] a, int aOffset, int aRowStride, int aColStride, int depth, float[] panel, int panelOffset) {
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
            float[] a, int aOffset, int aColStride, int depth, float[] panel, int panelOffset) {
        int source = aOffset;
        int target = panelOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector.fromArray(QUAD, a, source).intoArray(panel, target);
            source += aColStride;
            target += 4;
        }
    }

    /** Interleaves whole vectors of four rows with contiguous elements; returns how many steps that made. */
    private static int interleaveFour(
            float[] a, int aOffset, int aRowStride, int depth, float[] panel, int panelOffset) {
        int a1 = aOffset + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int whole = depth - depth % L;
        for (int q = 0; q < SPREAD.length; q++) {
            VectorShuffle<Float> spread = SPREAD[q];
            int target = panelOffset + q * L;
            for (int k = 0; k < whole; k += L) {
                FloatVector row0 = FloatVector.fromArray(S, a, aOffset + k).rearrange(spread);
                FloatVector row1 = FloatVector.fromArray(S, a, a1 + k).rearrange(spread);
                FloatVector row2 = FloatVector.fromArray(S, a, a2 + k).rearrange(spread);
                FloatVector row3 = FloatVector.fromArray(S, a, a3 + k).rearrange(spread);
                row0.blend(row1, ROW1)
                        .blend(row2.blend(row3, ROW3), ROW23)
                        .intoArray(panel, target);
                target += 4 * L;
            }
        }
        return whole;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static VectorShuffle<Float>[] spread() {
        VectorShuffle<Float>[] spread = new VectorShuffle[L >= 4 ? 4 : 0];
        for (int q = 0; q < spread.length; q++) {
            int first = q * L / 4;
            spread[q] = VectorShuffle.fromOp(S, lane -> first + lane / 4);
        }
        return spread;
    }

    /** The lanes whose number modulo four is at least {@code low} and at most {@code high}. */
    private static VectorMask<Float> lanes(int low, int high) {
        boolean[] lanes = new boolean[L];
        for (int i = 0; i < L; i++) {
            lanes[i] = i % 4 >= low && i % 4 <= high;
        }
        return VectorMask.fromArray(S, lanes, 0);
    }

    @Override
    public void packB(
            float[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            int depth,
            int columns,
            float[] panel,
            int panelOffset,
            float[] scratch) {
        if (bColStride == 1) {
            packContiguous(b, bOffset, bRowStride, depth, columns, panel, panelOffset);
            return;
        }
        if (columns < WIDTH) {
            Arrays.fill(panel, panelOffset, panelOffset + depth * WIDTH, 0f);
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
    private static void spreadFour(float[] scratch, int depth, float[] panel, int panelOffset) {
        int target = panelOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector.fromArray(QUAD, scratch, 4 * k).intoArray(panel, target);
            target += WIDTH;
        }
    }

    private static void packContiguous(
            float[] b,
            int bOffset,
            int bRowStride,
            int depth,
            int columns,
            float[] panel,
            int panelOffset) {
        int whole = columns - columns % L;
        for (int j = 0; j < whole; j += L) {
            int source = bOffset + j;
            int target = panelOffset + j;
            for (int k = 0; k < depth; k++) {
                FloatVector.fromArray(S, b, source).intoArray(panel, target);
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
                panel[target + j] = 0f;
            }
        }
    }

    @Override
    public void tile(
            int height,
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        float[] start = accumulate ? c : ZEROS;
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRowStride,
            float[] panel,
            int panelOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        float[] start = accumulate ? c : ZEROS;
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
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
        FloatVector c00 = FloatVector.fromArray(S, start, s0);
        FloatVector c01 = FloatVector.fromArray(S, start, s0 + L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        FloatVector c20 = FloatVector.fromArray(S, start, s2);
        FloatVector c21 = FloatVector.fromArray(S, start, s2 + L);
        FloatVector c30 = FloatVector.fromArray(S, start, s3);
        FloatVector c31 = FloatVector.fromArray(S, start, s3 + L);
        FloatVector c40 = FloatVector.fromArray(S, start, s4);
        FloatVector c41 = FloatVector.fromArray(S, start, s4 + L);
        FloatVector c50 = FloatVector.fromArray(S, start, s5);
        FloatVector c51 = FloatVector.fromArray(S, start, s5 + L);
        FloatVector c60 = FloatVector.fromArray(S, start, s6);
        FloatVector c61 = FloatVector.fromArray(S, start, s6 + L);
        FloatVector c70 = FloatVector.fromArray(S, start, s7);
        FloatVector c71 = FloatVector.fromArray(S, start, s7 + L);
        FloatVector c80 = FloatVector.fromArray(S, start, s8);
        FloatVector c81 = FloatVector.fromArray(S, start, s8 + L);
        FloatVector c90 = FloatVector.fromArray(S, start, s9);
        FloatVector c91 = FloatVector.fromArray(S, start, s9 + L);
        FloatVector c100 = FloatVector.fromArray(S, start, s10);
        FloatVector c101 = FloatVector.fromArray(S, start, s10 + L);
        FloatVector c110 = FloatVector.fromArray(S, start, s11);
        FloatVector c111 = FloatVector.fromArray(S, start, s11 + L);
        int a0 = aOffset;
        int a1 = a0 + 4 * depth;
        int a2 = a1 + 4 * depth;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = FloatVector.broadcast(S, a[a1]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            FloatVector x5 = FloatVector.broadcast(S, a[a1 + 1]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            FloatVector x6 = FloatVector.broadcast(S, a[a1 + 2]);
            c60 = x6.fma(b0, c60);
            c61 = x6.fma(b1, c61);
            FloatVector x7 = FloatVector.broadcast(S, a[a1 + 3]);
            c70 = x7.fma(b0, c70);
            c71 = x7.fma(b1, c71);
            FloatVector x8 = FloatVector.broadcast(S, a[a2]);
            c80 = x8.fma(b0, c80);
            c81 = x8.fma(b1, c81);
            FloatVector x9 = FloatVector.broadcast(S, a[a2 + 1]);
            c90 = x9.fma(b0, c90);
            c91 = x9.fma(b1, c91);
            FloatVector x10 = FloatVector.broadcast(S, a[a2 + 2]);
            c100 = x10.fma(b0, c100);
            c101 = x10.fma(b1, c101);
            FloatVector x11 = FloatVector.broadcast(S, a[a2 + 3]);
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
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
        FloatVector c00 = FloatVector.fromArray(S, start, s0);
        FloatVector c01 = FloatVector.fromArray(S, start, s0 + L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        FloatVector c20 = FloatVector.fromArray(S, start, s2);
        FloatVector c21 = FloatVector.fromArray(S, start, s2 + L);
        FloatVector c30 = FloatVector.fromArray(S, start, s3);
        FloatVector c31 = FloatVector.fromArray(S, start, s3 + L);
        FloatVector c40 = FloatVector.fromArray(S, start, s4);
        FloatVector c41 = FloatVector.fromArray(S, start, s4 + L);
        FloatVector c50 = FloatVector.fromArray(S, start, s5);
        FloatVector c51 = FloatVector.fromArray(S, start, s5 + L);
        FloatVector c60 = FloatVector.fromArray(S, start, s6);
        FloatVector c61 = FloatVector.fromArray(S, start, s6 + L);
        FloatVector c70 = FloatVector.fromArray(S, start, s7);
        FloatVector c71 = FloatVector.fromArray(S, start, s7 + L);
        int a0 = aOffset;
        int a1 = a0 + 4 * depth;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = FloatVector.broadcast(S, a[a1]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            FloatVector x5 = FloatVector.broadcast(S, a[a1 + 1]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            FloatVector x6 = FloatVector.broadcast(S, a[a1 + 2]);
            c60 = x6.fma(b0, c60);
            c61 = x6.fma(b1, c61);
            FloatVector x7 = FloatVector.broadcast(S, a[a1 + 3]);
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        int s2 = s1 + startStride;
        int s3 = s2 + startStride;
        int s4 = s3 + startStride;
        int s5 = s4 + startStride;
        FloatVector c00 = FloatVector.fromArray(S, start, s0);
        FloatVector c01 = FloatVector.fromArray(S, start, s0 + L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        FloatVector c20 = FloatVector.fromArray(S, start, s2);
        FloatVector c21 = FloatVector.fromArray(S, start, s2 + L);
        FloatVector c30 = FloatVector.fromArray(S, start, s3);
        FloatVector c31 = FloatVector.fromArray(S, start, s3 + L);
        FloatVector c40 = FloatVector.fromArray(S, start, s4);
        FloatVector c41 = FloatVector.fromArray(S, start, s4 + L);
        FloatVector c50 = FloatVector.fromArray(S, start, s5);
        FloatVector c51 = FloatVector.fromArray(S, start, s5 + L);
        int a0 = aOffset;
        int a1 = a0 + 2 * depth;
        int a2 = a1 + 2 * depth;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(S, a[a1]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(S, a[a1 + 1]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = FloatVector.broadcast(S, a[a2]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            FloatVector x5 = FloatVector.broadcast(S, a[a2 + 1]);
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        int s2 = s1 + startStride;
        int s3 = s2 + startStride;
        FloatVector c00 = FloatVector.fromArray(S, start, s0);
        FloatVector c01 = FloatVector.fromArray(S, start, s0 + L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        FloatVector c20 = FloatVector.fromArray(S, start, s2);
        FloatVector c21 = FloatVector.fromArray(S, start, s2 + L);
        FloatVector c30 = FloatVector.fromArray(S, start, s3);
        FloatVector c31 = FloatVector.fromArray(S, start, s3 + L);
        int a0 = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + 3]);
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        FloatVector c00 = FloatVector.fromArray(S, start, s0);
        FloatVector c01 = FloatVector.fromArray(S, start, s0 + L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        int a0 = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRowStride,
            float[] panel,
            int panelOffset,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        int s2 = s1 + startStride;
        int s3 = s2 + startStride;
        FloatVector c00 = FloatVector.fromArray(S, start, s0);
        FloatVector c01 = FloatVector.fromArray(S, start, s0 + L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        FloatVector c20 = FloatVector.fromArray(S, start, s2);
        FloatVector c21 = FloatVector.fromArray(S, start, s2 + L);
        FloatVector c30 = FloatVector.fromArray(S, start, s3);
        FloatVector c31 = FloatVector.fromArray(S, start, s3 + L);
        int a0 = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + 3]);
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRowStride,
            float[] panel,
            int panelOffset,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        FloatVector c00 = FloatVector.fromArray(S, start, s0);
        FloatVector c01 = FloatVector.fromArray(S, start, s0 + L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        int a0 = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
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
            float[] a,
            int aOffset,
            int aColStride,
            int depth,
            float[] b,
            int bOffset,
            int bRowStride,
            int columns,
            float[] out,
            int outOffset,
            boolean accumulate) {
        if (!accumulate) {
            Arrays.fill(out, outOffset, outOffset + columns, 0f);
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
            float[] a,
            int aIndex,
            int aColStride,
            float[] b,
            int bIndex,
            int bRowStride,
            int columns,
            float[] out,
            int outOffset) {
        float s0 = a[aIndex];
        float s1 = a[aIndex + aColStride];
        float s2 = a[aIndex + 2 * aColStride];
        float s3 = a[aIndex + 3 * aColStride];
        float s4 = a[aIndex + 4 * aColStride];
        float s5 = a[aIndex + 5 * aColStride];
        float s6 = a[aIndex + 6 * aColStride];
        float s7 = a[aIndex + 7 * aColStride];
        FloatVector a0 = FloatVector.broadcast(S, s0);
        FloatVector a1 = FloatVector.broadcast(S, s1);
        FloatVector a2 = FloatVector.broadcast(S, s2);
        FloatVector a3 = FloatVector.broadcast(S, s3);
        FloatVector a4 = FloatVector.broadcast(S, s4);
        FloatVector a5 = FloatVector.broadcast(S, s5);
        FloatVector a6 = FloatVector.broadcast(S, s6);
        FloatVector a7 = FloatVector.broadcast(S, s7);
        int b1 = bIndex + bRowStride;
        int b2 = b1 + bRowStride;
        int b3 = b2 + bRowStride;
        int b4 = b3 + bRowStride;
        int b5 = b4 + bRowStride;
        int b6 = b5 + bRowStride;
        int b7 = b6 + bRowStride;
        int j = 0;
        for (; j < columns - (L - 1); j += L) {
            FloatVector sum = FloatVector.fromArray(S, out, outOffset + j);
            sum = a0.fma(FloatVector.fromArray(S, b, bIndex + j), sum);
            sum = a1.fma(FloatVector.fromArray(S, b, b1 + j), sum);
            sum = a2.fma(FloatVector.fromArray(S, b, b2 + j), sum);
            sum = a3.fma(FloatVector.fromArray(S, b, b3 + j), sum);
            sum = a4.fma(FloatVector.fromArray(S, b, b4 + j), sum);
            sum = a5.fma(FloatVector.fromArray(S, b, b5 + j), sum);
            sum = a6.fma(FloatVector.fromArray(S, b, b6 + j), sum);
            sum = a7.fma(FloatVector.fromArray(S, b, b7 + j), sum);
            sum.intoArray(out, outOffset + j);
        }
        for (; j < columns; j++) {
            float sum = out[outOffset + j];
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

    private static void row1(float scale, float[] b, int bIndex, int columns, float[] out, int outOffset) {
        FloatVector a0 = FloatVector.broadcast(S, scale);
        int j = 0;
        for (; j < columns - (L - 1); j += L) {
            a0.fma(FloatVector.fromArray(S, b, bIndex + j), FloatVector.fromArray(S, out, outOffset + j))
                    .intoArray(out, outOffset + j);
        }
        for (; j < columns; j++) {
            out[outOffset + j] = Math.fma(scale, b[bIndex + j], out[outOffset + j]);
        }
    }

    @Override
    public void finish(
            float @Nullable [] bias,
            int biasOffset,
            int biasRowStride,
            int biasColStride,
            EpilogueActivation activation,
            int rows,
            int columns,
            float[] c,
            int cOffset,
            int cRowStride) {
        float floor = activation == EpilogueActivation.RELU ? 0 : Float.NEGATIVE_INFINITY;
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
    private static void finishRow(float bias, float floor, int columns, float[] c, int index) {
        int j = 0;
        for (; j < columns - (L - 1); j += L) {
            FloatVector sum = FloatVector.fromArray(S, c, index + j).add(bias);
            sum.blend(floor, sum.compare(VectorOperators.LE, floor)).intoArray(c, index + j);
        }
        for (; j < columns; j++) {
            float sum = c[index + j] + bias;
            c[index + j] = sum <= floor ? floor : sum;
        }
    }

    private static void finishColumns(float[] bias, int biasOffset, float floor, int columns, float[] c, int index) {
        int j = 0;
        for (; j < columns - (L - 1); j += L) {
            FloatVector sum = FloatVector.fromArray(S, c, index + j).add(FloatVector.fromArray(S, bias, biasOffset + j));
            sum.blend(floor, sum.compare(VectorOperators.LE, floor)).intoArray(c, index + j);
        }
        for (; j < columns; j++) {
            float sum = c[index + j] + bias[biasOffset + j];
            c[index + j] = sum <= floor ? floor : sum;
        }
    }
}
