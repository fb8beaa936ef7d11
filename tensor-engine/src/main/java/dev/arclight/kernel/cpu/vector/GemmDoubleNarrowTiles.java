package dev.arclight.kernel.cpu.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Tiles of a product that are one vector wide, for the last columns; otherwise as {@link GemmDoubleTiles}. */
final class GemmDoubleNarrowTiles {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final Class<DoubleVector> WHOLE = GemmDoubleVector.WHOLE;

    private GemmDoubleNarrowTiles() {}

    static void tile12x1(
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
        DoubleVector c0 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c1 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c2 = DoubleVector.fromArray(S, start, s2);
        DoubleVector c3 = DoubleVector.fromArray(S, start, s3);
        DoubleVector c4 = DoubleVector.fromArray(S, start, s4);
        DoubleVector c5 = DoubleVector.fromArray(S, start, s5);
        DoubleVector c6 = DoubleVector.fromArray(S, start, s6);
        DoubleVector c7 = DoubleVector.fromArray(S, start, s7);
        DoubleVector c8 = DoubleVector.fromArray(S, start, s8);
        DoubleVector c9 = DoubleVector.fromArray(S, start, s9);
        DoubleVector c10 = DoubleVector.fromArray(S, start, s10);
        DoubleVector c11 = DoubleVector.fromArray(S, start, s11);
        int a0 = aOffset;
        int a1 = a0 + 4 * depth;
        int a2 = a1 + 4 * depth;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c0 = x0.fma(b0, c0);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c1 = x1.fma(b0, c1);
            DoubleVector x2 = DoubleVector.broadcast(S, a[a0 + 2]);
            c2 = x2.fma(b0, c2);
            DoubleVector x3 = DoubleVector.broadcast(S, a[a0 + 3]);
            c3 = x3.fma(b0, c3);
            DoubleVector x4 = DoubleVector.broadcast(S, a[a1]);
            c4 = x4.fma(b0, c4);
            DoubleVector x5 = DoubleVector.broadcast(S, a[a1 + 1]);
            c5 = x5.fma(b0, c5);
            DoubleVector x6 = DoubleVector.broadcast(S, a[a1 + 2]);
            c6 = x6.fma(b0, c6);
            DoubleVector x7 = DoubleVector.broadcast(S, a[a1 + 3]);
            c7 = x7.fma(b0, c7);
            DoubleVector x8 = DoubleVector.broadcast(S, a[a2]);
            c8 = x8.fma(b0, c8);
            DoubleVector x9 = DoubleVector.broadcast(S, a[a2 + 1]);
            c9 = x9.fma(b0, c9);
            DoubleVector x10 = DoubleVector.broadcast(S, a[a2 + 2]);
            c10 = x10.fma(b0, c10);
            DoubleVector x11 = DoubleVector.broadcast(S, a[a2 + 3]);
            c11 = x11.fma(b0, c11);
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
        WHOLE.cast(c0).intoArray(c, r0);
        WHOLE.cast(c1).intoArray(c, r1);
        WHOLE.cast(c2).intoArray(c, r2);
        WHOLE.cast(c3).intoArray(c, r3);
        WHOLE.cast(c4).intoArray(c, r4);
        WHOLE.cast(c5).intoArray(c, r5);
        WHOLE.cast(c6).intoArray(c, r6);
        WHOLE.cast(c7).intoArray(c, r7);
        WHOLE.cast(c8).intoArray(c, r8);
        WHOLE.cast(c9).intoArray(c, r9);
        WHOLE.cast(c10).intoArray(c, r10);
        WHOLE.cast(c11).intoArray(c, r11);
    }

