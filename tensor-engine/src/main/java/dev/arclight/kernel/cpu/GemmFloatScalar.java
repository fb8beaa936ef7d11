package dev.arclight.kernel.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of matrix multiplication in plain Java: the oracle of the vector kernels, and what runs without the
 * Vector API.
 *
 * <p>Its inner loops run along contiguous columns with one independent chain each, a form that C2 vectorises by itself.
 */
final class GemmFloatScalar implements GemmFloatKernels {
    /** Columns of a panel: long enough for the inner loop to be worth its start, short enough for the first cache. */
    private static final int WIDTH = 64;

    private static final int GROUP = 4;

    @Override
    public int rowGroup() {
        return GROUP;
    }

    @Override
    public int panelWidth() {
        return WIDTH;
    }

    @Override
    public int wideColumns() {
        return 2 * WIDTH;
    }

    @Override
    public int columnStep() {
        return 1;
    }

    @Override
    public void packA(
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            int rows,
            int depth,
            float[] panel,
            int panelOffset) {
        if (rows % GROUP != 0) {
            int last = panelOffset + rows / GROUP * GROUP * depth;
            Arrays.fill(panel, last, last + depth * GROUP, 0f);
        }
        for (int i = 0; i < rows; i++) {
            int source = aOffset + i * aRowStride;
            int target = panelOffset + i / GROUP * GROUP * depth + i % GROUP;
            for (int k = 0; k < depth; k++) {
                panel[target] = a[source];
                source += aColStride;
                target += GROUP;
            }
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
            float[] panel,
            int panelOffset) {
        if (columns < WIDTH) {
            Arrays.fill(panel, panelOffset, panelOffset + depth * WIDTH, 0f);
        }
        if (bColStride == 1) {
            for (int k = 0; k < depth; k++) {
                System.arraycopy(b, bOffset + k * bRowStride, panel, panelOffset + k * WIDTH, columns);
            }
            return;
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

    @Override
    public void packRuns(
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
        for (int r = firstRun; r < untilRun; r++) {
            int target = panelOffset + runAt[r];
            for (int k = 0; k < depth; k++) {
                int source = runFrom[r] + shifts[start + k];
                for (int i = 0; i < runLength[r]; i++) {
                    panel[target + i] = from[source + i];
                }
                target += WIDTH;
            }
        }
    }

    @Override
    public void tile(
            int height,
            int columns,
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        for (int i = 0; i < height; i++) {
            int aIndex = aOffset + i / GROUP * GROUP * depth + i % GROUP;
            int cIndex = cOffset + i * cRowStride;
            if (!accumulate) {
                Arrays.fill(c, cIndex, cIndex + columns, 0f);
            }
            int k = 0;
            for (; k < depth - 3; k += 4) {
                float a0 = a[aIndex];
                float a1 = a[aIndex + GROUP];
                float a2 = a[aIndex + 2 * GROUP];
                float a3 = a[aIndex + 3 * GROUP];
                int b0 = bOffset + bRows[bRowsAt + k];
                int b1 = bOffset + bRows[bRowsAt + k + 1];
                int b2 = bOffset + bRows[bRowsAt + k + 2];
                int b3 = bOffset + bRows[bRowsAt + k + 3];
                for (int j = 0; j < columns; j++) {
                    float sum = Math.fma(a0, b[b0 + j], c[cIndex + j]);
                    sum = Math.fma(a1, b[b1 + j], sum);
                    sum = Math.fma(a2, b[b2 + j], sum);
                    c[cIndex + j] = Math.fma(a3, b[b3 + j], sum);
                }
                aIndex += 4 * GROUP;
            }
            for (; k < depth; k++) {
                float a0 = a[aIndex];
                int b0 = bOffset + bRows[bRowsAt + k];
                for (int j = 0; j < columns; j++) {
                    c[cIndex + j] = Math.fma(a0, b[b0 + j], c[cIndex + j]);
                }
                aIndex += GROUP;
            }
        }
    }

    @Override
    public void panelTile(
            int height,
            int depth,
            float[] a,
            int aOffset,
            float[] panel,
            int panelOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        for (int i = 0; i < height; i++) {
            int aIndex = aOffset + i / GROUP * GROUP * depth + i % GROUP;
            int cIndex = cOffset + i * cRowStride;
            row(a, aIndex, GROUP, depth, panel, panelOffset, WIDTH, WIDTH, c, cIndex, accumulate);
        }
    }

    @Override
    public void panelTile(
            int height,
            int depth,
            float[] a,
            int aOffset,
            float[] panel,
            int panelOffset,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cRowStride) {
        for (int i = 0; i < height; i++) {
            System.arraycopy(start, startOffset + i * startStride, c, cOffset + i * cRowStride, WIDTH);
        }
        panelTile(height, depth, a, aOffset, panel, panelOffset, c, cOffset, cRowStride, true);
    }

    @Override
    public int panelsAtOnce(int rows) {
        return 1;
    }

    @Override
    public void panelRows(
            int rows,
            int depth,
            float[] a,
            int aOffset,
            int aRowStride,
            float[] panels,
            int panelOffset,
            int panelStride,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        for (int i = 0; i < rows; i++) {
            int aIndex = aOffset + i * aRowStride;
            row(a, aIndex, 1, depth, panels, panelOffset, WIDTH, WIDTH, c, cOffset + i * cRowStride, accumulate);
        }
    }

    @Override
    public void wideTile(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRowStride,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        for (int i = 0; i < GROUP; i++) {
            int cIndex = cOffset + i * cRowStride;
            row(a, aOffset + i, GROUP, depth, b, bOffset, bRowStride, 2 * WIDTH, c, cIndex, accumulate);
        }
    }

    @Override
    public void wideTileWhilePacking(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRowStride,
            float[] panels,
            int panelOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate) {
        for (int j = 0; j < 2; j++) {
            int from = bOffset + j * WIDTH;
            int to = panelOffset + j * WIDTH * depth;
            tileWhilePacking(
                    depth, a, aOffset, b, from, bRowStride, panels, to, c, cOffset + j * WIDTH, cRowStride, accumulate);
        }
    }

    @Override
    public void tileWhilePacking(
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
        packB(b, bOffset, bRowStride, 1, depth, WIDTH, panel, panelOffset);
        for (int i = 0; i < GROUP; i++) {
            int cIndex = cOffset + i * cRowStride;
            row(a, aOffset + i, GROUP, depth, panel, panelOffset, WIDTH, WIDTH, c, cIndex, accumulate);
        }
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
            int outOffset,
            boolean accumulate) {
        if (!accumulate) {
            Arrays.fill(out, outOffset, outOffset + columns, 0f);
        }
        int aIndex = aOffset;
        int bIndex = bOffset;
        int k = 0;
        for (; k < depth - 3; k += 4) {
            float a0 = a[aIndex];
            float a1 = a[aIndex + aColStride];
            float a2 = a[aIndex + 2 * aColStride];
            float a3 = a[aIndex + 3 * aColStride];
            int b1 = bIndex + bRowStride;
            int b2 = b1 + bRowStride;
            int b3 = b2 + bRowStride;
            for (int j = 0; j < columns; j++) {
                float sum = Math.fma(a0, b[bIndex + j], out[outOffset + j]);
                sum = Math.fma(a1, b[b1 + j], sum);
                sum = Math.fma(a2, b[b2 + j], sum);
                out[outOffset + j] = Math.fma(a3, b[b3 + j], sum);
            }
            aIndex += 4 * aColStride;
            bIndex = b3 + bRowStride;
        }
        for (; k < depth; k++) {
            float a0 = a[aIndex];
            for (int j = 0; j < columns; j++) {
                out[outOffset + j] = Math.fma(a0, b[bIndex + j], out[outOffset + j]);
            }
            aIndex += aColStride;
            bIndex += bRowStride;
        }
    }

    @Override
    public void tabledRow(
            float[] a,
            int aOffset,
            int aColStride,
            int depth,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
            int columns,
            float[] out,
            int outOffset,
            boolean accumulate) {
        if (!accumulate) {
            Arrays.fill(out, outOffset, outOffset + columns, 0f);
        }
        for (int k = 0; k < depth; k++) {
            float factor = a[aOffset + k * aColStride];
            int row = bOffset + bRows[bRowsAt + k];
            for (int j = 0; j < columns; j++) {
                out[outOffset + j] = Math.fma(factor, b[row + j], out[outOffset + j]);
            }
        }
    }

    @Override
    public void tabledRows(
            float[] a,
            int depth,
            float[] b,
            int b0,
            int b1,
            int b2,
            int[] bRows,
            float[] out,
            int outOffset,
            int outStride) {
        tabledRow(a, 0, 1, depth, b, b0, bRows, 0, 1, out, outOffset, true);
        tabledRow(a, 0, 1, depth, b, b1, bRows, 0, 1, out, outOffset + outStride, true);
        tabledRow(a, 0, 1, depth, b, b2, bRows, 0, 1, out, outOffset + 2 * outStride, true);
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
            int biasIndex = biasOffset + i * biasRowStride;
            for (int j = 0; j < columns; j++) {
                float sum = bias == null ? c[index + j] : c[index + j] + bias[biasIndex + j * biasColStride];
                c[index + j] = sum <= floor ? floor : sum;
            }
        }
    }

    @Override
    public void moveRows(
            float[] from, int fromOffset, int fromStride, int rows, int length, float added, float[] to, int toOffset) {
        for (int r = 0; r < rows; r++) {
            int source = fromOffset + r * fromStride;
            int target = toOffset + r * length;
            for (int q = 0; q < length; q++) {
                to[target + q] = from[source + q] + added;
            }
        }
    }
}
