package dev.arclight.kernel.cpu.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * How {@link GemmFloatVector} packs panels.
 *
 * <p>Where what is to lie side by side lies far apart, blocks are turned over in registers: pairs of vectors swap halves,
 * then quarters, and so on. Measured on an AMD EPYC with 512-bit vectors, for each number of a 128×784 matrix of floats:
 * columns 0.27 ns on JDK 17 and 0.19 on JDK 25, where eight scalar streams took 0.48 and 0.62; rows 0.21 and 0.10.
 */
final class GemmFloatPacking {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final Class<FloatVector> WHOLE = GemmFloatVector.WHOLE;
    private static final int WIDTH = 2 * L;

    /** The lanes whose number has that bit. */
    private static final VectorMask<Float> UPPER8 = upper(8);

    private static final VectorMask<Float> UPPER4 = upper(4);
    private static final VectorMask<Float> UPPER2 = upper(2);
    private static final VectorMask<Float> UPPER1 = upper(1);

    private static final VectorShuffle<Float> SWAP4 = swap(4);
    private static final VectorShuffle<Float> SWAP2 = swap(2);
    private static final VectorShuffle<Float> SWAP1 = swap(1);

    /** Sorts a vector that holds a quarter of each of four rows, one after the other, by steps of the depth. */
    private static final VectorShuffle<Float> INTERLEAVED =
            VectorShuffle.fromOp(S, lane -> lane % 4 * L / 4 + lane / 4);

    private static final VectorMask<Float> UPPER_HALF = upper(Math.max(1, L / 2));
    private static final VectorMask<Float> UPPER_QUARTER = upper(Math.max(1, L / 4));
    private static final VectorShuffle<Float> SWAP_HALF = swap(L / 2);
    private static final VectorShuffle<Float> SWAP_QUARTER = swap(L / 4);

    /**
     * Whether turning over in registers beats copying number by number where rows of a transposed matrix are packed: 3 million of
     * them take 2.9 ms instead of 1.4 on JDK 17, but 1.2 instead of 2.6 on JDK 25.
     */
    private static final boolean QUICK_TURNS = Runtime.version().feature() > 17;

    private GemmFloatPacking() {}

    private static VectorMask<Float> upper(int bit) {
        boolean[] lanes = new boolean[L];
        for (int i = 0; i < L; i++) {
            lanes[i] = (i & bit) != 0;
        }
        return VectorMask.fromArray(S, lanes, 0);
    }

    private static VectorShuffle<Float> swap(int bit) {
        return VectorShuffle.fromOp(S, lane -> (lane ^ bit) % L);
    }

    /** Packs rows of A, in groups of {@code group} side by side that follow each other. */
    static void packRows(
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            int rows,
            int group,
            int depth,
            float[] panel,
            int panelOffset) {
        int i = 0;
        if (L == 16 && group == 4 && aRowStride == 1 && QUICK_TURNS) {
            for (; i < rows - 15; i += 16) {
                packFourGroups(a, aOffset + i, aColStride, depth, panel, panelOffset + i * depth);
            }
        }
        for (; i < rows; i += group) {
            int source = aOffset + i * aRowStride;
            int there = Math.min(group, rows - i);
            packGroup(a, source, aRowStride, aColStride, there, group, depth, panel, panelOffset + i * depth);
        }
    }