    static void tile8x1(
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
        DoubleVector c0 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c1 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c2 = DoubleVector.fromArray(S, start, s2);
        DoubleVector c3 = DoubleVector.fromArray(S, start, s3);
        DoubleVector c4 = DoubleVector.fromArray(S, start, s4);
        DoubleVector c5 = DoubleVector.fromArray(S, start, s5);
        DoubleVector c6 = DoubleVector.fromArray(S, start, s6);
        DoubleVector c7 = DoubleVector.fromArray(S, start, s7);
        int a0 = aOffset;
        int a1 = a0 + 4 * depth;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c0 = x0.fma(b0, c0);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c1 = x1.fma(b0, c1);
            DoubleVector x2 = DoubleVector.broadcast(S, a[a0 + 2]);
            c2 = x2.fma(b0, c2);
            DoubleVector x3 = DoubleVector.broadcast(S, a[a0 + 3]);
            c3 = x3.fma(b0, c3);
            DoubleVector x4 = DoubleVector.broadcast(S, a[a1]);
            c4 = x4.fma(b0, c4);
            DoubleVector x5 = DoubleVector.broadcast(S, a[a1 + 1]);
            c5 = x5.fma(b0, c5);
            DoubleVector x6 = DoubleVector.broadcast(S, a[a1 + 2]);
            c6 = x6.fma(b0, c6);
            DoubleVector x7 = DoubleVector.broadcast(S, a[a1 + 3]);
            c7 = x7.fma(b0, c7);
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
        WHOLE.cast(c0).intoArray(c, r0);
        WHOLE.cast(c1).intoArray(c, r1);
        WHOLE.cast(c2).intoArray(c, r2);
        WHOLE.cast(c3).intoArray(c, r3);
        WHOLE.cast(c4).intoArray(c, r4);
        WHOLE.cast(c5).intoArray(c, r5);
        WHOLE.cast(c6).intoArray(c, r6);
        WHOLE.cast(c7).intoArray(c, r7);
    }

    static void tile6x1(
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
        DoubleVector c0 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c1 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c2 = DoubleVector.fromArray(S, start, s2);
        DoubleVector c3 = DoubleVector.fromArray(S, start, s3);
        DoubleVector c4 = DoubleVector.fromArray(S, start, s4);
        DoubleVector c5 = DoubleVector.fromArray(S, start, s5);
        int a0 = aOffset;
        int a1 = a0 + 2 * depth;
        int a2 = a1 + 2 * depth;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c0 = x0.fma(b0, c0);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c1 = x1.fma(b0, c1);
            DoubleVector x2 = DoubleVector.broadcast(S, a[a1]);
            c2 = x2.fma(b0, c2);
            DoubleVector x3 = DoubleVector.broadcast(S, a[a1 + 1]);
            c3 = x3.fma(b0, c3);
            DoubleVector x4 = DoubleVector.broadcast(S, a[a2]);
            c4 = x4.fma(b0, c4);
            DoubleVector x5 = DoubleVector.broadcast(S, a[a2 + 1]);
            c5 = x5.fma(b0, c5);
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
        WHOLE.cast(c0).intoArray(c, r0);
        WHOLE.cast(c1).intoArray(c, r1);
        WHOLE.cast(c2).intoArray(c, r2);
        WHOLE.cast(c3).intoArray(c, r3);
        WHOLE.cast(c4).intoArray(c, r4);
        WHOLE.cast(c5).intoArray(c, r5);
    }

    static void tile4x1(
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
        DoubleVector c0 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c1 = DoubleVector.fromArray(S, start, s1);
        DoubleVector c2 = DoubleVector.fromArray(S, start, s2);
        DoubleVector c3 = DoubleVector.fromArray(S, start, s3);
        int a0 = aOffset;
        // Four rows are one group or two, by how wide the machine's vectors are.
        int pair = GemmDoubleVector.GROUP == 4 ? 2 : 2 * depth;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c0 = x0.fma(b0, c0);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c1 = x1.fma(b0, c1);
            DoubleVector x2 = DoubleVector.broadcast(S, a[a0 + pair]);
            c2 = x2.fma(b0, c2);
            DoubleVector x3 = DoubleVector.broadcast(S, a[a0 + pair + 1]);
            c3 = x3.fma(b0, c3);
            a0 += GemmDoubleVector.GROUP;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        WHOLE.cast(c0).intoArray(c, r0);
        WHOLE.cast(c1).intoArray(c, r1);
        WHOLE.cast(c2).intoArray(c, r2);
        WHOLE.cast(c3).intoArray(c, r3);
    }

    static void tile2x1(
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
        DoubleVector c0 = DoubleVector.fromArray(S, start, s0);
        DoubleVector c1 = DoubleVector.fromArray(S, start, s1);
        int a0 = aOffset;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector x0 = DoubleVector.broadcast(S, a[a0]);
            c0 = x0.fma(b0, c0);
            DoubleVector x1 = DoubleVector.broadcast(S, a[a0 + 1]);
            c1 = x1.fma(b0, c1);
            a0 += 2;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        WHOLE.cast(c0).intoArray(c, r0);
        WHOLE.cast(c1).intoArray(c, r1);
    }
}
