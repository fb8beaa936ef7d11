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
 * boxed. Tall tiles are better than wide ones: the elements of A that they broadcast never straddle a cache line, whereas
 * the vectors of B nearly always do, since arrays begin 16 bytes into a line. With 512-bit vectors 12×2 was measured 10 to
 * 20 % faster than 6×3, on JDK 17 and 25.
 *
 * <p>The loops over the depth are not unrolled: a step left over would be a branch that compiled code has rarely seen,
 * and hitting it throws the code away, which costs half a second in the interpreter.
 */
public final class GemmDoubleVector implements GemmDoubleKernels {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Rows of the tallest tile: 12×2 vectors and three more fill 27 of 32 registers, 6×2 and three more 15 of 16. */
    private static final int TALLEST = S.vectorBitSize() >= 512 ? 12 : 6;

    private static final int WIDTH = 2 * L;

    @Override
    public int tallestTile() {
        return TALLEST;
    }

    @Override
    public int panelWidth() {
        return WIDTH;
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
        if (rows == height && height % 4 == 0) {
            for (int i = 0; i < height; i += 4) {
                packFourRows(
                        a, aOffset + i * aRowStride, aRowStride, aColStride, depth, height, panel, panelOffset + i);
            }
            return;
        }
        if (rows < height) {
            Arrays.fill(panel, panelOffset, panelOffset + depth * height, 0);
        }
        for (int i = 0; i < rows; i++) {
            int source = aOffset + i * aRowStride;
            int target = panelOffset + i;
            for (int k = 0; k < depth; k++) {
                panel[target] = a[source];
                source += aColStride;
                target += height;
            }
        }
    }

