package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.EpilogueActivation;
import dev.arclight.kernel.cpu.GemmFloatKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of matrix multiplication of {@code float} on the Vector API, for vectors of any preferred width.
 *
 * <p>The accumulators of a tile are named locals, because a vector that leaves its method or goes through an array is
 * boxed. Six rows by three vectors keep 22 of the 32 registers of AVX-512 busy; narrower vectors come with 16
 * registers, so their tile is two vectors wide. Bigger tiles spill: 12×2 was measured at a tenth of the speed.
 *
 * <p>The loops over the depth are unrolled by two by hand: C2 ends each pass with one register move for each
 * accumulator (JDK 17 and 25), which costs 10 to 15 % when done for every step, and unrolling by four is slower again.
 */
public final class GemmFloatVector implements GemmFloatKernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Vectors side by side in a tile. */
    private static final int TILE_VECTORS = S.vectorBitSize() >= 512 ? 3 : 2;

    @Override
    public int panelWidth() {
        return TILE_VECTORS * L;
    }

    @Override
    public int panelWidthFor(int columns) {
        return Math.min(TILE_VECTORS * L, (columns + L - 1) / L * L);
    }

    @Override
    public void packA(
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            int rows,
            int depth,
            int height,
            float[] panel,
            int panelOffset) {
        if (rows < height) {
            Arrays.fill(panel, panelOffset, panelOffset + depth * height, 0f);
            for (int i = 0; i < rows; i++) {
                int source = aOffset + i * aRowStride;
                int target = panelOffset + i;
                for (int k = 0; k < depth; k++) {
                    panel[target] = a[source];
                    source += aColStride;
                    target += height;
                }
            }
        } else if (height == TALL_TILE) {
            packA6(a, aOffset, aRowStride, aColStride, depth, panel, panelOffset);
        } else {
            packA4(a, aOffset, aRowStride, aColStride, depth, panel, panelOffset);
        }
    }

    private static void packA6(
            float[] a, int aOffset, int aRowStride, int aColStride, int depth, float[] panel, int panelOffset) {
        int a0 = aOffset;
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        int target = panelOffset;
        for (int k = 0; k < depth; k++) {
            int shift = k * aColStride;
            panel[target] = a[a0 + shift];
            panel[target + 1] = a[a1 + shift];
            panel[target + 2] = a[a2 + shift];
            panel[target + 3] = a[a3 + shift];
            panel[target + 4] = a[a4 + shift];
            panel[target + 5] = a[a5 + shift];
            target += 6;
        }
    }

    private static void packA4(
            float[] a, int aOffset, int aRowStride, int aColStride, int depth, float[] panel, int panelOffset) {
        int a0 = aOffset;
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int target = panelOffset;
        for (int k = 0; k < depth; k++) {
            int shift = k * aColStride;
            panel[target] = a[a0 + shift];
            panel[target + 1] = a[a1 + shift];
            panel[target + 2] = a[a2 + shift];
            panel[target + 3] = a[a3 + shift];
            target += 4;
        }
    }

    @Override
    public void packB(
            float[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            int depth,
            int columns,
            int width,
            float[] panel,
            int panelOffset) {
        if (bColStride == 1) {
            packContiguous(b, bOffset, bRowStride, depth, columns, width, panel, panelOffset);
        } else {
            if (columns < width) {
                Arrays.fill(panel, panelOffset, panelOffset + depth * width, 0f);
            }
            for (int j = 0; j < columns; j++) {
                int source = bOffset + j * bColStride;
                int target = panelOffset + j;
                for (int k = 0; k < depth; k++) {
                    panel[target] = b[source];
                    source += bRowStride;
                    target += width;
                }
            }
        }
    }

    private static void packContiguous(
            float[] b, int bOffset, int bRowStride, int depth, int columns, int width, float[] panel, int panelOffset) {
        int whole = columns - columns % L;
        for (int j = 0; j < whole; j += L) {
            int source = bOffset + j;
            int target = panelOffset + j;
            for (int k = 0; k < depth; k++) {
                FloatVector.fromArray(S, b, source).intoArray(panel, target);
                source += bRowStride;
                target += width;
            }
        }
        for (int k = 0; whole < columns && k < depth; k++) {
            int source = bOffset + k * bRowStride;
            int target = panelOffset + k * width;
            for (int j = whole; j < columns; j++) {
                panel[target + j] = b[source + j];
            }
            for (int j = columns; j < width; j++) {
                panel[target + j] = 0f;
            }
        }
    }

    @Override
    public void tile(
            int height,
            int width,
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            float[] scratch) {
        int vectors = width / L;
        if (height == TALL_TILE) {
            if (vectors == 3) {
                tile6x3(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
            } else if (vectors == 2) {
                tile6x2(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
            } else {
                tile6x1(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
            }
        } else if (vectors == 3) {
            tile4x3(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
        } else if (vectors == 2) {
            tile4x2(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
        } else {
            tile4x1(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
        }
    }

    @Override
    public void tileWhilePacking(
            int height,
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
            boolean accumulate,
            float[] scratch) {
        if (height == TALL_TILE) {
            if (TILE_VECTORS == 3) {
                tile6x3WhilePacking(
                        depth,
                        a,
                        aOffset,
                        b,
                        bOffset,
                        bRowStride,
                        panel,
                        panelOffset,
                        c,
                        cOffset,
                        cRowStride,
                        accumulate);
            } else {
                tile6x2WhilePacking(
                        depth,
                        a,
                        aOffset,
                        b,
                        bOffset,
                        bRowStride,
                        panel,
                        panelOffset,
                        c,
                        cOffset,
                        cRowStride,
                        accumulate);
            }
        } else if (TILE_VECTORS == 3) {
            tile4x3WhilePacking(
                    depth, a, aOffset, b, bOffset, bRowStride, panel, panelOffset, c, cOffset, cRowStride, accumulate);
        } else {
            tile4x2WhilePacking(
                    depth, a, aOffset, b, bOffset, bRowStride, panel, panelOffset, c, cOffset, cRowStride, accumulate);
        }
    }

    private static void tile6x3(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c02 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c12 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c22 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c32 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c42 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c51 = FloatVector.zero(S);
        FloatVector c52 = FloatVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            FloatVector b00 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b01 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector b02 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            FloatVector a00 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            c01 = a00.fma(b01, c01);
            c02 = a00.fma(b02, c02);
            FloatVector a01 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            c11 = a01.fma(b01, c11);
            c12 = a01.fma(b02, c12);
            FloatVector a02 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            c21 = a02.fma(b01, c21);
            c22 = a02.fma(b02, c22);
            FloatVector a03 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            c31 = a03.fma(b01, c31);
            c32 = a03.fma(b02, c32);
            FloatVector a04 = FloatVector.broadcast(S, a[aIndex + 4]);
            c40 = a04.fma(b00, c40);
            c41 = a04.fma(b01, c41);
            c42 = a04.fma(b02, c42);
            FloatVector a05 = FloatVector.broadcast(S, a[aIndex + 5]);
            c50 = a05.fma(b00, c50);
            c51 = a05.fma(b01, c51);
            c52 = a05.fma(b02, c52);
            FloatVector b10 = FloatVector.fromArray(S, b, bIndex + 3 * L);
            FloatVector b11 = FloatVector.fromArray(S, b, bIndex + 3 * L + L);
            FloatVector b12 = FloatVector.fromArray(S, b, bIndex + 3 * L + 2 * L);
            FloatVector a10 = FloatVector.broadcast(S, a[aIndex + 6]);
            c00 = a10.fma(b10, c00);
            c01 = a10.fma(b11, c01);
            c02 = a10.fma(b12, c02);
            FloatVector a11 = FloatVector.broadcast(S, a[aIndex + 7]);
            c10 = a11.fma(b10, c10);
            c11 = a11.fma(b11, c11);
            c12 = a11.fma(b12, c12);
            FloatVector a12 = FloatVector.broadcast(S, a[aIndex + 8]);
            c20 = a12.fma(b10, c20);
            c21 = a12.fma(b11, c21);
            c22 = a12.fma(b12, c22);
            FloatVector a13 = FloatVector.broadcast(S, a[aIndex + 9]);
            c30 = a13.fma(b10, c30);
            c31 = a13.fma(b11, c31);
            c32 = a13.fma(b12, c32);
            FloatVector a14 = FloatVector.broadcast(S, a[aIndex + 10]);
            c40 = a14.fma(b10, c40);
            c41 = a14.fma(b11, c41);
            c42 = a14.fma(b12, c42);
            FloatVector a15 = FloatVector.broadcast(S, a[aIndex + 11]);
            c50 = a15.fma(b10, c50);
            c51 = a15.fma(b11, c51);
            c52 = a15.fma(b12, c52);
            aIndex += 12;
            bIndex += 6 * L;
        }
        if (k < depth) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            FloatVector a4 = FloatVector.broadcast(S, a[aIndex + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            FloatVector a5 = FloatVector.broadcast(S, a[aIndex + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        int row4 = cOffset + 4 * cRowStride;
        int row5 = cOffset + 5 * cRowStride;
        if (accumulate) {
            c00 = FloatVector.fromArray(S, c, row0).add(c00);
            c01 = FloatVector.fromArray(S, c, row0 + L).add(c01);
            c02 = FloatVector.fromArray(S, c, row0 + 2 * L).add(c02);
            c10 = FloatVector.fromArray(S, c, row1).add(c10);
            c11 = FloatVector.fromArray(S, c, row1 + L).add(c11);
            c12 = FloatVector.fromArray(S, c, row1 + 2 * L).add(c12);
            c20 = FloatVector.fromArray(S, c, row2).add(c20);
            c21 = FloatVector.fromArray(S, c, row2 + L).add(c21);
            c22 = FloatVector.fromArray(S, c, row2 + 2 * L).add(c22);
            c30 = FloatVector.fromArray(S, c, row3).add(c30);
            c31 = FloatVector.fromArray(S, c, row3 + L).add(c31);
            c32 = FloatVector.fromArray(S, c, row3 + 2 * L).add(c32);
            c40 = FloatVector.fromArray(S, c, row4).add(c40);
            c41 = FloatVector.fromArray(S, c, row4 + L).add(c41);
            c42 = FloatVector.fromArray(S, c, row4 + 2 * L).add(c42);
            c50 = FloatVector.fromArray(S, c, row5).add(c50);
            c51 = FloatVector.fromArray(S, c, row5 + L).add(c51);
            c52 = FloatVector.fromArray(S, c, row5 + 2 * L).add(c52);
        }
        c00.intoArray(c, row0);
        c01.intoArray(c, row0 + L);
        c02.intoArray(c, row0 + 2 * L);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + L);
        c12.intoArray(c, row1 + 2 * L);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + L);
        c22.intoArray(c, row2 + 2 * L);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + L);
        c32.intoArray(c, row3 + 2 * L);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + L);
        c42.intoArray(c, row4 + 2 * L);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + L);
        c52.intoArray(c, row5 + 2 * L);
    }

    private static void tile6x2(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c51 = FloatVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            FloatVector b00 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b01 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector a00 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            c01 = a00.fma(b01, c01);
            FloatVector a01 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            c11 = a01.fma(b01, c11);
            FloatVector a02 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            c21 = a02.fma(b01, c21);
            FloatVector a03 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            c31 = a03.fma(b01, c31);
            FloatVector a04 = FloatVector.broadcast(S, a[aIndex + 4]);
            c40 = a04.fma(b00, c40);
            c41 = a04.fma(b01, c41);
            FloatVector a05 = FloatVector.broadcast(S, a[aIndex + 5]);
            c50 = a05.fma(b00, c50);
            c51 = a05.fma(b01, c51);
            FloatVector b10 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            FloatVector b11 = FloatVector.fromArray(S, b, bIndex + 2 * L + L);
            FloatVector a10 = FloatVector.broadcast(S, a[aIndex + 6]);
            c00 = a10.fma(b10, c00);
            c01 = a10.fma(b11, c01);
            FloatVector a11 = FloatVector.broadcast(S, a[aIndex + 7]);
            c10 = a11.fma(b10, c10);
            c11 = a11.fma(b11, c11);
            FloatVector a12 = FloatVector.broadcast(S, a[aIndex + 8]);
            c20 = a12.fma(b10, c20);
            c21 = a12.fma(b11, c21);
            FloatVector a13 = FloatVector.broadcast(S, a[aIndex + 9]);
            c30 = a13.fma(b10, c30);
            c31 = a13.fma(b11, c31);
            FloatVector a14 = FloatVector.broadcast(S, a[aIndex + 10]);
            c40 = a14.fma(b10, c40);
            c41 = a14.fma(b11, c41);
            FloatVector a15 = FloatVector.broadcast(S, a[aIndex + 11]);
            c50 = a15.fma(b10, c50);
            c51 = a15.fma(b11, c51);
            aIndex += 12;
            bIndex += 4 * L;
        }
        if (k < depth) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector a0 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[aIndex + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[aIndex + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        int row4 = cOffset + 4 * cRowStride;
        int row5 = cOffset + 5 * cRowStride;
        if (accumulate) {
            c00 = FloatVector.fromArray(S, c, row0).add(c00);
            c01 = FloatVector.fromArray(S, c, row0 + L).add(c01);
            c10 = FloatVector.fromArray(S, c, row1).add(c10);
            c11 = FloatVector.fromArray(S, c, row1 + L).add(c11);
            c20 = FloatVector.fromArray(S, c, row2).add(c20);
            c21 = FloatVector.fromArray(S, c, row2 + L).add(c21);
            c30 = FloatVector.fromArray(S, c, row3).add(c30);
            c31 = FloatVector.fromArray(S, c, row3 + L).add(c31);
            c40 = FloatVector.fromArray(S, c, row4).add(c40);
            c41 = FloatVector.fromArray(S, c, row4 + L).add(c41);
            c50 = FloatVector.fromArray(S, c, row5).add(c50);
            c51 = FloatVector.fromArray(S, c, row5 + L).add(c51);
        }
        c00.intoArray(c, row0);
        c01.intoArray(c, row0 + L);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + L);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + L);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + L);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + L);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + L);
    }

    private static void tile6x1(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            FloatVector b00 = FloatVector.fromArray(S, b, bIndex);
            FloatVector a00 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            FloatVector a01 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            FloatVector a02 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            FloatVector a03 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            FloatVector a04 = FloatVector.broadcast(S, a[aIndex + 4]);
            c40 = a04.fma(b00, c40);
            FloatVector a05 = FloatVector.broadcast(S, a[aIndex + 5]);
            c50 = a05.fma(b00, c50);
            FloatVector b10 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector a10 = FloatVector.broadcast(S, a[aIndex + 6]);
            c00 = a10.fma(b10, c00);
            FloatVector a11 = FloatVector.broadcast(S, a[aIndex + 7]);
            c10 = a11.fma(b10, c10);
            FloatVector a12 = FloatVector.broadcast(S, a[aIndex + 8]);
            c20 = a12.fma(b10, c20);
            FloatVector a13 = FloatVector.broadcast(S, a[aIndex + 9]);
            c30 = a13.fma(b10, c30);
            FloatVector a14 = FloatVector.broadcast(S, a[aIndex + 10]);
            c40 = a14.fma(b10, c40);
            FloatVector a15 = FloatVector.broadcast(S, a[aIndex + 11]);
            c50 = a15.fma(b10, c50);
            aIndex += 12;
            bIndex += 2 * L;
        }
        if (k < depth) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector a0 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(S, a[aIndex + 4]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(S, a[aIndex + 5]);
            c50 = a5.fma(b0, c50);
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        int row4 = cOffset + 4 * cRowStride;
        int row5 = cOffset + 5 * cRowStride;
        if (accumulate) {
            c00 = FloatVector.fromArray(S, c, row0).add(c00);
            c10 = FloatVector.fromArray(S, c, row1).add(c10);
            c20 = FloatVector.fromArray(S, c, row2).add(c20);
            c30 = FloatVector.fromArray(S, c, row3).add(c30);
            c40 = FloatVector.fromArray(S, c, row4).add(c40);
            c50 = FloatVector.fromArray(S, c, row5).add(c50);
        }
        c00.intoArray(c, row0);
        c10.intoArray(c, row1);
        c20.intoArray(c, row2);
        c30.intoArray(c, row3);
        c40.intoArray(c, row4);
        c50.intoArray(c, row5);
    }

    private static void tile4x3(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c02 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c12 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c22 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c32 = FloatVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            FloatVector b00 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b01 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector b02 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            FloatVector a00 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            c01 = a00.fma(b01, c01);
            c02 = a00.fma(b02, c02);
            FloatVector a01 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            c11 = a01.fma(b01, c11);
            c12 = a01.fma(b02, c12);
            FloatVector a02 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            c21 = a02.fma(b01, c21);
            c22 = a02.fma(b02, c22);
            FloatVector a03 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            c31 = a03.fma(b01, c31);
            c32 = a03.fma(b02, c32);
            FloatVector b10 = FloatVector.fromArray(S, b, bIndex + 3 * L);
            FloatVector b11 = FloatVector.fromArray(S, b, bIndex + 3 * L + L);
            FloatVector b12 = FloatVector.fromArray(S, b, bIndex + 3 * L + 2 * L);
            FloatVector a10 = FloatVector.broadcast(S, a[aIndex + 4]);
            c00 = a10.fma(b10, c00);
            c01 = a10.fma(b11, c01);
            c02 = a10.fma(b12, c02);
            FloatVector a11 = FloatVector.broadcast(S, a[aIndex + 5]);
            c10 = a11.fma(b10, c10);
            c11 = a11.fma(b11, c11);
            c12 = a11.fma(b12, c12);
            FloatVector a12 = FloatVector.broadcast(S, a[aIndex + 6]);
            c20 = a12.fma(b10, c20);
            c21 = a12.fma(b11, c21);
            c22 = a12.fma(b12, c22);
            FloatVector a13 = FloatVector.broadcast(S, a[aIndex + 7]);
            c30 = a13.fma(b10, c30);
            c31 = a13.fma(b11, c31);
            c32 = a13.fma(b12, c32);
            aIndex += 8;
            bIndex += 6 * L;
        }
        if (k < depth) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        if (accumulate) {
            c00 = FloatVector.fromArray(S, c, row0).add(c00);
            c01 = FloatVector.fromArray(S, c, row0 + L).add(c01);
            c02 = FloatVector.fromArray(S, c, row0 + 2 * L).add(c02);
            c10 = FloatVector.fromArray(S, c, row1).add(c10);
            c11 = FloatVector.fromArray(S, c, row1 + L).add(c11);
            c12 = FloatVector.fromArray(S, c, row1 + 2 * L).add(c12);
            c20 = FloatVector.fromArray(S, c, row2).add(c20);
            c21 = FloatVector.fromArray(S, c, row2 + L).add(c21);
            c22 = FloatVector.fromArray(S, c, row2 + 2 * L).add(c22);
            c30 = FloatVector.fromArray(S, c, row3).add(c30);
            c31 = FloatVector.fromArray(S, c, row3 + L).add(c31);
            c32 = FloatVector.fromArray(S, c, row3 + 2 * L).add(c32);
        }
        c00.intoArray(c, row0);
        c01.intoArray(c, row0 + L);
        c02.intoArray(c, row0 + 2 * L);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + L);
        c12.intoArray(c, row1 + 2 * L);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + L);
        c22.intoArray(c, row2 + 2 * L);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + L);
        c32.intoArray(c, row3 + 2 * L);
    }

    private static void tile4x2(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            FloatVector b00 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b01 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector a00 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            c01 = a00.fma(b01, c01);
            FloatVector a01 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            c11 = a01.fma(b01, c11);
            FloatVector a02 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            c21 = a02.fma(b01, c21);
            FloatVector a03 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            c31 = a03.fma(b01, c31);
            FloatVector b10 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            FloatVector b11 = FloatVector.fromArray(S, b, bIndex + 2 * L + L);
            FloatVector a10 = FloatVector.broadcast(S, a[aIndex + 4]);
            c00 = a10.fma(b10, c00);
            c01 = a10.fma(b11, c01);
            FloatVector a11 = FloatVector.broadcast(S, a[aIndex + 5]);
            c10 = a11.fma(b10, c10);
            c11 = a11.fma(b11, c11);
            FloatVector a12 = FloatVector.broadcast(S, a[aIndex + 6]);
            c20 = a12.fma(b10, c20);
            c21 = a12.fma(b11, c21);
            FloatVector a13 = FloatVector.broadcast(S, a[aIndex + 7]);
            c30 = a13.fma(b10, c30);
            c31 = a13.fma(b11, c31);
            aIndex += 8;
            bIndex += 4 * L;
        }
        if (k < depth) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector a0 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        if (accumulate) {
            c00 = FloatVector.fromArray(S, c, row0).add(c00);
            c01 = FloatVector.fromArray(S, c, row0 + L).add(c01);
            c10 = FloatVector.fromArray(S, c, row1).add(c10);
            c11 = FloatVector.fromArray(S, c, row1 + L).add(c11);
            c20 = FloatVector.fromArray(S, c, row2).add(c20);
            c21 = FloatVector.fromArray(S, c, row2 + L).add(c21);
            c30 = FloatVector.fromArray(S, c, row3).add(c30);
            c31 = FloatVector.fromArray(S, c, row3 + L).add(c31);
        }
        c00.intoArray(c, row0);
        c01.intoArray(c, row0 + L);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + L);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + L);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + L);
    }

    private static void tile4x1(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            FloatVector b00 = FloatVector.fromArray(S, b, bIndex);
            FloatVector a00 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            FloatVector a01 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            FloatVector a02 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            FloatVector a03 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            FloatVector b10 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector a10 = FloatVector.broadcast(S, a[aIndex + 4]);
            c00 = a10.fma(b10, c00);
            FloatVector a11 = FloatVector.broadcast(S, a[aIndex + 5]);
            c10 = a11.fma(b10, c10);
            FloatVector a12 = FloatVector.broadcast(S, a[aIndex + 6]);
            c20 = a12.fma(b10, c20);
            FloatVector a13 = FloatVector.broadcast(S, a[aIndex + 7]);
            c30 = a13.fma(b10, c30);
            aIndex += 8;
            bIndex += 2 * L;
        }
        if (k < depth) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector a0 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        if (accumulate) {
            c00 = FloatVector.fromArray(S, c, row0).add(c00);
            c10 = FloatVector.fromArray(S, c, row1).add(c10);
            c20 = FloatVector.fromArray(S, c, row2).add(c20);
            c30 = FloatVector.fromArray(S, c, row3).add(c30);
        }
        c00.intoArray(c, row0);
        c10.intoArray(c, row1);
        c20.intoArray(c, row2);
        c30.intoArray(c, row3);
    }

    private static void tile6x3WhilePacking(
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
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c02 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c12 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c22 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c32 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c42 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c51 = FloatVector.zero(S);
        FloatVector c52 = FloatVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            b2.intoArray(panel, panelIndex + 2 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            FloatVector a4 = FloatVector.broadcast(S, a[aIndex + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            FloatVector a5 = FloatVector.broadcast(S, a[aIndex + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            aIndex += 6;
            bIndex += bRowStride;
            panelIndex += 3 * L;
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        int row4 = cOffset + 4 * cRowStride;
        int row5 = cOffset + 5 * cRowStride;
        if (accumulate) {
            c00 = FloatVector.fromArray(S, c, row0).add(c00);
            c01 = FloatVector.fromArray(S, c, row0 + L).add(c01);
            c02 = FloatVector.fromArray(S, c, row0 + 2 * L).add(c02);
            c10 = FloatVector.fromArray(S, c, row1).add(c10);
            c11 = FloatVector.fromArray(S, c, row1 + L).add(c11);
            c12 = FloatVector.fromArray(S, c, row1 + 2 * L).add(c12);
            c20 = FloatVector.fromArray(S, c, row2).add(c20);
            c21 = FloatVector.fromArray(S, c, row2 + L).add(c21);
            c22 = FloatVector.fromArray(S, c, row2 + 2 * L).add(c22);
            c30 = FloatVector.fromArray(S, c, row3).add(c30);
            c31 = FloatVector.fromArray(S, c, row3 + L).add(c31);
            c32 = FloatVector.fromArray(S, c, row3 + 2 * L).add(c32);
            c40 = FloatVector.fromArray(S, c, row4).add(c40);
            c41 = FloatVector.fromArray(S, c, row4 + L).add(c41);
            c42 = FloatVector.fromArray(S, c, row4 + 2 * L).add(c42);
            c50 = FloatVector.fromArray(S, c, row5).add(c50);
            c51 = FloatVector.fromArray(S, c, row5 + L).add(c51);
            c52 = FloatVector.fromArray(S, c, row5 + 2 * L).add(c52);
        }
        c00.intoArray(c, row0);
        c01.intoArray(c, row0 + L);
        c02.intoArray(c, row0 + 2 * L);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + L);
        c12.intoArray(c, row1 + 2 * L);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + L);
        c22.intoArray(c, row2 + 2 * L);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + L);
        c32.intoArray(c, row3 + 2 * L);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + L);
        c42.intoArray(c, row4 + 2 * L);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + L);
        c52.intoArray(c, row5 + 2 * L);
    }

    private static void tile6x2WhilePacking(
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
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c51 = FloatVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            FloatVector a0 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[aIndex + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[aIndex + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            aIndex += 6;
            bIndex += bRowStride;
            panelIndex += 2 * L;
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        int row4 = cOffset + 4 * cRowStride;
        int row5 = cOffset + 5 * cRowStride;
        if (accumulate) {
            c00 = FloatVector.fromArray(S, c, row0).add(c00);
            c01 = FloatVector.fromArray(S, c, row0 + L).add(c01);
            c10 = FloatVector.fromArray(S, c, row1).add(c10);
            c11 = FloatVector.fromArray(S, c, row1 + L).add(c11);
            c20 = FloatVector.fromArray(S, c, row2).add(c20);
            c21 = FloatVector.fromArray(S, c, row2 + L).add(c21);
            c30 = FloatVector.fromArray(S, c, row3).add(c30);
            c31 = FloatVector.fromArray(S, c, row3 + L).add(c31);
            c40 = FloatVector.fromArray(S, c, row4).add(c40);
            c41 = FloatVector.fromArray(S, c, row4 + L).add(c41);
            c50 = FloatVector.fromArray(S, c, row5).add(c50);
            c51 = FloatVector.fromArray(S, c, row5 + L).add(c51);
        }
        c00.intoArray(c, row0);
        c01.intoArray(c, row0 + L);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + L);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + L);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + L);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + L);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + L);
    }

    private static void tile4x3WhilePacking(
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
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c02 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c12 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c22 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c32 = FloatVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bIndex + 2 * L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            b2.intoArray(panel, panelIndex + 2 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            aIndex += 4;
            bIndex += bRowStride;
            panelIndex += 3 * L;
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        if (accumulate) {
            c00 = FloatVector.fromArray(S, c, row0).add(c00);
            c01 = FloatVector.fromArray(S, c, row0 + L).add(c01);
            c02 = FloatVector.fromArray(S, c, row0 + 2 * L).add(c02);
            c10 = FloatVector.fromArray(S, c, row1).add(c10);
            c11 = FloatVector.fromArray(S, c, row1 + L).add(c11);
            c12 = FloatVector.fromArray(S, c, row1 + 2 * L).add(c12);
            c20 = FloatVector.fromArray(S, c, row2).add(c20);
            c21 = FloatVector.fromArray(S, c, row2 + L).add(c21);
            c22 = FloatVector.fromArray(S, c, row2 + 2 * L).add(c22);
            c30 = FloatVector.fromArray(S, c, row3).add(c30);
            c31 = FloatVector.fromArray(S, c, row3 + L).add(c31);
            c32 = FloatVector.fromArray(S, c, row3 + 2 * L).add(c32);
        }
        c00.intoArray(c, row0);
        c01.intoArray(c, row0 + L);
        c02.intoArray(c, row0 + 2 * L);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + L);
        c12.intoArray(c, row1 + 2 * L);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + L);
        c22.intoArray(c, row2 + 2 * L);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + L);
        c32.intoArray(c, row3 + 2 * L);
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
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bIndex);
            FloatVector b1 = FloatVector.fromArray(S, b, bIndex + L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            FloatVector a0 = FloatVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            aIndex += 4;
            bIndex += bRowStride;
            panelIndex += 2 * L;
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        if (accumulate) {
            c00 = FloatVector.fromArray(S, c, row0).add(c00);
            c01 = FloatVector.fromArray(S, c, row0 + L).add(c01);
            c10 = FloatVector.fromArray(S, c, row1).add(c10);
            c11 = FloatVector.fromArray(S, c, row1 + L).add(c11);
            c20 = FloatVector.fromArray(S, c, row2).add(c20);
            c21 = FloatVector.fromArray(S, c, row2 + L).add(c21);
            c30 = FloatVector.fromArray(S, c, row3).add(c30);
            c31 = FloatVector.fromArray(S, c, row3 + L).add(c31);
        }
        c00.intoArray(c, row0);
        c01.intoArray(c, row0 + L);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + L);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + L);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + L);
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
            int outOffset) {
        Arrays.fill(out, outOffset, outOffset + columns, 0f);
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
    public void store(
            float[] source,
            int sourceOffset,
            int sourceStride,
            int rows,
            int columns,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        for (int i = 0; i < rows; i++) {
            int from = sourceOffset + i * sourceStride;
            int to = cOffset + i * cRowStride;
            if (accumulate) {
                int j = 0;
                for (; j < columns - (L - 1); j += L) {
                    FloatVector.fromArray(S, c, to + j)
                            .add(FloatVector.fromArray(S, source, from + j))
                            .intoArray(c, to + j);
                }
                for (; j < columns; j++) {
                    c[to + j] += source[from + j];
                }
            } else {
                System.arraycopy(source, from, c, to, columns);
            }
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
            FloatVector sum =
                    FloatVector.fromArray(S, c, index + j).add(FloatVector.fromArray(S, bias, biasOffset + j));
            sum.blend(floor, sum.compare(VectorOperators.LE, floor)).intoArray(c, index + j);
        }
        for (; j < columns; j++) {
            float sum = c[index + j] + bias[biasOffset + j];
            c[index + j] = sum <= floor ? floor : sum;
        }
    }
}
