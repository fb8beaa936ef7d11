package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.FloatReversal;
import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * Copies planes — rows of evenly spaced elements — between arrays of one type. How both lie decides about the order: rows
 * in one go, reversed rows, or blocks that stay in the first cache where rows are short or the source runs across them.
 */
final class Planes {
    /** From so many elements on, {@code System.arraycopy} and {@code Arrays.fill} beat a loop. */
    private static final int LONG_RUN = 16;

    /** Rows and columns of a tile of a transposition: half a first cache of floats. Of 32 it took a third longer, of 128 as long. */
    private static final int TILE = 64;

    /** The distance of a tile's rows: not a power of 2. */
    private static final int PADDED = TILE + 1;

    /** Rows of a block of short rows. */
    private static final int SHORT_ROWS = 256;

    private Planes() {}

    /**
     * {@code to[t + r * rowStride + i * stride] = from[f + r * rowStep + i * step]} for {@code n} elements of {@code rows}.
     */
    static void copy(
            Object from, int f, int step, int rowStep, Object to, int t, int stride, int rowStride, int n, int rows) {
        boolean longRows = n >= LONG_RUN;
        if (longRows && step == 1 && stride == 1) {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(from, f + r * rowStep, to, t + r * rowStride, n);
            }
        } else if (longRows && step == 0 && stride == 1) {
            for (int r = 0; r < rows; r++) {
                fill(from, f + r * rowStep, to, t + r * rowStride, n);
            }
        } else if (longRows && step == -1 && stride == 1) {
            reversed(from, f, rowStep, to, t, rowStride, n, rows);
        } else if (longRows && step == 2 && stride == 1) {
            everySecond(from, f, rowStep, to, t, rowStride, n, rows);
        } else if (longRows && (step | 1) == 1 && stride == 2 && from instanceof float[] x && to instanceof float[] y) {
            toEverySecond(x, f, step, rowStep, y, t, rowStride, n, rows);
        } else if (rows >= LONG_RUN && n > 1 && longRows && Math.abs(step) > Math.abs(rowStep) && rowStep != 0) {
            tiles(from, f, step, rowStep, to, t, stride, rowStride, n, rows);
        } else if (step == 0 && stride == 1 && rowStride == n) {
            repeated(from, f, rowStep, to, t, n, rows);
        } else if (rows > n && !longRows) {
            blocks(from, f, step, rowStep, to, t, stride, rowStride, n, rows, n, SHORT_ROWS);
        } else {
            rows(from, f, step, rowStep, to, t, stride, rowStride, n, rows);
        }
    }

    /**
     * Tiles that are turned in memory of their own: of rows whose distance is a power of 2, few lines of the first cache have
     * place, and those that are written piece by piece would leave it each time.
     */
    private static void tiles(
            Object from, int f, int step, int rowStep, Object to, int t, int stride, int rowStride, int n, int rows) {
        Object tile = Array.newInstance(from.getClass().getComponentType(), Math.min(TILE, rows) * PADDED);
        for (int r = 0; r < rows; r += TILE) {
            int high = Math.min(TILE, rows - r);
            for (int i = 0; i < n; i += TILE) {
                int wide = Math.min(TILE, n - i);
                int at = f + r * rowStep + i * step;
                int o = t + r * rowStride + i * stride;
                if (rowStep == 1 && from instanceof float[] x && tile instanceof float[] y) {
                    turn(x, at, step, y, high, wide);
                } else {
                    rows(from, at, rowStep, step, tile, 0, PADDED, 1, high, wide);
                }
                if (stride == 1) {
                    for (int k = 0; k < high; k++) {
                        System.arraycopy(tile, k * PADDED, to, o + k * rowStride, wide);
                    }
                } else {
                    rows(tile, 0, 1, PADDED, to, o, stride, rowStride, wide, high);
                }
            }
        }
    }

    /** With constant steps, for which C2 takes the bounds checks out of the loop. */
    private static void turn(float[] x, int at, int step, float[] tile, int high, int wide) {
        for (int i = 0; i < wide; i++) {
            int from = at + i * step;
            for (int r = 0; r < high; r++) {
                tile[i + r * PADDED] = x[from + r];
            }
        }
    }

    private static void blocks(
            Object from,
            int f,
            int step,
            int rowStep,
            Object to,
            int t,
            int stride,
            int rowStride,
            int n,
            int rows,
            int width,
            int height) {
        for (int r = 0; r < rows; r += height) {
            int high = Math.min(height, rows - r);
            for (int i = 0; i < n; i += width) {
                int wide = Math.min(width, n - i);
                int at = f + r * rowStep + i * step;
                int o = t + r * rowStride + i * stride;
                // Along the rows now: the inner loop is the one whose source lies closer, or that is longer.
                rows(from, at, rowStep, step, to, o, rowStride, stride, high, wide);
            }
        }
    }

    private static void rows(
            Object from, int f, int step, int rowStep, Object to, int t, int stride, int rowStride, int n, int rows) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i * stride] = x[at + i * step];
                }
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i * stride] = x[at + i * step];
                }
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i * stride] = x[at + i * step];
                }
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i * stride] = x[at + i * step];
                }
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i * stride] = x[at + i * step];
                }
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i * stride] = x[at + i * step];
                }
            }
        } else {
            throw unknown(from);
        }
    }

    private static void reversed(Object from, int f, int rowStep, Object to, int t, int rowStride, int n, int rows) {
        if (from instanceof float[] x && to instanceof float[] y) {
            FloatReversal reversal = FloatReversal.current();
            for (int r = 0; r < rows; r++) {
                reversal.run(x, f + r * rowStep, y, t + r * rowStride, n);
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at - i];
                }
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at - i];
                }
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at - i];
                }
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at - i];
                }
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at - i];
                }
            }
        } else {
            throw unknown(from);
        }
    }

    /** A step that is a constant lets C2 take the bounds checks out of the loop. */
    private static void everySecond(Object from, int f, int rowStep, Object to, int t, int rowStride, int n, int rows) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + 2 * i];
                }
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + 2 * i];
                }
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + 2 * i];
                }
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + 2 * i];
                }
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + 2 * i];
                }
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int r = 0; r < rows; r++) {
                int at = f + r * rowStep;
                int o = t + r * rowStride;
                for (int i = 0; i < n; i++) {
                    y[o + i] = x[at + 2 * i];
                }
            }
        } else {
            throw unknown(from);
        }
    }

    /** As {@link #everySecond}, the other way round; the source's step is 1 or 0. */
    private static void toEverySecond(
            float[] x, int f, int step, int rowStep, float[] y, int t, int rowStride, int n, int rows) {
        for (int r = 0; r < rows; r++) {
            int at = f + r * rowStep;
            int o = t + r * rowStride;
            if (step == 0) {
                float value = x[at];
                for (int i = 0; i < n; i++) {
                    y[o + 2 * i] = value;
                }
            } else {
                for (int i = 0; i < n; i++) {
                    y[o + 2 * i] = x[at + i];
                }
            }
        }
    }

    /** Each element {@code n} times, once for each row. */
    private static void repeated(Object from, int f, int rowStep, Object to, int t, int n, int rows) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int r = 0; r < rows; r++) {
                float value = x[f + r * rowStep];
                int o = t + r * n;
                int i = 0;
                for (; i + 4 <= n; i += 4) {
                    y[o + i] = value;
                    y[o + i + 1] = value;
                    y[o + i + 2] = value;
                    y[o + i + 3] = value;
                }
                for (; i < n; i++) {
                    y[o + i] = value;
                }
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int r = 0; r < rows; r++) {
                double value = x[f + r * rowStep];
                int o = t + r * n;
                int i = 0;
                for (; i + 4 <= n; i += 4) {
                    y[o + i] = value;
                    y[o + i + 1] = value;
                    y[o + i + 2] = value;
                    y[o + i + 3] = value;
                }
                for (; i < n; i++) {
                    y[o + i] = value;
                }
            }
        } else if (from instanceof long[] x && to instanceof long[] y) {
            for (int r = 0; r < rows; r++) {
                long value = x[f + r * rowStep];
                int o = t + r * n;
                int i = 0;
                for (; i + 4 <= n; i += 4) {
                    y[o + i] = value;
                    y[o + i + 1] = value;
                    y[o + i + 2] = value;
                    y[o + i + 3] = value;
                }
                for (; i < n; i++) {
                    y[o + i] = value;
                }
            }
        } else if (from instanceof int[] x && to instanceof int[] y) {
            for (int r = 0; r < rows; r++) {
                int value = x[f + r * rowStep];
                int o = t + r * n;
                int i = 0;
                for (; i + 4 <= n; i += 4) {
                    y[o + i] = value;
                    y[o + i + 1] = value;
                    y[o + i + 2] = value;
                    y[o + i + 3] = value;
                }
                for (; i < n; i++) {
                    y[o + i] = value;
                }
            }
        } else if (from instanceof short[] x && to instanceof short[] y) {
            for (int r = 0; r < rows; r++) {
                short value = x[f + r * rowStep];
                int o = t + r * n;
                int i = 0;
                for (; i + 4 <= n; i += 4) {
                    y[o + i] = value;
                    y[o + i + 1] = value;
                    y[o + i + 2] = value;
                    y[o + i + 3] = value;
                }
                for (; i < n; i++) {
                    y[o + i] = value;
                }
            }
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            for (int r = 0; r < rows; r++) {
                byte value = x[f + r * rowStep];
                int o = t + r * n;
                int i = 0;
                for (; i + 4 <= n; i += 4) {
                    y[o + i] = value;
                    y[o + i + 1] = value;
                    y[o + i + 2] = value;
                    y[o + i + 3] = value;
                }
                for (; i < n; i++) {
                    y[o + i] = value;
                }
            }
        } else {
            throw unknown(from);
        }
    }

    private static void fill(Object from, int f, Object to, int t, int n) {
        if (from instanceof float[] x && to instanceof float[] y) {
            Arrays.fill(y, t, t + n, x[f]);
        } else if (from instanceof double[] x && to instanceof double[] y) {
            Arrays.fill(y, t, t + n, x[f]);
        } else if (from instanceof long[] x && to instanceof long[] y) {
            Arrays.fill(y, t, t + n, x[f]);
        } else if (from instanceof int[] x && to instanceof int[] y) {
            Arrays.fill(y, t, t + n, x[f]);
        } else if (from instanceof short[] x && to instanceof short[] y) {
            Arrays.fill(y, t, t + n, x[f]);
        } else if (from instanceof byte[] x && to instanceof byte[] y) {
            Arrays.fill(y, t, t + n, x[f]);
        } else {
            throw unknown(from);
        }
    }

    private static IllegalStateException unknown(Object array) {
        return new IllegalStateException(
                "no dtype lives in a " + array.getClass().getSimpleName());
    }
}
