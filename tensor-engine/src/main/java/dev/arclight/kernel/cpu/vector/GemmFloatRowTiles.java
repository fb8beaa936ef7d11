package dev.arclight.kernel.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One or two rows by packed panels, several at a time, and one row by rows of B in their own places, for {@link
 * GemmFloatVector}.
 *
 * <p>So few rows wait for memory, and each panel is a stream of its own that the processor reads ahead in.
 */
final class GemmFloatRowTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final Class<FloatVector> WHOLE = GemmFloatVector.WHOLE;

    private GemmFloatRowTiles() {}

    /** One row by four panels. */
    static void row1x8(
            int depth,
            float[] a,
            int aOffset,
            float[] panels,
            int panelOffset,
            int panelStride,
            float[] start,
            int startOffset,
            float[] c,
            int cOffset) {
        FloatVector c00 = FloatVector.fromArray(S, start, startOffset);
        FloatVector c01 = FloatVector.fromArray(S, start, startOffset + L);
        FloatVector c02 = FloatVector.fromArray(S, start, startOffset + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, start, startOffset + 3 * L);
        FloatVector c04 = FloatVector.fromArray(S, start, startOffset + 4 * L);
        FloatVector c05 = FloatVector.fromArray(S, start, startOffset + 5 * L);
        FloatVector c06 = FloatVector.fromArray(S, start, startOffset + 6 * L);
        FloatVector c07 = FloatVector.fromArray(S, start, startOffset + 7 * L);
        int p0 = panelOffset;
        int p1 = p0 + panelStride;
        int p2 = p1 + panelStride;
        int p3 = p2 + panelStride;
        for (int k = 0; k < depth; k++) {
            FloatVector x0 = FloatVector.broadcast(S, a[aOffset + k]);
            c00 = x0.fma(FloatVector.fromArray(S, panels, p0), c00);
            c01 = x0.fma(FloatVector.fromArray(S, panels, p0 + L), c01);
            c02 = x0.fma(FloatVector.fromArray(S, panels, p1), c02);
            c03 = x0.fma(FloatVector.fromArray(S, panels, p1 + L), c03);
            c04 = x0.fma(FloatVector.fromArray(S, panels, p2), c04);
            c05 = x0.fma(FloatVector.fromArray(S, panels, p2 + L), c05);
            c06 = x0.fma(FloatVector.fromArray(S, panels, p3), c06);
            c07 = x0.fma(FloatVector.fromArray(S, panels, p3 + L), c07);
            p0 += 2 * L;
            p1 += 2 * L;
            p2 += 2 * L;
            p3 += 2 * L;
        }
        WHOLE.cast(c00).intoArray(c, cOffset);
        WHOLE.cast(c01).intoArray(c, cOffset + L);
        WHOLE.cast(c02).intoArray(c, cOffset + 2 * L);
        WHOLE.cast(c03).intoArray(c, cOffset + 3 * L);
        WHOLE.cast(c04).intoArray(c, cOffset + 4 * L);
        WHOLE.cast(c05).intoArray(c, cOffset + 5 * L);
        WHOLE.cast(c06).intoArray(c, cOffset + 6 * L);
        WHOLE.cast(c07).intoArray(c, cOffset + 7 * L);
    }

    /** Two rows by four panels: 16 vectors and three more, of 32 registers. */
    static void row2x8(
            int depth,
            float[] a,
            int aOffset,
            int aRowStride,
            float[] panels,
            int panelOffset,
            int panelStride,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cRowStride) {
        FloatVector c00 = FloatVector.fromArray(S, start, startOffset);
        FloatVector c01 = FloatVector.fromArray(S, start, startOffset + L);
        FloatVector c02 = FloatVector.fromArray(S, start, startOffset + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, start, startOffset + 3 * L);
        FloatVector c04 = FloatVector.fromArray(S, start, startOffset + 4 * L);
        FloatVector c05 = FloatVector.fromArray(S, start, startOffset + 5 * L);
        FloatVector c06 = FloatVector.fromArray(S, start, startOffset + 6 * L);
        FloatVector c07 = FloatVector.fromArray(S, start, startOffset + 7 * L);
        FloatVector c10 = FloatVector.fromArray(S, start, startOffset + startStride);
        FloatVector c11 = FloatVector.fromArray(S, start, startOffset + startStride + L);
        FloatVector c12 = FloatVector.fromArray(S, start, startOffset + startStride + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, start, startOffset + startStride + 3 * L);
        FloatVector c14 = FloatVector.fromArray(S, start, startOffset + startStride + 4 * L);
        FloatVector c15 = FloatVector.fromArray(S, start, startOffset + startStride + 5 * L);
        FloatVector c16 = FloatVector.fromArray(S, start, startOffset + startStride + 6 * L);
        FloatVector c17 = FloatVector.fromArray(S, start, startOffset + startStride + 7 * L);
        int p0 = panelOffset;
        int p1 = p0 + panelStride;
        int p2 = p1 + panelStride;
        int p3 = p2 + panelStride;
        for (int k = 0; k < depth; k++) {
            FloatVector x0 = FloatVector.broadcast(S, a[aOffset + k]);
            FloatVector x1 = FloatVector.broadcast(S, a[aOffset + aRowStride + k]);
            FloatVector b0 = FloatVector.fromArray(S, panels, p0);
            c00 = x0.fma(b0, c00);
            c10 = x1.fma(b0, c10);
            FloatVector b1 = FloatVector.fromArray(S, panels, p0 + L);
            c01 = x0.fma(b1, c01);
            c11 = x1.fma(b1, c11);
            FloatVector b2 = FloatVector.fromArray(S, panels, p1);
            c02 = x0.fma(b2, c02);
            c12 = x1.fma(b2, c12);
            FloatVector b3 = FloatVector.fromArray(S, panels, p1 + L);
            c03 = x0.fma(b3, c03);
            c13 = x1.fma(b3, c13);
            FloatVector b4 = FloatVector.fromArray(S, panels, p2);
            c04 = x0.fma(b4, c04);
            c14 = x1.fma(b4, c14);
            FloatVector b5 = FloatVector.fromArray(S, panels, p2 + L);
            c05 = x0.fma(b5, c05);
            c15 = x1.fma(b5, c15);
            FloatVector b6 = FloatVector.fromArray(S, panels, p3);
            c06 = x0.fma(b6, c06);
            c16 = x1.fma(b6, c16);
            FloatVector b7 = FloatVector.fromArray(S, panels, p3 + L);
            c07 = x0.fma(b7, c07);
            c17 = x1.fma(b7, c17);
            p0 += 2 * L;
            p1 += 2 * L;
            p2 += 2 * L;
            p3 += 2 * L;
        }
        WHOLE.cast(c00).intoArray(c, cOffset);
        WHOLE.cast(c01).intoArray(c, cOffset + L);
        WHOLE.cast(c02).intoArray(c, cOffset + 2 * L);
        WHOLE.cast(c03).intoArray(c, cOffset + 3 * L);
        WHOLE.cast(c04).intoArray(c, cOffset + 4 * L);
        WHOLE.cast(c05).intoArray(c, cOffset + 5 * L);
        WHOLE.cast(c06).intoArray(c, cOffset + 6 * L);
        WHOLE.cast(c07).intoArray(c, cOffset + 7 * L);
        WHOLE.cast(c10).intoArray(c, cOffset + cRowStride);
        WHOLE.cast(c11).intoArray(c, cOffset + cRowStride + L);
        WHOLE.cast(c12).intoArray(c, cOffset + cRowStride + 2 * L);
        WHOLE.cast(c13).intoArray(c, cOffset + cRowStride + 3 * L);
        WHOLE.cast(c14).intoArray(c, cOffset + cRowStride + 4 * L);
        WHOLE.cast(c15).intoArray(c, cOffset + cRowStride + 5 * L);
        WHOLE.cast(c16).intoArray(c, cOffset + cRowStride + 6 * L);
        WHOLE.cast(c17).intoArray(c, cOffset + cRowStride + 7 * L);
    }

    /** Two rows by two panels: 8 vectors and three more, of 16 registers. */
    static void row2x4(
            int depth,
            float[] a,
            int aOffset,
            int aRowStride,
            float[] panels,
            int panelOffset,
            int panelStride,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cRowStride) {
        FloatVector c00 = FloatVector.fromArray(S, start, startOffset);
        FloatVector c01 = FloatVector.fromArray(S, start, startOffset + L);
        FloatVector c02 = FloatVector.fromArray(S, start, startOffset + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, start, startOffset + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, start, startOffset + startStride);
        FloatVector c11 = FloatVector.fromArray(S, start, startOffset + startStride + L);
        FloatVector c12 = FloatVector.fromArray(S, start, startOffset + startStride + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, start, startOffset + startStride + 3 * L);
        int p0 = panelOffset;
        int p1 = p0 + panelStride;
        for (int k = 0; k < depth; k++) {
            FloatVector x0 = FloatVector.broadcast(S, a[aOffset + k]);
            FloatVector x1 = FloatVector.broadcast(S, a[aOffset + aRowStride + k]);
            FloatVector b0 = FloatVector.fromArray(S, panels, p0);
            c00 = x0.fma(b0, c00);
            c10 = x1.fma(b0, c10);
            FloatVector b1 = FloatVector.fromArray(S, panels, p0 + L);
            c01 = x0.fma(b1, c01);
            c11 = x1.fma(b1, c11);
            FloatVector b2 = FloatVector.fromArray(S, panels, p1);
            c02 = x0.fma(b2, c02);
            c12 = x1.fma(b2, c12);
            FloatVector b3 = FloatVector.fromArray(S, panels, p1 + L);
            c03 = x0.fma(b3, c03);
            c13 = x1.fma(b3, c13);
            p0 += 2 * L;
            p1 += 2 * L;
        }
        WHOLE.cast(c00).intoArray(c, cOffset);
        WHOLE.cast(c01).intoArray(c, cOffset + L);
        WHOLE.cast(c02).intoArray(c, cOffset + 2 * L);
        WHOLE.cast(c03).intoArray(c, cOffset + 3 * L);
        WHOLE.cast(c10).intoArray(c, cOffset + cRowStride);
        WHOLE.cast(c11).intoArray(c, cOffset + cRowStride + L);
        WHOLE.cast(c12).intoArray(c, cOffset + cRowStride + 2 * L);
        WHOLE.cast(c13).intoArray(c, cOffset + cRowStride + 3 * L);
    }

    /** One row by four vectors of columns, as a head's values have: where these are all of B, it is read from front to end. */
    static void row1x4(
            float[] a,
            int aOffset,
            int aColStride,
            int depth,
            float[] b,
            int bOffset,
            int bRowStride,
            float[] start,
            int startOffset,
            float[] c,
            int cOffset) {
        FloatVector c0 = FloatVector.fromArray(S, start, startOffset);
        FloatVector c1 = FloatVector.fromArray(S, start, startOffset + L);
        FloatVector c2 = FloatVector.fromArray(S, start, startOffset + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, start, startOffset + 3 * L);
        int aIndex = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector x = FloatVector.broadcast(S, a[aIndex]);
            c0 = x.fma(FloatVector.fromArray(S, b, bIndex), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, bIndex + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, b, bIndex + 2 * L), c2);
            c3 = x.fma(FloatVector.fromArray(S, b, bIndex + 3 * L), c3);
            aIndex += aColStride;
            bIndex += bRowStride;
        }
        WHOLE.cast(c0).intoArray(c, cOffset);
        WHOLE.cast(c1).intoArray(c, cOffset + L);
        WHOLE.cast(c2).intoArray(c, cOffset + 2 * L);
        WHOLE.cast(c3).intoArray(c, cOffset + 3 * L);
    }

    /** One row by rows of B that begin where a table says, as those that a moving window reads. */
    static void tabled1x4(
            float[] a,
            int aOffset,
            int aColStride,
            int depth,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
            float[] start,
            int startOffset,
            float[] c,
            int cOffset) {
        FloatVector c0 = FloatVector.fromArray(S, start, startOffset);
        FloatVector c1 = FloatVector.fromArray(S, start, startOffset + L);
        FloatVector c2 = FloatVector.fromArray(S, start, startOffset + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, start, startOffset + 3 * L);
        int aIndex = aOffset;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            FloatVector x = FloatVector.broadcast(S, a[aIndex]);
            c0 = x.fma(FloatVector.fromArray(S, b, bIndex), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, bIndex + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, b, bIndex + 2 * L), c2);
            c3 = x.fma(FloatVector.fromArray(S, b, bIndex + 3 * L), c3);
            aIndex += aColStride;
        }
        WHOLE.cast(c0).intoArray(c, cOffset);
        WHOLE.cast(c1).intoArray(c, cOffset + L);
        WHOLE.cast(c2).intoArray(c, cOffset + 2 * L);
        WHOLE.cast(c3).intoArray(c, cOffset + 3 * L);
    }

    /** One row by rows of B that begin where a table says, as those that a moving window reads. */
    static void tabled1x1(
            float[] a,
            int aOffset,
            int aColStride,
            int depth,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
            float[] start,
            int startOffset,
            float[] c,
            int cOffset) {
        FloatVector c0 = FloatVector.fromArray(S, start, startOffset);
        int aIndex = aOffset;
        for (int k = 0; k < depth; k++) {
            int bIndex = bOffset + bRows[bRowsAt + k];
            FloatVector x = FloatVector.broadcast(S, a[aIndex]);
            c0 = x.fma(FloatVector.fromArray(S, b, bIndex), c0);
            aIndex += aColStride;
        }
        WHOLE.cast(c0).intoArray(c, cOffset);
    }

    /** One row by three matrices whose rows begin where a table says, a vector of each. */
    static void tabled3x1(
            float[] a, int depth, float[] b, int b0, int b1, int b2, int[] bRows, float[] c, int cOffset, int cStride) {
        int r1 = cOffset + cStride;
        int r2 = r1 + cStride;
        FloatVector c0 = FloatVector.fromArray(S, c, cOffset);
        FloatVector c1 = FloatVector.fromArray(S, c, r1);
        FloatVector c2 = FloatVector.fromArray(S, c, r2);
        for (int k = 0; k < depth; k++) {
            int row = bRows[k];
            FloatVector x = FloatVector.broadcast(S, a[k]);
            c0 = x.fma(FloatVector.fromArray(S, b, b0 + row), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, b1 + row), c1);
            c2 = x.fma(FloatVector.fromArray(S, b, b2 + row), c2);
        }
        WHOLE.cast(c0).intoArray(c, cOffset);
        WHOLE.cast(c1).intoArray(c, r1);
        WHOLE.cast(c2).intoArray(c, r2);
    }
}
