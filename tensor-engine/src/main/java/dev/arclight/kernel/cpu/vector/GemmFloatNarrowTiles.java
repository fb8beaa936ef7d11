package dev.arclight.kernel.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Tiles of a product that are one vector wide, for the last columns; otherwise as {@link GemmFloatTiles}. */
final class GemmFloatNarrowTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final Class<FloatVector> WHOLE = GemmFloatVector.WHOLE;

    private GemmFloatNarrowTiles() {}

    static void tile12x1(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
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
        FloatVector c0 = FloatVector.fromArray(S, start, s0);
        FloatVector c1 = FloatVector.fromArray(S, start, s1);
        FloatVector c2 = FloatVector.fromArray(S, start, s2);
        FloatVector c3 = FloatVector.fromArray(S, start, s3);
        FloatVector c4 = FloatVector.fromArray(S, start, s4);
        FloatVector c5 = FloatVector.fromArray(S, start, s5);
        FloatVector c6 = FloatVector.fromArray(S, start, s6);
        FloatVector c7 = FloatVector.fromArray(S, start, s7);
        FloatVector c8 = FloatVector.fromArray(S, start, s8);
        FloatVector c9 = FloatVector.fromArray(S, start, s9);
        FloatVector c10 = FloatVector.fromArray(S, start, s10);
        FloatVector c11 = FloatVector.fromArray(S, start, s11);
        int a0 = aOffset;
        int a1 = a0 + 4 * depth;
        int a2 = a1 + 4 * depth;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c0 = x0.fma(b0, c0);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c1 = x1.fma(b0, c1);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + 2]);
            c2 = x2.fma(b0, c2);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + 3]);
            c3 = x3.fma(b0, c3);
            FloatVector x4 = FloatVector.broadcast(S, a[a1]);
            c4 = x4.fma(b0, c4);
            FloatVector x5 = FloatVector.broadcast(S, a[a1 + 1]);
            c5 = x5.fma(b0, c5);
            FloatVector x6 = FloatVector.broadcast(S, a[a1 + 2]);
            c6 = x6.fma(b0, c6);
            FloatVector x7 = FloatVector.broadcast(S, a[a1 + 3]);
            c7 = x7.fma(b0, c7);
            FloatVector x8 = FloatVector.broadcast(S, a[a2]);
            c8 = x8.fma(b0, c8);
            FloatVector x9 = FloatVector.broadcast(S, a[a2 + 1]);
            c9 = x9.fma(b0, c9);
            FloatVector x10 = FloatVector.broadcast(S, a[a2 + 2]);
            c10 = x10.fma(b0, c10);
            FloatVector x11 = FloatVector.broadcast(S, a[a2 + 3]);
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
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
        FloatVector c0 = FloatVector.fromArray(S, start, s0);
        FloatVector c1 = FloatVector.fromArray(S, start, s1);
        FloatVector c2 = FloatVector.fromArray(S, start, s2);
        FloatVector c3 = FloatVector.fromArray(S, start, s3);
        FloatVector c4 = FloatVector.fromArray(S, start, s4);
        FloatVector c5 = FloatVector.fromArray(S, start, s5);
        FloatVector c6 = FloatVector.fromArray(S, start, s6);
        FloatVector c7 = FloatVector.fromArray(S, start, s7);
        int a0 = aOffset;
        int a1 = a0 + 4 * depth;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c0 = x0.fma(b0, c0);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c1 = x1.fma(b0, c1);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + 2]);
            c2 = x2.fma(b0, c2);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + 3]);
            c3 = x3.fma(b0, c3);
            FloatVector x4 = FloatVector.broadcast(S, a[a1]);
            c4 = x4.fma(b0, c4);
            FloatVector x5 = FloatVector.broadcast(S, a[a1 + 1]);
            c5 = x5.fma(b0, c5);
            FloatVector x6 = FloatVector.broadcast(S, a[a1 + 2]);
            c6 = x6.fma(b0, c6);
            FloatVector x7 = FloatVector.broadcast(S, a[a1 + 3]);
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
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
        FloatVector c0 = FloatVector.fromArray(S, start, s0);
        FloatVector c1 = FloatVector.fromArray(S, start, s1);
        FloatVector c2 = FloatVector.fromArray(S, start, s2);
        FloatVector c3 = FloatVector.fromArray(S, start, s3);
        FloatVector c4 = FloatVector.fromArray(S, start, s4);
        FloatVector c5 = FloatVector.fromArray(S, start, s5);
        int a0 = aOffset;
        int a1 = a0 + 2 * depth;
        int a2 = a1 + 2 * depth;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c0 = x0.fma(b0, c0);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c1 = x1.fma(b0, c1);
            FloatVector x2 = FloatVector.broadcast(S, a[a1]);
            c2 = x2.fma(b0, c2);
            FloatVector x3 = FloatVector.broadcast(S, a[a1 + 1]);
            c3 = x3.fma(b0, c3);
            FloatVector x4 = FloatVector.broadcast(S, a[a2]);
            c4 = x4.fma(b0, c4);
            FloatVector x5 = FloatVector.broadcast(S, a[a2 + 1]);
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
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
        FloatVector c0 = FloatVector.fromArray(S, start, s0);
        FloatVector c1 = FloatVector.fromArray(S, start, s1);
        FloatVector c2 = FloatVector.fromArray(S, start, s2);
        FloatVector c3 = FloatVector.fromArray(S, start, s3);
        int a0 = aOffset;
        // Four rows are one group or two, by how wide the machine's vectors are.
        int pair = GemmFloatVector.GROUP == 4 ? 2 : 2 * depth;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c0 = x0.fma(b0, c0);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c1 = x1.fma(b0, c1);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + pair]);
            c2 = x2.fma(b0, c2);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + pair + 1]);
            c3 = x3.fma(b0, c3);
            a0 += GemmFloatVector.GROUP;
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
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cRowStride) {
        int s0 = startOffset;
        int s1 = s0 + startStride;
        FloatVector c0 = FloatVector.fromArray(S, start, s0);
        FloatVector c1 = FloatVector.fromArray(S, start, s1);
        int a0 = aOffset;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c0 = x0.fma(b0, c0);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c1 = x1.fma(b0, c1);
            a0 += 2;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        WHOLE.cast(c0).intoArray(c, r0);
        WHOLE.cast(c1).intoArray(c, r1);
    }
}