    /**
     * Packs four groups of four rows that lie side by side in memory, as those of a transposed matrix do: steps of the depth far
     * apart are met once for 16 rows, not four times.
     */
    private static void packFourGroups(
            float[] a, int aOffset, int aColStride, int depth, float[] panel, int panelOffset) {
        int whole = depth - depth % 4;
        int p1 = panelOffset + 4 * depth;
        int p2 = p1 + 4 * depth;
        int p3 = p2 + 4 * depth;
        int source = aOffset;
        for (int k = 0; k < whole; k += 4) {
            FloatVector r0 = FloatVector.fromArray(S, a, source);
            FloatVector r1 = FloatVector.fromArray(S, a, source + aColStride);
            FloatVector r2 = FloatVector.fromArray(S, a, source + 2 * aColStride);
            FloatVector r3 = FloatVector.fromArray(S, a, source + 3 * aColStride);
            FloatVector s0 = r0.blend(r2.rearrange(SWAP_HALF), UPPER_HALF);
            FloatVector s1 = r1.blend(r3.rearrange(SWAP_HALF), UPPER_HALF);
            FloatVector s2 = r0.rearrange(SWAP_HALF).blend(r2, UPPER_HALF);
            FloatVector s3 = r1.rearrange(SWAP_HALF).blend(r3, UPPER_HALF);
            WHOLE.cast(s0.blend(s1.rearrange(SWAP_QUARTER), UPPER_QUARTER)).intoArray(panel, panelOffset + 4 * k);
            WHOLE.cast(s0.rearrange(SWAP_QUARTER).blend(s1, UPPER_QUARTER)).intoArray(panel, p1 + 4 * k);
            WHOLE.cast(s2.blend(s3.rearrange(SWAP_QUARTER), UPPER_QUARTER)).intoArray(panel, p2 + 4 * k);
            WHOLE.cast(s2.rearrange(SWAP_QUARTER).blend(s3, UPPER_QUARTER)).intoArray(panel, p3 + 4 * k);
            source += 4 * aColStride;
        }
        for (int i = 0; whole < depth && i < 16; i += 4) {
            packFourContiguous(
                    a,
                    aOffset + i + whole * aColStride,
                    aColStride,
                    depth - whole,
                    panel,
                    panelOffset + i * depth + 4 * whole);
        }
    }

