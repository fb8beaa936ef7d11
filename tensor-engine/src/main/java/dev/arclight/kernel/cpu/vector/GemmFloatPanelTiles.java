package dev.arclight.kernel.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a product that are two vectors wide and read a packed panel, for {@link GemmFloatVector}.
 *
 * <p>They are those of {@link GemmFloatTiles} without its table: where rows of B follow each other at a distance that the JIT
 * knows, it checks once before the loop that they lie within the array. Measured on an AMD EPYC with AVX-512 for 12×2 vectors,
 * 256 deep, of 116 GFLOP/s that the machine has: 112 on JDK 17 and 108 on JDK 25, where the table takes 104 on both. A
 * distance that is a parameter is not as good: 108 on JDK 17, and JDK 25 at worst spills its registers (23).
 */
final class GemmFloatPanelTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final Class<FloatVector> WHOLE = GemmFloatVector.WHOLE;

    private GemmFloatPanelTiles() {}

    static void tile12x2(
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
            bIndex += 2 * L;
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
            bIndex += 2 * L;
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
            bIndex += 2 * L;
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
        // Four rows are one group or two, by how wide the machine's vectors are.
        int pair = GemmFloatVector.GROUP == 4 ? 2 : 2 * depth;
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
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + pair]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + pair + 1]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            bIndex += 2 * L;
            a0 += GemmFloatVector.GROUP;
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
            bIndex += 2 * L;
            a0 += 2;
        }
        int r0 = cOffset;
        int r1 = r0 + cRowStride;
        WHOLE.cast(c00).intoArray(c, r0);
        WHOLE.cast(c01).intoArray(c, r0 + L);
        WHOLE.cast(c10).intoArray(c, r1);
        WHOLE.cast(c11).intoArray(c, r1 + L);
    }
}
