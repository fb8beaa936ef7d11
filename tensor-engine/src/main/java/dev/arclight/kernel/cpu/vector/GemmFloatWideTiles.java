package dev.arclight.kernel.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of one group of rows that read B in its own place, rows of B {@code bRowStride} apart, for {@link GemmFloatVector}.
 *
 * <p>They wait for memory, so they are as wide as registers allow: the processor reads ahead along a row of B, and more of its
 * lines are on their way at a time. Measured on an AMD EPYC with AVX-512 for 4×768×768, B in the third cache: 4×6 vectors 103
 * GFLOP/s on JDK 17 and 86 on JDK 25, where 4×2 take 91 and 85; with B 768×3072, 84 and 76 where those take 53 and 56.
 * Leaving the panels behind, 70 and 67 where 4×2 take 53 and 57.
 */
final class GemmFloatWideTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final Class<FloatVector> WHOLE = GemmFloatVector.WHOLE;

    private GemmFloatWideTiles() {}

    static void tile4x6(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRowStride,
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
        FloatVector c02 = FloatVector.fromArray(S, start, s0 + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, start, s0 + 3 * L);
        FloatVector c04 = FloatVector.fromArray(S, start, s0 + 4 * L);
        FloatVector c05 = FloatVector.fromArray(S, start, s0 + 5 * L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        FloatVector c12 = FloatVector.fromArray(S, start, s1 + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, start, s1 + 3 * L);
        FloatVector c14 = FloatVector.fromArray(S, start, s1 + 4 * L);
        FloatVector c15 = FloatVector.fromArray(S, start, s1 + 5 * L);
        FloatVector c20 = FloatVector.fromArray(S, start, s2);
        FloatVector c21 = FloatVector.fromArray(S, start, s2 + L);
        FloatVector c22 = FloatVector.fromArray(S, start, s2 + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, start, s2 + 3 * L);
        FloatVector c24 = FloatVector.fromArray(S, start, s2 + 4 * L);
        FloatVector c25 = FloatVector.fromArray(S, start, s2 + 5 * L);
        FloatVector c30 = FloatVector.fromArray(S, start, s3);
        FloatVector c31 = FloatVector.fromArray(S, start, s3 + L);
        FloatVector c32 = FloatVector.fromArray(S, start, s3 + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, start, s3 + 3 * L);
        FloatVector c34 = FloatVector.fromArray(S, start, s3 + 4 * L);
        FloatVector c35 = FloatVector.fromArray(S, start, s3 + 5 * L);
        int a0 = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bIndex + 3 * L);
            FloatVector b4 = FloatVector.fromArray(S, b, bIndex + 4 * L);
            FloatVector b5 = FloatVector.fromArray(S, b, bIndex + 5 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            c04 = x0.fma(b4, c04);
            c05 = x0.fma(b5, c05);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            c14 = x1.fma(b4, c14);
            c15 = x1.fma(b5, c15);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            c24 = x2.fma(b4, c24);
            c25 = x2.fma(b5, c25);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
            c34 = x3.fma(b4, c34);
            c35 = x3.fma(b5, c35);
            a0 += 4;
            bIndex += bRowStride;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c02).intoArray(c, r0 + 2 * L);
        WHOLE.cast(c03).intoArray(c, r0 + 3 * L);
        WHOLE.cast(c04).intoArray(c, r0 + 4 * L);
        WHOLE.cast(c05).intoArray(c, r0 + 5 * L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
        WHOLE.cast(c12).intoArray(c, r1 + 2 * L);
        WHOLE.cast(c13).intoArray(c, r1 + 3 * L);
        WHOLE.cast(c14).intoArray(c, r1 + 4 * L);
        WHOLE.cast(c15).intoArray(c, r1 + 5 * L);
        WHOLE.cast(c20).intoArray(c, r2);
        WHOLE.cast(c21).intoArray(c, r2 + L);
        WHOLE.cast(c22).intoArray(c, r2 + 2 * L);
        WHOLE.cast(c23).intoArray(c, r2 + 3 * L);
        WHOLE.cast(c24).intoArray(c, r2 + 4 * L);
        WHOLE.cast(c25).intoArray(c, r2 + 5 * L);
        WHOLE.cast(c30).intoArray(c, r3);
        WHOLE.cast(c31).intoArray(c, r3 + L);
        WHOLE.cast(c32).intoArray(c, r3 + 2 * L);
        WHOLE.cast(c33).intoArray(c, r3 + 3 * L);
        WHOLE.cast(c34).intoArray(c, r3 + 4 * L);
        WHOLE.cast(c35).intoArray(c, r3 + 5 * L);
    }

    static void tile4x6WhilePacking(
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
        FloatVector c02 = FloatVector.fromArray(S, start, s0 + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, start, s0 + 3 * L);
        FloatVector c04 = FloatVector.fromArray(S, start, s0 + 4 * L);
        FloatVector c05 = FloatVector.fromArray(S, start, s0 + 5 * L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        FloatVector c12 = FloatVector.fromArray(S, start, s1 + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, start, s1 + 3 * L);
        FloatVector c14 = FloatVector.fromArray(S, start, s1 + 4 * L);
        FloatVector c15 = FloatVector.fromArray(S, start, s1 + 5 * L);
        FloatVector c20 = FloatVector.fromArray(S, start, s2);
        FloatVector c21 = FloatVector.fromArray(S, start, s2 + L);
        FloatVector c22 = FloatVector.fromArray(S, start, s2 + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, start, s2 + 3 * L);
        FloatVector c24 = FloatVector.fromArray(S, start, s2 + 4 * L);
        FloatVector c25 = FloatVector.fromArray(S, start, s2 + 5 * L);
        FloatVector c30 = FloatVector.fromArray(S, start, s3);
        FloatVector c31 = FloatVector.fromArray(S, start, s3 + L);
        FloatVector c32 = FloatVector.fromArray(S, start, s3 + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, start, s3 + 3 * L);
        FloatVector c34 = FloatVector.fromArray(S, start, s3 + 4 * L);
        FloatVector c35 = FloatVector.fromArray(S, start, s3 + 5 * L);
        int a0 = aOffset;
        int bIndex = bOffset;
        int p0 = panelOffset;
        int p1 = p0 + 2 * L * depth;
        int p2 = p1 + 2 * L * depth;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bIndex + 3 * L);
            FloatVector b4 = FloatVector.fromArray(S, b, bIndex + 4 * L);
            FloatVector b5 = FloatVector.fromArray(S, b, bIndex + 5 * L);
            b0.intoArray(panel, p0);
            b1.intoArray(panel, p0 + L);
            b2.intoArray(panel, p1);
            b3.intoArray(panel, p1 + L);
            b4.intoArray(panel, p2);
            b5.intoArray(panel, p2 + L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            c04 = x0.fma(b4, c04);
            c05 = x0.fma(b5, c05);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            c14 = x1.fma(b4, c14);
            c15 = x1.fma(b5, c15);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            c24 = x2.fma(b4, c24);
            c25 = x2.fma(b5, c25);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
            c34 = x3.fma(b4, c34);
            c35 = x3.fma(b5, c35);
            a0 += 4;
            bIndex += bRowStride;
            p0 += 2 * L;
            p1 += 2 * L;
            p2 += 2 * L;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        int r2 = r1 + cRowStride;
        int r3 = r2 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c02).intoArray(c, r0 + 2 * L);
        WHOLE.cast(c03).intoArray(c, r0 + 3 * L);
        WHOLE.cast(c04).intoArray(c, r0 + 4 * L);
        WHOLE.cast(c05).intoArray(c, r0 + 5 * L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
        WHOLE.cast(c12).intoArray(c, r1 + 2 * L);
        WHOLE.cast(c13).intoArray(c, r1 + 3 * L);
        WHOLE.cast(c14).intoArray(c, r1 + 4 * L);
        WHOLE.cast(c15).intoArray(c, r1 + 5 * L);
        WHOLE.cast(c20).intoArray(c, r2);
        WHOLE.cast(c21).intoArray(c, r2 + L);
        WHOLE.cast(c22).intoArray(c, r2 + 2 * L);
        WHOLE.cast(c23).intoArray(c, r2 + 3 * L);
        WHOLE.cast(c24).intoArray(c, r2 + 4 * L);
        WHOLE.cast(c25).intoArray(c, r2 + 5 * L);
        WHOLE.cast(c30).intoArray(c, r3);
        WHOLE.cast(c31).intoArray(c, r3 + L);
        WHOLE.cast(c32).intoArray(c, r3 + 2 * L);
        WHOLE.cast(c33).intoArray(c, r3 + 3 * L);
        WHOLE.cast(c34).intoArray(c, r3 + 4 * L);
        WHOLE.cast(c35).intoArray(c, r3 + 5 * L);
    }

    static void tile2x4(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRowStride,
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
        FloatVector c02 = FloatVector.fromArray(S, start, s0 + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, start, s0 + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        FloatVector c12 = FloatVector.fromArray(S, start, s1 + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, start, s1 + 3 * L);
        int a0 = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bIndex + 3 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            a0 += 2;
            bIndex += bRowStride;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c02).intoArray(c, r0 + 2 * L);
        WHOLE.cast(c03).intoArray(c, r0 + 3 * L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
        WHOLE.cast(c12).intoArray(c, r1 + 2 * L);
        WHOLE.cast(c13).intoArray(c, r1 + 3 * L);
    }

    static void tile2x4WhilePacking(
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
        FloatVector c02 = FloatVector.fromArray(S, start, s0 + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, start, s0 + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, start, s1);
        FloatVector c11 = FloatVector.fromArray(S, start, s1 + L);
        FloatVector c12 = FloatVector.fromArray(S, start, s1 + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, start, s1 + 3 * L);
        int a0 = aOffset;
        int bIndex = bOffset;
        int p0 = panelOffset;
        int p1 = p0 + 2 * L * depth;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bIndex + 3 * L);
            b0.intoArray(panel, p0);
            b1.intoArray(panel, p0 + L);
            b2.intoArray(panel, p1);
            b3.intoArray(panel, p1 + L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            a0 += 2;
            bIndex += bRowStride;
            p0 += 2 * L;
            p1 += 2 * L;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c02).intoArray(c, r0 + 2 * L);
        WHOLE.cast(c03).intoArray(c, r0 + 3 * L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
        WHOLE.cast(c12).intoArray(c, r1 + 2 * L);
        WHOLE.cast(c13).intoArray(c, r1 + 3 * L);
    }
}