    /** Packs up to {@code group} rows of A side by side. */
    private static void packGroup(
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            int rows,
            int group,
            int depth,
            float[] panel,
            int panelOffset) {
        if (rows == 4 && group == 4) {
            packFour(a, aOffset, aRowStride, aColStride, depth, panel, panelOffset);
            return;
        }
        if (rows < group) {
            Arrays.fill(panel, panelOffset, panelOffset + depth * group, 0f);
        }
        for (int i = 0; i < rows; i++) {
            int source = aOffset + i * aRowStride;
            int target = panelOffset + i;
            for (int k = 0; k < depth; k++) {
                panel[target] = a[source];
                source += aColStride;
                target += group;
            }
        }
    }

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
            panel[target] = a[source];
            panel[target + 1] = a[source + 1];
            panel[target + 2] = a[source + 2];
            panel[target + 3] = a[source + 3];
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
        for (int k = 0; k < whole; k += L) {
            FloatVector r0 = FloatVector.fromArray(S, a, aOffset + k);
            FloatVector r1 = FloatVector.fromArray(S, a, a1 + k);
            FloatVector r2 = FloatVector.fromArray(S, a, a2 + k);
            FloatVector r3 = FloatVector.fromArray(S, a, a3 + k);
            FloatVector s0 = r0.blend(r2.rearrange(SWAP_HALF), UPPER_HALF);
            FloatVector s1 = r1.blend(r3.rearrange(SWAP_HALF), UPPER_HALF);
            FloatVector s2 = r0.rearrange(SWAP_HALF).blend(r2, UPPER_HALF);
            FloatVector s3 = r1.rearrange(SWAP_HALF).blend(r3, UPPER_HALF);
            FloatVector t0 = s0.blend(s1.rearrange(SWAP_QUARTER), UPPER_QUARTER);
            FloatVector t1 = s0.rearrange(SWAP_QUARTER).blend(s1, UPPER_QUARTER);
            FloatVector t2 = s2.blend(s3.rearrange(SWAP_QUARTER), UPPER_QUARTER);
            FloatVector t3 = s2.rearrange(SWAP_QUARTER).blend(s3, UPPER_QUARTER);
            int target = panelOffset + 4 * k;
            WHOLE.cast(t0.rearrange(INTERLEAVED)).intoArray(panel, target);
            WHOLE.cast(t1.rearrange(INTERLEAVED)).intoArray(panel, target + L);
            WHOLE.cast(t2.rearrange(INTERLEAVED)).intoArray(panel, target + 2 * L);
            WHOLE.cast(t3.rearrange(INTERLEAVED)).intoArray(panel, target + 3 * L);
        }
        return whole;
    }

    /** Packs up to a panel's width of columns of B. */
    static void packColumns(
            float[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            int depth,
            int columns,
            float[] panel,
            int panelOffset) {
        if (bColStride == 1) {
            packContiguous(b, bOffset, bRowStride, depth, columns, panel, panelOffset);
            return;
        }
        if (columns < WIDTH) {
            Arrays.fill(panel, panelOffset, panelOffset + depth * WIDTH, 0f);
        }
        int j = 0;
        if (L == 16 && bRowStride == 1 && bColStride >= 1 && depth >= 16) {
            for (; j < columns - 15; j += 16) {
                turnSixteenColumns(b, bOffset + j * bColStride, bColStride, depth, panel, panelOffset + j);
            }
        }
        for (; j < columns - 7; j += 8) {
            packEightColumns(b, bOffset + j * bColStride, bRowStride, bColStride, depth, panel, panelOffset + j);
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

    /** Block by block; the last one goes back far enough to be whole. */
    private static void turnSixteenColumns(
            float[] b, int bOffset, int bColStride, int depth, float[] panel, int panelOffset) {
        for (int k = 0; k < depth; k += 16) {
            int from = Math.min(k, depth - 16);
            turnBlock(b, bOffset + from, bColStride, panel, panelOffset + from * WIDTH);
        }
    }

    /**
     * Turns over sixteen steps of sixteen columns. The first swap is made while loading, by reading half a vector earlier
     * or later, which stays within the sixteen columns.
     */
    private static void turnBlock(float[] b, int b0, int bColStride, float[] panel, int panelOffset) {
        int b1 = b0 + bColStride;
        int b2 = b1 + bColStride;
        int b3 = b2 + bColStride;
        int b4 = b3 + bColStride;
        int b5 = b4 + bColStride;
        int b6 = b5 + bColStride;
        int b7 = b6 + bColStride;
        int b8 = b7 + bColStride;
        int b9 = b8 + bColStride;
        int b10 = b9 + bColStride;
        int b11 = b10 + bColStride;
        int b12 = b11 + bColStride;
        int b13 = b12 + bColStride;
        int b14 = b13 + bColStride;
        int b15 = b14 + bColStride;
        FloatVector r0 = FloatVector.fromArray(S, b, b0).blend(FloatVector.fromArray(S, b, b8 - 8), UPPER8);
        FloatVector r8 = FloatVector.fromArray(S, b, b0 + 8).blend(FloatVector.fromArray(S, b, b8), UPPER8);
        FloatVector r1 = FloatVector.fromArray(S, b, b1).blend(FloatVector.fromArray(S, b, b9 - 8), UPPER8);
        FloatVector r9 = FloatVector.fromArray(S, b, b1 + 8).blend(FloatVector.fromArray(S, b, b9), UPPER8);
        FloatVector r2 = FloatVector.fromArray(S, b, b2).blend(FloatVector.fromArray(S, b, b10 - 8), UPPER8);
        FloatVector r10 = FloatVector.fromArray(S, b, b2 + 8).blend(FloatVector.fromArray(S, b, b10), UPPER8);
        FloatVector r3 = FloatVector.fromArray(S, b, b3).blend(FloatVector.fromArray(S, b, b11 - 8), UPPER8);
        FloatVector r11 = FloatVector.fromArray(S, b, b3 + 8).blend(FloatVector.fromArray(S, b, b11), UPPER8);
        FloatVector r4 = FloatVector.fromArray(S, b, b4).blend(FloatVector.fromArray(S, b, b12 - 8), UPPER8);
        FloatVector r12 = FloatVector.fromArray(S, b, b4 + 8).blend(FloatVector.fromArray(S, b, b12), UPPER8);
        FloatVector r5 = FloatVector.fromArray(S, b, b5).blend(FloatVector.fromArray(S, b, b13 - 8), UPPER8);
        FloatVector r13 = FloatVector.fromArray(S, b, b5 + 8).blend(FloatVector.fromArray(S, b, b13), UPPER8);
        FloatVector r6 = FloatVector.fromArray(S, b, b6).blend(FloatVector.fromArray(S, b, b14 - 8), UPPER8);
        FloatVector r14 = FloatVector.fromArray(S, b, b6 + 8).blend(FloatVector.fromArray(S, b, b14), UPPER8);
        FloatVector r7 = FloatVector.fromArray(S, b, b7).blend(FloatVector.fromArray(S, b, b15 - 8), UPPER8);
        FloatVector r15 = FloatVector.fromArray(S, b, b7 + 8).blend(FloatVector.fromArray(S, b, b15), UPPER8);
        FloatVector s0 = r0.blend(r4.rearrange(SWAP4), UPPER4);
        FloatVector s4 = r0.rearrange(SWAP4).blend(r4, UPPER4);
        FloatVector s1 = r1.blend(r5.rearrange(SWAP4), UPPER4);
        FloatVector s5 = r1.rearrange(SWAP4).blend(r5, UPPER4);
        FloatVector s2 = r2.blend(r6.rearrange(SWAP4), UPPER4);
        FloatVector s6 = r2.rearrange(SWAP4).blend(r6, UPPER4);
        FloatVector s3 = r3.blend(r7.rearrange(SWAP4), UPPER4);
        FloatVector s7 = r3.rearrange(SWAP4).blend(r7, UPPER4);
        FloatVector s8 = r8.blend(r12.rearrange(SWAP4), UPPER4);
        FloatVector s12 = r8.rearrange(SWAP4).blend(r12, UPPER4);
        FloatVector s9 = r9.blend(r13.rearrange(SWAP4), UPPER4);
        FloatVector s13 = r9.rearrange(SWAP4).blend(r13, UPPER4);
        FloatVector s10 = r10.blend(r14.rearrange(SWAP4), UPPER4);
        FloatVector s14 = r10.rearrange(SWAP4).blend(r14, UPPER4);
        FloatVector s11 = r11.blend(r15.rearrange(SWAP4), UPPER4);
        FloatVector s15 = r11.rearrange(SWAP4).blend(r15, UPPER4);
        FloatVector t0 = s0.blend(s2.rearrange(SWAP2), UPPER2);
        FloatVector t2 = s0.rearrange(SWAP2).blend(s2, UPPER2);
        FloatVector t1 = s1.blend(s3.rearrange(SWAP2), UPPER2);
        FloatVector t3 = s1.rearrange(SWAP2).blend(s3, UPPER2);
        FloatVector t4 = s4.blend(s6.rearrange(SWAP2), UPPER2);
        FloatVector t6 = s4.rearrange(SWAP2).blend(s6, UPPER2);
        FloatVector t5 = s5.blend(s7.rearrange(SWAP2), UPPER2);
        FloatVector t7 = s5.rearrange(SWAP2).blend(s7, UPPER2);
        FloatVector t8 = s8.blend(s10.rearrange(SWAP2), UPPER2);
        FloatVector t10 = s8.rearrange(SWAP2).blend(s10, UPPER2);
        FloatVector t9 = s9.blend(s11.rearrange(SWAP2), UPPER2);
        FloatVector t11 = s9.rearrange(SWAP2).blend(s11, UPPER2);
        FloatVector t12 = s12.blend(s14.rearrange(SWAP2), UPPER2);
        FloatVector t14 = s12.rearrange(SWAP2).blend(s14, UPPER2);
        FloatVector t13 = s13.blend(s15.rearrange(SWAP2), UPPER2);
        FloatVector t15 = s13.rearrange(SWAP2).blend(s15, UPPER2);
        FloatVector u0 = t0.blend(t1.rearrange(SWAP1), UPPER1);
        FloatVector u1 = t0.rearrange(SWAP1).blend(t1, UPPER1);
        FloatVector u2 = t2.blend(t3.rearrange(SWAP1), UPPER1);
        FloatVector u3 = t2.rearrange(SWAP1).blend(t3, UPPER1);
        FloatVector u4 = t4.blend(t5.rearrange(SWAP1), UPPER1);
        FloatVector u5 = t4.rearrange(SWAP1).blend(t5, UPPER1);
        FloatVector u6 = t6.blend(t7.rearrange(SWAP1), UPPER1);
        FloatVector u7 = t6.rearrange(SWAP1).blend(t7, UPPER1);
        FloatVector u8 = t8.blend(t9.rearrange(SWAP1), UPPER1);
        FloatVector u9 = t8.rearrange(SWAP1).blend(t9, UPPER1);
        FloatVector u10 = t10.blend(t11.rearrange(SWAP1), UPPER1);
        FloatVector u11 = t10.rearrange(SWAP1).blend(t11, UPPER1);
        FloatVector u12 = t12.blend(t13.rearrange(SWAP1), UPPER1);
        FloatVector u13 = t12.rearrange(SWAP1).blend(t13, UPPER1);
        FloatVector u14 = t14.blend(t15.rearrange(SWAP1), UPPER1);
        FloatVector u15 = t14.rearrange(SWAP1).blend(t15, UPPER1);
        WHOLE.cast(u0).intoArray(panel, panelOffset);
        WHOLE.cast(u1).intoArray(panel, panelOffset + WIDTH);
        WHOLE.cast(u2).intoArray(panel, panelOffset + 2 * WIDTH);
        WHOLE.cast(u3).intoArray(panel, panelOffset + 3 * WIDTH);
        WHOLE.cast(u4).intoArray(panel, panelOffset + 4 * WIDTH);
        WHOLE.cast(u5).intoArray(panel, panelOffset + 5 * WIDTH);
        WHOLE.cast(u6).intoArray(panel, panelOffset + 6 * WIDTH);
        WHOLE.cast(u7).intoArray(panel, panelOffset + 7 * WIDTH);
        WHOLE.cast(u8).intoArray(panel, panelOffset + 8 * WIDTH);
        WHOLE.cast(u9).intoArray(panel, panelOffset + 9 * WIDTH);
        WHOLE.cast(u10).intoArray(panel, panelOffset + 10 * WIDTH);
        WHOLE.cast(u11).intoArray(panel, panelOffset + 11 * WIDTH);
        WHOLE.cast(u12).intoArray(panel, panelOffset + 12 * WIDTH);
        WHOLE.cast(u13).intoArray(panel, panelOffset + 13 * WIDTH);
        WHOLE.cast(u14).intoArray(panel, panelOffset + 14 * WIDTH);
        WHOLE.cast(u15).intoArray(panel, panelOffset + 15 * WIDTH);
    }

    /** Columns are read as eight streams, and what they have at one step is written side by side. */
    private static void packEightColumns(
            float[] b, int bOffset, int bRowStride, int bColStride, int depth, float[] panel, int panelOffset) {
        int b1 = bOffset + bColStride;
        int b2 = b1 + bColStride;
        int b3 = b2 + bColStride;
        int b4 = b3 + bColStride;
        int b5 = b4 + bColStride;
        int b6 = b5 + bColStride;
        int b7 = b6 + bColStride;
        int target = panelOffset;
        for (int k = 0; k < depth; k++) {
            int shift = k * bRowStride;
            panel[target] = b[bOffset + shift];
            panel[target + 1] = b[b1 + shift];
            panel[target + 2] = b[b2 + shift];
            panel[target + 3] = b[b3 + shift];
            panel[target + 4] = b[b4 + shift];
            panel[target + 5] = b[b5 + shift];
            panel[target + 6] = b[b6 + shift];
            panel[target + 7] = b[b7 + shift];
            target += WIDTH;
        }
    }

    private static void packContiguous(
            float[] b, int bOffset, int bRowStride, int depth, int columns, float[] panel, int panelOffset) {
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

    /** Whole vectors are copied: what goes beyond a run is overwritten by the next, or by the panel's next row. */
    static void packRuns(
            float[] from,
            int[] runFrom,
            int[] runLength,
            int[] runAt,
            int firstRun,
            int untilRun,
            int[] shifts,
            int start,
            int depth,
            float[] panel,
            int panelOffset) {
        if (untilRun - firstRun == 1 && runLength[firstRun] > L) {
            packRun(from, runFrom[firstRun], shifts, start, depth, panel, panelOffset);
            return;
        }
        int row = panelOffset;
        for (int k = 0; k < depth; k++) {
            int shift = shifts[start + k];
            for (int r = firstRun; r < untilRun; r++) {
                int source = runFrom[r] + shift;
                int target = row + runAt[r];
                FloatVector.fromArray(S, from, source).intoArray(panel, target);
                if (runLength[r] > L) {
                    FloatVector.fromArray(S, from, source + L).intoArray(panel, target + L);
                }
            }
            row += WIDTH;
        }
    }

    private static void packRun(
            float[] from, int first, int[] shifts, int start, int depth, float[] panel, int panelOffset) {
        int target = panelOffset;
        for (int k = 0; k < depth; k++) {
            int source = first + shifts[start + k];
            FloatVector.fromArray(S, from, source).intoArray(panel, target);
            FloatVector.fromArray(S, from, source + L).intoArray(panel, target + L);
            target += WIDTH;
        }
    }
}
