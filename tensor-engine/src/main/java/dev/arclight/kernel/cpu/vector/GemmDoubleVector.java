package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.EpilogueActivation;
import dev.arclight.kernel.cpu.GemmDoubleKernels;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of matrix multiplication of {@code double} on the Vector API, for vectors of any preferred width.
 *
 * <p>The accumulators of a tile are named locals, because a vector that leaves its method or goes through an array is
 * boxed. Six rows by three vectors keep 22 of the 32 registers of AVX-512 busy; narrower vectors come with 16
 * registers, so their tile is two vectors wide. Bigger tiles spill: 12×2 was measured at a tenth of the speed.
 *
 * <p>The loops over the depth are unrolled by two by hand: C2 ends each pass with one register move for each
 * accumulator (JDK 17 and 25), which costs 10 to 15 % when done for every step, and unrolling by four is slower again.
 */
public final class GemmDoubleVector implements GemmDoubleKernels {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
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
            double[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            int rows,
            int depth,
            int height,
            double[] panel,
            int panelOffset) {
        if (rows < height) {
            Arrays.fill(panel, panelOffset, panelOffset + depth * height, 0);
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
            double[] a, int aOffset, int aRowStride, int aColStride, int depth, double[] panel, int panelOffset) {
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
            double[] a, int aOffset, int aRowStride, int aColStride, int depth, double[] panel, int panelOffset) {
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
            double[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            int depth,
            int columns,
            int width,
            double[] panel,
            int panelOffset) {
        if (bColStride == 1) {
            packContiguous(b, bOffset, bRowStride, depth, columns, width, panel, panelOffset);
        } else {
            if (columns < width) {
                Arrays.fill(panel, panelOffset, panelOffset + depth * width, 0);
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
            double[] b,
            int bOffset,
            int bRowStride,
            int depth,
            int columns,
            int width,
            double[] panel,
            int panelOffset) {
        int whole = columns - columns % L;
        for (int j = 0; j < whole; j += L) {
            int source = bOffset + j;
            int target = panelOffset + j;
            for (int k = 0; k < depth; k++) {
                DoubleVector.fromArray(S, b, source).intoArray(panel, target);
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
                panel[target + j] = 0;
            }
        }
    }

    @Override
    public void tile(
            int height,
            int width,
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            double[] scratch) {
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
            boolean accumulate,
            double[] scratch) {
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
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c01 = DoubleVector.zero(S);
        DoubleVector c02 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c11 = DoubleVector.zero(S);
        DoubleVector c12 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c21 = DoubleVector.zero(S);
        DoubleVector c22 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        DoubleVector c31 = DoubleVector.zero(S);
        DoubleVector c32 = DoubleVector.zero(S);
        DoubleVector c40 = DoubleVector.zero(S);
        DoubleVector c41 = DoubleVector.zero(S);
        DoubleVector c42 = DoubleVector.zero(S);
        DoubleVector c50 = DoubleVector.zero(S);
        DoubleVector c51 = DoubleVector.zero(S);
        DoubleVector c52 = DoubleVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            DoubleVector b00 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b01 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector b02 = DoubleVector.fromArray(S, b, bIndex + 2 * L);
            DoubleVector a00 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            c01 = a00.fma(b01, c01);
            c02 = a00.fma(b02, c02);
            DoubleVector a01 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            c11 = a01.fma(b01, c11);
            c12 = a01.fma(b02, c12);
            DoubleVector a02 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            c21 = a02.fma(b01, c21);
            c22 = a02.fma(b02, c22);
            DoubleVector a03 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            c31 = a03.fma(b01, c31);
            c32 = a03.fma(b02, c32);
            DoubleVector a04 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c40 = a04.fma(b00, c40);
            c41 = a04.fma(b01, c41);
            c42 = a04.fma(b02, c42);
            DoubleVector a05 = DoubleVector.broadcast(S, a[aIndex + 5]);
            c50 = a05.fma(b00, c50);
            c51 = a05.fma(b01, c51);
            c52 = a05.fma(b02, c52);
            DoubleVector b10 = DoubleVector.fromArray(S, b, bIndex + 3 * L);
            DoubleVector b11 = DoubleVector.fromArray(S, b, bIndex + 3 * L + L);
            DoubleVector b12 = DoubleVector.fromArray(S, b, bIndex + 3 * L + 2 * L);
            DoubleVector a10 = DoubleVector.broadcast(S, a[aIndex + 6]);
            c00 = a10.fma(b10, c00);
            c01 = a10.fma(b11, c01);
            c02 = a10.fma(b12, c02);
            DoubleVector a11 = DoubleVector.broadcast(S, a[aIndex + 7]);
            c10 = a11.fma(b10, c10);
            c11 = a11.fma(b11, c11);
            c12 = a11.fma(b12, c12);
            DoubleVector a12 = DoubleVector.broadcast(S, a[aIndex + 8]);
            c20 = a12.fma(b10, c20);
            c21 = a12.fma(b11, c21);
            c22 = a12.fma(b12, c22);
            DoubleVector a13 = DoubleVector.broadcast(S, a[aIndex + 9]);
            c30 = a13.fma(b10, c30);
            c31 = a13.fma(b11, c31);
            c32 = a13.fma(b12, c32);
            DoubleVector a14 = DoubleVector.broadcast(S, a[aIndex + 10]);
            c40 = a14.fma(b10, c40);
            c41 = a14.fma(b11, c41);
            c42 = a14.fma(b12, c42);
            DoubleVector a15 = DoubleVector.broadcast(S, a[aIndex + 11]);
            c50 = a15.fma(b10, c50);
            c51 = a15.fma(b11, c51);
            c52 = a15.fma(b12, c52);
            aIndex += 12;
            bIndex += 6 * L;
        }
        if (k < depth) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bIndex + 2 * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            DoubleVector a4 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            DoubleVector a5 = DoubleVector.broadcast(S, a[aIndex + 5]);
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
            c00 = DoubleVector.fromArray(S, c, row0).add(c00);
            c01 = DoubleVector.fromArray(S, c, row0 + L).add(c01);
            c02 = DoubleVector.fromArray(S, c, row0 + 2 * L).add(c02);
            c10 = DoubleVector.fromArray(S, c, row1).add(c10);
            c11 = DoubleVector.fromArray(S, c, row1 + L).add(c11);
            c12 = DoubleVector.fromArray(S, c, row1 + 2 * L).add(c12);
            c20 = DoubleVector.fromArray(S, c, row2).add(c20);
            c21 = DoubleVector.fromArray(S, c, row2 + L).add(c21);
            c22 = DoubleVector.fromArray(S, c, row2 + 2 * L).add(c22);
            c30 = DoubleVector.fromArray(S, c, row3).add(c30);
            c31 = DoubleVector.fromArray(S, c, row3 + L).add(c31);
            c32 = DoubleVector.fromArray(S, c, row3 + 2 * L).add(c32);
            c40 = DoubleVector.fromArray(S, c, row4).add(c40);
            c41 = DoubleVector.fromArray(S, c, row4 + L).add(c41);
            c42 = DoubleVector.fromArray(S, c, row4 + 2 * L).add(c42);
            c50 = DoubleVector.fromArray(S, c, row5).add(c50);
            c51 = DoubleVector.fromArray(S, c, row5 + L).add(c51);
            c52 = DoubleVector.fromArray(S, c, row5 + 2 * L).add(c52);
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
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c01 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c11 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c21 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        DoubleVector c31 = DoubleVector.zero(S);
        DoubleVector c40 = DoubleVector.zero(S);
        DoubleVector c41 = DoubleVector.zero(S);
        DoubleVector c50 = DoubleVector.zero(S);
        DoubleVector c51 = DoubleVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            DoubleVector b00 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b01 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector a00 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            c01 = a00.fma(b01, c01);
            DoubleVector a01 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            c11 = a01.fma(b01, c11);
            DoubleVector a02 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            c21 = a02.fma(b01, c21);
            DoubleVector a03 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            c31 = a03.fma(b01, c31);
            DoubleVector a04 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c40 = a04.fma(b00, c40);
            c41 = a04.fma(b01, c41);
            DoubleVector a05 = DoubleVector.broadcast(S, a[aIndex + 5]);
            c50 = a05.fma(b00, c50);
            c51 = a05.fma(b01, c51);
            DoubleVector b10 = DoubleVector.fromArray(S, b, bIndex + 2 * L);
            DoubleVector b11 = DoubleVector.fromArray(S, b, bIndex + 2 * L + L);
            DoubleVector a10 = DoubleVector.broadcast(S, a[aIndex + 6]);
            c00 = a10.fma(b10, c00);
            c01 = a10.fma(b11, c01);
            DoubleVector a11 = DoubleVector.broadcast(S, a[aIndex + 7]);
            c10 = a11.fma(b10, c10);
            c11 = a11.fma(b11, c11);
            DoubleVector a12 = DoubleVector.broadcast(S, a[aIndex + 8]);
            c20 = a12.fma(b10, c20);
            c21 = a12.fma(b11, c21);
            DoubleVector a13 = DoubleVector.broadcast(S, a[aIndex + 9]);
            c30 = a13.fma(b10, c30);
            c31 = a13.fma(b11, c31);
            DoubleVector a14 = DoubleVector.broadcast(S, a[aIndex + 10]);
            c40 = a14.fma(b10, c40);
            c41 = a14.fma(b11, c41);
            DoubleVector a15 = DoubleVector.broadcast(S, a[aIndex + 11]);
            c50 = a15.fma(b10, c50);
            c51 = a15.fma(b11, c51);
            aIndex += 12;
            bIndex += 4 * L;
        }
        if (k < depth) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(S, a[aIndex + 5]);
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
            c00 = DoubleVector.fromArray(S, c, row0).add(c00);
            c01 = DoubleVector.fromArray(S, c, row0 + L).add(c01);
            c10 = DoubleVector.fromArray(S, c, row1).add(c10);
            c11 = DoubleVector.fromArray(S, c, row1 + L).add(c11);
            c20 = DoubleVector.fromArray(S, c, row2).add(c20);
            c21 = DoubleVector.fromArray(S, c, row2 + L).add(c21);
            c30 = DoubleVector.fromArray(S, c, row3).add(c30);
            c31 = DoubleVector.fromArray(S, c, row3 + L).add(c31);
            c40 = DoubleVector.fromArray(S, c, row4).add(c40);
            c41 = DoubleVector.fromArray(S, c, row4 + L).add(c41);
            c50 = DoubleVector.fromArray(S, c, row5).add(c50);
            c51 = DoubleVector.fromArray(S, c, row5 + L).add(c51);
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
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        DoubleVector c40 = DoubleVector.zero(S);
        DoubleVector c50 = DoubleVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            DoubleVector b00 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector a00 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            DoubleVector a01 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            DoubleVector a02 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            DoubleVector a03 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            DoubleVector a04 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c40 = a04.fma(b00, c40);
            DoubleVector a05 = DoubleVector.broadcast(S, a[aIndex + 5]);
            c50 = a05.fma(b00, c50);
            DoubleVector b10 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector a10 = DoubleVector.broadcast(S, a[aIndex + 6]);
            c00 = a10.fma(b10, c00);
            DoubleVector a11 = DoubleVector.broadcast(S, a[aIndex + 7]);
            c10 = a11.fma(b10, c10);
            DoubleVector a12 = DoubleVector.broadcast(S, a[aIndex + 8]);
            c20 = a12.fma(b10, c20);
            DoubleVector a13 = DoubleVector.broadcast(S, a[aIndex + 9]);
            c30 = a13.fma(b10, c30);
            DoubleVector a14 = DoubleVector.broadcast(S, a[aIndex + 10]);
            c40 = a14.fma(b10, c40);
            DoubleVector a15 = DoubleVector.broadcast(S, a[aIndex + 11]);
            c50 = a15.fma(b10, c50);
            aIndex += 12;
            bIndex += 2 * L;
        }
        if (k < depth) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            DoubleVector a4 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c40 = a4.fma(b0, c40);
            DoubleVector a5 = DoubleVector.broadcast(S, a[aIndex + 5]);
            c50 = a5.fma(b0, c50);
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        int row4 = cOffset + 4 * cRowStride;
        int row5 = cOffset + 5 * cRowStride;
        if (accumulate) {
            c00 = DoubleVector.fromArray(S, c, row0).add(c00);
            c10 = DoubleVector.fromArray(S, c, row1).add(c10);
            c20 = DoubleVector.fromArray(S, c, row2).add(c20);
            c30 = DoubleVector.fromArray(S, c, row3).add(c30);
            c40 = DoubleVector.fromArray(S, c, row4).add(c40);
            c50 = DoubleVector.fromArray(S, c, row5).add(c50);
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
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c01 = DoubleVector.zero(S);
        DoubleVector c02 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c11 = DoubleVector.zero(S);
        DoubleVector c12 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c21 = DoubleVector.zero(S);
        DoubleVector c22 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        DoubleVector c31 = DoubleVector.zero(S);
        DoubleVector c32 = DoubleVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            DoubleVector b00 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b01 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector b02 = DoubleVector.fromArray(S, b, bIndex + 2 * L);
            DoubleVector a00 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            c01 = a00.fma(b01, c01);
            c02 = a00.fma(b02, c02);
            DoubleVector a01 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            c11 = a01.fma(b01, c11);
            c12 = a01.fma(b02, c12);
            DoubleVector a02 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            c21 = a02.fma(b01, c21);
            c22 = a02.fma(b02, c22);
            DoubleVector a03 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            c31 = a03.fma(b01, c31);
            c32 = a03.fma(b02, c32);
            DoubleVector b10 = DoubleVector.fromArray(S, b, bIndex + 3 * L);
            DoubleVector b11 = DoubleVector.fromArray(S, b, bIndex + 3 * L + L);
            DoubleVector b12 = DoubleVector.fromArray(S, b, bIndex + 3 * L + 2 * L);
            DoubleVector a10 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c00 = a10.fma(b10, c00);
            c01 = a10.fma(b11, c01);
            c02 = a10.fma(b12, c02);
            DoubleVector a11 = DoubleVector.broadcast(S, a[aIndex + 5]);
            c10 = a11.fma(b10, c10);
            c11 = a11.fma(b11, c11);
            c12 = a11.fma(b12, c12);
            DoubleVector a12 = DoubleVector.broadcast(S, a[aIndex + 6]);
            c20 = a12.fma(b10, c20);
            c21 = a12.fma(b11, c21);
            c22 = a12.fma(b12, c22);
            DoubleVector a13 = DoubleVector.broadcast(S, a[aIndex + 7]);
            c30 = a13.fma(b10, c30);
            c31 = a13.fma(b11, c31);
            c32 = a13.fma(b12, c32);
            aIndex += 8;
            bIndex += 6 * L;
        }
        if (k < depth) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bIndex + 2 * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        if (accumulate) {
            c00 = DoubleVector.fromArray(S, c, row0).add(c00);
            c01 = DoubleVector.fromArray(S, c, row0 + L).add(c01);
            c02 = DoubleVector.fromArray(S, c, row0 + 2 * L).add(c02);
            c10 = DoubleVector.fromArray(S, c, row1).add(c10);
            c11 = DoubleVector.fromArray(S, c, row1 + L).add(c11);
            c12 = DoubleVector.fromArray(S, c, row1 + 2 * L).add(c12);
            c20 = DoubleVector.fromArray(S, c, row2).add(c20);
            c21 = DoubleVector.fromArray(S, c, row2 + L).add(c21);
            c22 = DoubleVector.fromArray(S, c, row2 + 2 * L).add(c22);
            c30 = DoubleVector.fromArray(S, c, row3).add(c30);
            c31 = DoubleVector.fromArray(S, c, row3 + L).add(c31);
            c32 = DoubleVector.fromArray(S, c, row3 + 2 * L).add(c32);
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
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c01 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c11 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c21 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        DoubleVector c31 = DoubleVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            DoubleVector b00 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b01 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector a00 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            c01 = a00.fma(b01, c01);
            DoubleVector a01 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            c11 = a01.fma(b01, c11);
            DoubleVector a02 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            c21 = a02.fma(b01, c21);
            DoubleVector a03 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            c31 = a03.fma(b01, c31);
            DoubleVector b10 = DoubleVector.fromArray(S, b, bIndex + 2 * L);
            DoubleVector b11 = DoubleVector.fromArray(S, b, bIndex + 2 * L + L);
            DoubleVector a10 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c00 = a10.fma(b10, c00);
            c01 = a10.fma(b11, c01);
            DoubleVector a11 = DoubleVector.broadcast(S, a[aIndex + 5]);
            c10 = a11.fma(b10, c10);
            c11 = a11.fma(b11, c11);
            DoubleVector a12 = DoubleVector.broadcast(S, a[aIndex + 6]);
            c20 = a12.fma(b10, c20);
            c21 = a12.fma(b11, c21);
            DoubleVector a13 = DoubleVector.broadcast(S, a[aIndex + 7]);
            c30 = a13.fma(b10, c30);
            c31 = a13.fma(b11, c31);
            aIndex += 8;
            bIndex += 4 * L;
        }
        if (k < depth) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        if (accumulate) {
            c00 = DoubleVector.fromArray(S, c, row0).add(c00);
            c01 = DoubleVector.fromArray(S, c, row0 + L).add(c01);
            c10 = DoubleVector.fromArray(S, c, row1).add(c10);
            c11 = DoubleVector.fromArray(S, c, row1 + L).add(c11);
            c20 = DoubleVector.fromArray(S, c, row2).add(c20);
            c21 = DoubleVector.fromArray(S, c, row2 + L).add(c21);
            c30 = DoubleVector.fromArray(S, c, row3).add(c30);
            c31 = DoubleVector.fromArray(S, c, row3 + L).add(c31);
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
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 1; k += 2) {
            DoubleVector b00 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector a00 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a00.fma(b00, c00);
            DoubleVector a01 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a01.fma(b00, c10);
            DoubleVector a02 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a02.fma(b00, c20);
            DoubleVector a03 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a03.fma(b00, c30);
            DoubleVector b10 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector a10 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c00 = a10.fma(b10, c00);
            DoubleVector a11 = DoubleVector.broadcast(S, a[aIndex + 5]);
            c10 = a11.fma(b10, c10);
            DoubleVector a12 = DoubleVector.broadcast(S, a[aIndex + 6]);
            c20 = a12.fma(b10, c20);
            DoubleVector a13 = DoubleVector.broadcast(S, a[aIndex + 7]);
            c30 = a13.fma(b10, c30);
            aIndex += 8;
            bIndex += 2 * L;
        }
        if (k < depth) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            DoubleVector a2 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            DoubleVector a3 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
        }
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        if (accumulate) {
            c00 = DoubleVector.fromArray(S, c, row0).add(c00);
            c10 = DoubleVector.fromArray(S, c, row1).add(c10);
            c20 = DoubleVector.fromArray(S, c, row2).add(c20);
            c30 = DoubleVector.fromArray(S, c, row3).add(c30);
        }
        c00.intoArray(c, row0);
        c10.intoArray(c, row1);
        c20.intoArray(c, row2);
        c30.intoArray(c, row3);
    }

