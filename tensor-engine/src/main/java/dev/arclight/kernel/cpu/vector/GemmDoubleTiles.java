package dev.arclight.kernel.cpu.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a product that are two vectors wide, for {@link GemmDoubleVector}, which says why they are as they are.
 *
 * <p>Each goes on from {@code start}, whose rows lie {@code startStride} apart, and ends in {@code c}. Row {@code k} of B
 * begins at {@code bOffset + bRows[bRowsAt + k]}: a panel, rows of a matrix, or what a moving window reads are all the
 * same to a tile. The table costs nothing, as loading is not what a tile waits for (106 to 114 of 115 GFLOP/s on an AMD
 * EPYC with AVX-512, on JDK 17 and 25, with every collector).
 */
final class GemmDoubleTiles {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final Class<DoubleVector> WHOLE = GemmDoubleVector.WHOLE;

    private GemmDoubleTiles() {}

    static void tile12x2(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
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
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
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
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
        WHOLE.cast(c20).intoArray(c, r2);
        WHOLE.cast(c21).intoArray(c, r2 + L);
        WHOLE.cast(c30).intoArray(c, r3);
        WHOLE.cast(c31).intoArray(c, r3 + L);
        WHOLE.cast(c40).intoArray(c, r4);
        WHOLE.cast(c41).intoArray(c, r4 + L);
        WHOLE.cast(c50).intoArray(c, r5);
        WHOLE.cast(c51).intoArray(c, r5 + L);
        WHOLE.cast(c60).intoArray(c, r6);
        WHOLE.cast(c61).intoArray(c, r6 + L);
        WHOLE.cast(c70).intoArray(c, r7);
        WHOLE.cast(c71).intoArray(c, r7 + L);
        WHOLE.cast(c80).intoArray(c, r8);
        WHOLE.cast(c81).intoArray(c, r8 + L);
        WHOLE.cast(c90).intoArray(c, r9);
        WHOLE.cast(c91).intoArray(c, r9 + L);
        WHOLE.cast(c100).intoArray(c, r10);
        WHOLE.cast(c101).intoArray(c, r10 + L);
        WHOLE.cast(c110).intoArray(c, r11);
        WHOLE.cast(c111).intoArray(c, r11 + L);
    }

    static void tile8x2(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
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
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
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
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
        int r6 = r5 + cRowStride;
        int r7 = r6 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
        WHOLE.cast(c20).intoArray(c, r2);
        WHOLE.cast(c21).intoArray(c, r2 + L);
        WHOLE.cast(c30).intoArray(c, r3);
        WHOLE.cast(c31).intoArray(c, r3 + L);
        WHOLE.cast(c40).intoArray(c, r4);
        WHOLE.cast(c41).intoArray(c, r4 + L);
        WHOLE.cast(c50).intoArray(c, r5);
        WHOLE.cast(c51).intoArray(c, r5 + L);
        WHOLE.cast(c60).intoArray(c, r6);
        WHOLE.cast(c61).intoArray(c, r6 + L);
        WHOLE.cast(c70).intoArray(c, r7);
        WHOLE.cast(c71).intoArray(c, r7 + L);
    }

    static void tile6x2(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
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
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
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
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        int r4 = r3 + cRowStride;
        int r5 = r4 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
        WHOLE.cast(c20).intoArray(c, r2);
        WHOLE.cast(c21).intoArray(c, r2 + L);
        WHOLE.cast(c30).intoArray(c, r3);
        WHOLE.cast(c31).intoArray(c, r3 + L);
        WHOLE.cast(c40).intoArray(c, r4);
        WHOLE.cast(c41).intoArray(c, r4 + L);
        WHOLE.cast(c50).intoArray(c, r5);
        WHOLE.cast(c51).intoArray(c, r5 + L);
    }

    static void tile4x2(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
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
        // Four rows are one group or two, by how wide the machine's vectors are.
        int pair = GemmDoubleVector.GROUP == 4 ? 2 : 2 * depth;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            DoubleVector x2 = DoubleVector.broadcast(S, a[a0 + pair]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            DoubleVector x3 = DoubleVector.broadcast(S, a[a0 + pair + 1]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            a0 += GemmDoubleVector.GROUP;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
        WHOLE.cast(c20).intoArray(c, r2);
        WHOLE.cast(c21).intoArray(c, r2 + L);
        WHOLE.cast(c30).intoArray(c, r3);
        WHOLE.cast(c31).intoArray(c, r3 + L);
    }

    static void tile2x2(
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
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
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            a0 += 2;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
    }

    static void tile4x2WhilePacking(
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
            panelIndex += 2 * L;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
        WHOLE.cast(c20).intoArray(c, r2);
        WHOLE.cast(c21).intoArray(c, r2 + L);
        WHOLE.cast(c30).intoArray(c, r3);
        WHOLE.cast(c31).intoArray(c, r3 + L);
    }

    static void tile2x2WhilePacking(
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
            panelIndex += 2 * L;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
    }
}