    private static void packFourRows(
            double[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            int depth,
            int height,
            double[] panel,
            int panelOffset) {
        int a1 = aOffset + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int shift = 0;
        int target = panelOffset;
        for (int k = 0; k < depth; k++) {
            panel[target] = a[aOffset + shift];
            panel[target + 1] = a[a1 + shift];
            panel[target + 2] = a[a2 + shift];
            panel[target + 3] = a[a3 + shift];
            shift += aColStride;
            target += height;
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
            double[] panel,
            int panelOffset) {
        if (bColStride == 1) {
            packContiguous(b, bOffset, bRowStride, depth, columns, panel, panelOffset);
        } else {
            if (columns < WIDTH) {
                Arrays.fill(panel, panelOffset, panelOffset + depth * WIDTH, 0);
            }
            for (int j = 0; j < columns; j++) {
                int source = bOffset + j * bColStride;
                int target = panelOffset + j;
                for (int k = 0; k < depth; k++) {
                    panel[target] = b[source];
                    source += bRowStride;
                    target += WIDTH;
                }
            }
        }
    }

    private static void packContiguous(
            double[] b, int bOffset, int bRowStride, int depth, int columns, double[] panel, int panelOffset) {
        int whole = columns - columns % L;
        for (int j = 0; j < whole; j += L) {
            int source = bOffset + j;
            int target = panelOffset + j;
            for (int k = 0; k < depth; k++) {
                DoubleVector.fromArray(S, b, source).intoArray(panel, target);
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
                panel[target + j] = 0;
            }
        }
    }

    @Override
    public void tile(
            int height,
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        switch (height) {
            case 12 -> tile12x2(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
            case 8 -> tile8x2(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
            case 6 -> tile6x2(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
            case 4 -> tile4x2(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
            case 2 -> tile2x2(depth, a, aOffset, b, bOffset, c, cOffset, cRowStride, accumulate);
            default -> throw new IllegalArgumentException("no tile of height " + height);
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
            boolean accumulate) {
        switch (height) {
            case 4 ->
                tile4x2WhilePacking(
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
            default -> {
                packContiguous(b, bOffset, bRowStride, depth, WIDTH, panel, panelOffset);
                tile(height, depth, a, aOffset, panel, panelOffset, c, cOffset, cRowStride, accumulate);
            }
        }
    }

    private static void tile12x2(
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
        DoubleVector c60 = DoubleVector.zero(S);
        DoubleVector c61 = DoubleVector.zero(S);
        DoubleVector c70 = DoubleVector.zero(S);
        DoubleVector c71 = DoubleVector.zero(S);
        DoubleVector c80 = DoubleVector.zero(S);
        DoubleVector c81 = DoubleVector.zero(S);
        DoubleVector c90 = DoubleVector.zero(S);
        DoubleVector c91 = DoubleVector.zero(S);
        DoubleVector c100 = DoubleVector.zero(S);
        DoubleVector c101 = DoubleVector.zero(S);
        DoubleVector c110 = DoubleVector.zero(S);
        DoubleVector c111 = DoubleVector.zero(S);
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        int row4 = cOffset + 4 * cRowStride;
        int row5 = cOffset + 5 * cRowStride;
        int row6 = cOffset + 6 * cRowStride;
        int row7 = cOffset + 7 * cRowStride;
        int row8 = cOffset + 8 * cRowStride;
        int row9 = cOffset + 9 * cRowStride;
        int row10 = cOffset + 10 * cRowStride;
        int row11 = cOffset + 11 * cRowStride;
        if (accumulate) {
            c00 = DoubleVector.fromArray(S, c, row0);
            c01 = DoubleVector.fromArray(S, c, row0 + L);
            c10 = DoubleVector.fromArray(S, c, row1);
            c11 = DoubleVector.fromArray(S, c, row1 + L);
            c20 = DoubleVector.fromArray(S, c, row2);
            c21 = DoubleVector.fromArray(S, c, row2 + L);
            c30 = DoubleVector.fromArray(S, c, row3);
            c31 = DoubleVector.fromArray(S, c, row3 + L);
            c40 = DoubleVector.fromArray(S, c, row4);
            c41 = DoubleVector.fromArray(S, c, row4 + L);
            c50 = DoubleVector.fromArray(S, c, row5);
            c51 = DoubleVector.fromArray(S, c, row5 + L);
            c60 = DoubleVector.fromArray(S, c, row6);
            c61 = DoubleVector.fromArray(S, c, row6 + L);
            c70 = DoubleVector.fromArray(S, c, row7);
            c71 = DoubleVector.fromArray(S, c, row7 + L);
            c80 = DoubleVector.fromArray(S, c, row8);
            c81 = DoubleVector.fromArray(S, c, row8 + L);
            c90 = DoubleVector.fromArray(S, c, row9);
            c91 = DoubleVector.fromArray(S, c, row9 + L);
            c100 = DoubleVector.fromArray(S, c, row10);
            c101 = DoubleVector.fromArray(S, c, row10 + L);
            c110 = DoubleVector.fromArray(S, c, row11);
            c111 = DoubleVector.fromArray(S, c, row11 + L);
        }
        int aIndex = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
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
            DoubleVector a6 = DoubleVector.broadcast(S, a[aIndex + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            DoubleVector a7 = DoubleVector.broadcast(S, a[aIndex + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            DoubleVector a8 = DoubleVector.broadcast(S, a[aIndex + 8]);
            c80 = a8.fma(b0, c80);
            c81 = a8.fma(b1, c81);
            DoubleVector a9 = DoubleVector.broadcast(S, a[aIndex + 9]);
            c90 = a9.fma(b0, c90);
            c91 = a9.fma(b1, c91);
            DoubleVector a10 = DoubleVector.broadcast(S, a[aIndex + 10]);
            c100 = a10.fma(b0, c100);
            c101 = a10.fma(b1, c101);
            DoubleVector a11 = DoubleVector.broadcast(S, a[aIndex + 11]);
            c110 = a11.fma(b0, c110);
            c111 = a11.fma(b1, c111);
            aIndex += 12;
            bIndex += 2 * L;
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
        c60.intoArray(c, row6);
        c61.intoArray(c, row6 + L);
        c70.intoArray(c, row7);
        c71.intoArray(c, row7 + L);
        c80.intoArray(c, row8);
        c81.intoArray(c, row8 + L);
        c90.intoArray(c, row9);
        c91.intoArray(c, row9 + L);
        c100.intoArray(c, row10);
        c101.intoArray(c, row10 + L);
        c110.intoArray(c, row11);
        c111.intoArray(c, row11 + L);
    }

    private static void tile8x2(
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
        DoubleVector c60 = DoubleVector.zero(S);
        DoubleVector c61 = DoubleVector.zero(S);
        DoubleVector c70 = DoubleVector.zero(S);
        DoubleVector c71 = DoubleVector.zero(S);
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        int row4 = cOffset + 4 * cRowStride;
        int row5 = cOffset + 5 * cRowStride;
        int row6 = cOffset + 6 * cRowStride;
        int row7 = cOffset + 7 * cRowStride;
        if (accumulate) {
            c00 = DoubleVector.fromArray(S, c, row0);
            c01 = DoubleVector.fromArray(S, c, row0 + L);
            c10 = DoubleVector.fromArray(S, c, row1);
            c11 = DoubleVector.fromArray(S, c, row1 + L);
            c20 = DoubleVector.fromArray(S, c, row2);
            c21 = DoubleVector.fromArray(S, c, row2 + L);
            c30 = DoubleVector.fromArray(S, c, row3);
            c31 = DoubleVector.fromArray(S, c, row3 + L);
            c40 = DoubleVector.fromArray(S, c, row4);
            c41 = DoubleVector.fromArray(S, c, row4 + L);
            c50 = DoubleVector.fromArray(S, c, row5);
            c51 = DoubleVector.fromArray(S, c, row5 + L);
            c60 = DoubleVector.fromArray(S, c, row6);
            c61 = DoubleVector.fromArray(S, c, row6 + L);
            c70 = DoubleVector.fromArray(S, c, row7);
            c71 = DoubleVector.fromArray(S, c, row7 + L);
        }
        int aIndex = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
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
            DoubleVector a6 = DoubleVector.broadcast(S, a[aIndex + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            DoubleVector a7 = DoubleVector.broadcast(S, a[aIndex + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            aIndex += 8;
            bIndex += 2 * L;
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
        c60.intoArray(c, row6);
        c61.intoArray(c, row6 + L);
        c70.intoArray(c, row7);
        c71.intoArray(c, row7 + L);
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
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        int row4 = cOffset + 4 * cRowStride;
        int row5 = cOffset + 5 * cRowStride;
        if (accumulate) {
            c00 = DoubleVector.fromArray(S, c, row0);
            c01 = DoubleVector.fromArray(S, c, row0 + L);
            c10 = DoubleVector.fromArray(S, c, row1);
            c11 = DoubleVector.fromArray(S, c, row1 + L);
            c20 = DoubleVector.fromArray(S, c, row2);
            c21 = DoubleVector.fromArray(S, c, row2 + L);
            c30 = DoubleVector.fromArray(S, c, row3);
            c31 = DoubleVector.fromArray(S, c, row3 + L);
            c40 = DoubleVector.fromArray(S, c, row4);
            c41 = DoubleVector.fromArray(S, c, row4 + L);
            c50 = DoubleVector.fromArray(S, c, row5);
            c51 = DoubleVector.fromArray(S, c, row5 + L);
        }
        int aIndex = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
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
            aIndex += 6;
            bIndex += 2 * L;
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
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        if (accumulate) {
            c00 = DoubleVector.fromArray(S, c, row0);
            c01 = DoubleVector.fromArray(S, c, row0 + L);
            c10 = DoubleVector.fromArray(S, c, row1);
            c11 = DoubleVector.fromArray(S, c, row1 + L);
            c20 = DoubleVector.fromArray(S, c, row2);
            c21 = DoubleVector.fromArray(S, c, row2 + L);
            c30 = DoubleVector.fromArray(S, c, row3);
            c31 = DoubleVector.fromArray(S, c, row3 + L);
        }
        int aIndex = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
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
            aIndex += 4;
            bIndex += 2 * L;
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

    private static void tile2x2(
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
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        if (accumulate) {
            c00 = DoubleVector.fromArray(S, c, row0);
            c01 = DoubleVector.fromArray(S, c, row0 + L);
            c10 = DoubleVector.fromArray(S, c, row1);
            c11 = DoubleVector.fromArray(S, c, row1 + L);
        }
        int aIndex = aOffset;
        int bIndex = bOffset;
        for (int k = 0; k < depth; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, bIndex);
            DoubleVector b1 = DoubleVector.fromArray(S, b, bIndex + L);
            DoubleVector a0 = DoubleVector.broadcast(S, a[aIndex]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(S, a[aIndex + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            aIndex += 2;
            bIndex += 2 * L;
        }
        c00.intoArray(c, row0);
        c01.intoArray(c, row0 + L);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + L);
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
        int row0 = cOffset;
        int row1 = cOffset + cRowStride;
        int row2 = cOffset + 2 * cRowStride;
        int row3 = cOffset + 3 * cRowStride;
        if (accumulate) {
            c00 = DoubleVector.fromArray(S, c, row0);
            c01 = DoubleVector.fromArray(S, c, row0 + L);
            c10 = DoubleVector.fromArray(S, c, row1);
            c11 = DoubleVector.fromArray(S, c, row1 + L);
            c20 = DoubleVector.fromArray(S, c, row2);
            c21 = DoubleVector.fromArray(S, c, row2 + L);
            c30 = DoubleVector.fromArray(S, c, row3);
            c31 = DoubleVector.fromArray(S, c, row3 + L);
        }
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
            int outOffset,
            boolean accumulate) {
        if (!accumulate) {
            Arrays.fill(out, outOffset, outOffset + columns, 0);
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