    private static void tile6x3WhilePacking(
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
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c01 = DoubleVector.zero(S);
        DoubleVector c02 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c11 = DoubleVector.zero(S);
        DoubleVector c12 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c21 = DoubleVector.zero(S);
        DoubleVector c22 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        DoubleVector c31 = DoubleVector.zero(S);
        DoubleVector c32 = DoubleVector.zero(S);
        DoubleVector c40 = DoubleVector.zero(S);
        DoubleVector c41 = DoubleVector.zero(S);
        DoubleVector c42 = DoubleVector.zero(S);
        DoubleVector c50 = DoubleVector.zero(S);
        DoubleVector c51 = DoubleVector.zero(S);
        DoubleVector c52 = DoubleVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bIndex + 2 * L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            b2.intoArray(panel, panelIndex + 2 * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            DoubleVector a4 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            DoubleVector a5 = DoubleVector.broadcast(S, a[aIndex + 5]);
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
            c00 = DoubleVector.fromArray(S, c, row0).add(c00);
            c01 = DoubleVector.fromArray(S, c, row0 + L).add(c01);
            c02 = DoubleVector.fromArray(S, c, row0 + 2 * L).add(c02);
            c10 = DoubleVector.fromArray(S, c, row1).add(c10);
            c11 = DoubleVector.fromArray(S, c, row1 + L).add(c11);
            c12 = DoubleVector.fromArray(S, c, row1 + 2 * L).add(c12);
            c20 = DoubleVector.fromArray(S, c, row2).add(c20);
            c21 = DoubleVector.fromArray(S, c, row2 + L).add(c21);
            c22 = DoubleVector.fromArray(S, c, row2 + 2 * L).add(c22);
            c30 = DoubleVector.fromArray(S, c, row3).add(c30);
            c31 = DoubleVector.fromArray(S, c, row3 + L).add(c31);
            c32 = DoubleVector.fromArray(S, c, row3 + 2 * L).add(c32);
            c40 = DoubleVector.fromArray(S, c, row4).add(c40);
            c41 = DoubleVector.fromArray(S, c, row4 + L).add(c41);
            c42 = DoubleVector.fromArray(S, c, row4 + 2 * L).add(c42);
            c50 = DoubleVector.fromArray(S, c, row5).add(c50);
            c51 = DoubleVector.fromArray(S, c, row5 + L).add(c51);
            c52 = DoubleVector.fromArray(S, c, row5 + 2 * L).add(c52);
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
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c01 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c11 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c21 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        DoubleVector c31 = DoubleVector.zero(S);
        DoubleVector c40 = DoubleVector.zero(S);
        DoubleVector c41 = DoubleVector.zero(S);
        DoubleVector c50 = DoubleVector.zero(S);
        DoubleVector c51 = DoubleVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[aIndex + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            DoubleVector a4 = DoubleVector.broadcast(S, a[aIndex + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            DoubleVector a5 = DoubleVector.broadcast(S, a[aIndex + 5]);
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
            c00 = DoubleVector.fromArray(S, c, row0).add(c00);
            c01 = DoubleVector.fromArray(S, c, row0 + L).add(c01);
            c10 = DoubleVector.fromArray(S, c, row1).add(c10);
            c11 = DoubleVector.fromArray(S, c, row1 + L).add(c11);
            c20 = DoubleVector.fromArray(S, c, row2).add(c20);
            c21 = DoubleVector.fromArray(S, c, row2 + L).add(c21);
            c30 = DoubleVector.fromArray(S, c, row3).add(c30);
            c31 = DoubleVector.fromArray(S, c, row3 + L).add(c31);
            c40 = DoubleVector.fromArray(S, c, row4).add(c40);
            c41 = DoubleVector.fromArray(S, c, row4 + L).add(c41);
            c50 = DoubleVector.fromArray(S, c, row5).add(c50);
            c51 = DoubleVector.fromArray(S, c, row5 + L).add(c51);
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
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c01 = DoubleVector.zero(S);
        DoubleVector c02 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c11 = DoubleVector.zero(S);
        DoubleVector c12 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c21 = DoubleVector.zero(S);
        DoubleVector c22 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        DoubleVector c31 = DoubleVector.zero(S);
        DoubleVector c32 = DoubleVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector b2 = DoubleVector.fromArray(S, b, bIndex + 2 * L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            b2.intoArray(panel, panelIndex + 2 * L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(S, a[aIndex + 3]);
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
            c00 = DoubleVector.fromArray(S, c, row0).add(c00);
            c01 = DoubleVector.fromArray(S, c, row0 + L).add(c01);
            c02 = DoubleVector.fromArray(S, c, row0 + 2 * L).add(c02);
            c10 = DoubleVector.fromArray(S, c, row1).add(c10);
            c11 = DoubleVector.fromArray(S, c, row1 + L).add(c11);
            c12 = DoubleVector.fromArray(S, c, row1 + 2 * L).add(c12);
            c20 = DoubleVector.fromArray(S, c, row2).add(c20);
            c21 = DoubleVector.fromArray(S, c, row2 + L).add(c21);
            c22 = DoubleVector.fromArray(S, c, row2 + 2 * L).add(c22);
            c30 = DoubleVector.fromArray(S, c, row3).add(c30);
            c31 = DoubleVector.fromArray(S, c, row3 + L).add(c31);
            c32 = DoubleVector.fromArray(S, c, row3 + 2 * L).add(c32);
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
        DoubleVector c00 = DoubleVector.zero(S);
        DoubleVector c01 = DoubleVector.zero(S);
        DoubleVector c10 = DoubleVector.zero(S);
        DoubleVector c11 = DoubleVector.zero(S);
        DoubleVector c20 = DoubleVector.zero(S);
        DoubleVector c21 = DoubleVector.zero(S);
        DoubleVector c30 = DoubleVector.zero(S);
        DoubleVector c31 = DoubleVector.zero(S);
        int aIndex = aOffset;
        int bIndex = bOffset;
        int panelIndex = panelOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            b0.intoArray(panel, panelIndex);
            b1.intoArray(panel, panelIndex + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(S, a[aIndex + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(S, a[aIndex + 3]);
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
            c00 = DoubleVector.fromArray(S, c, row0).add(c00);
            c01 = DoubleVector.fromArray(S, c, row0 + L).add(c01);
            c10 = DoubleVector.fromArray(S, c, row1).add(c10);
            c11 = DoubleVector.fromArray(S, c, row1 + L).add(c11);
            c20 = DoubleVector.fromArray(S, c, row2).add(c20);
            c21 = DoubleVector.fromArray(S, c, row2 + L).add(c21);
            c30 = DoubleVector.fromArray(S, c, row3).add(c30);
            c31 = DoubleVector.fromArray(S, c, row3 + L).add(c31);
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
            double[] a,
            int aOffset,
            int aColStride,
            int depth,
            double[] b,
            int bOffset,
            int bRowStride,
            int columns,
            double[] out,
            int outOffset) {
        Arrays.fill(out, outOffset, outOffset + columns, 0);
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
    public void store(
            double[] source,
            int sourceOffset,
            int sourceStride,
            int rows,
            int columns,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        for (int i = 0; i < rows; i++) {
            int from = sourceOffset + i * sourceStride;
            int to = cOffset + i * cRowStride;
            if (accumulate) {
                int j = 0;
                for (; j < columns - (L - 1); j += L) {
                    DoubleVector.fromArray(S, c, to + j)
                            .add(DoubleVector.fromArray(S, source, from + j))
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
            DoubleVector sum =
                    DoubleVector.fromArray(S, c, index + j).add(DoubleVector.fromArray(S, bias, biasOffset + j));
            sum.blend(floor, sum.compare(VectorOperators.LE, floor)).intoArray(c, index + j);
        }
        for (; j < columns; j++) {
            double sum = c[index + j] + bias[biasOffset + j];
            c[index + j] = sum <= floor ? floor : sum;
        }
    }
}
