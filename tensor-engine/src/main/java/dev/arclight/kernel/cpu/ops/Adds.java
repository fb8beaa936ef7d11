package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.FloatBinaryFunction;
import dev.arclight.kernel.cpu.Loops;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Loops that add elements where they belong, in order; a bool that is added to is true if either was. */
final class Adds {
    /** From so many floats on, vectors pay. */
    private static final int LONG_RUN = 16;

    private Adds() {}

    /** {@code target += source}, in row-major order; elements of the target may share places, both have one shape. */
    static void add(Tensor source, Tensor target) {
        Spans spans = Spans.of(target.shape(), target, source);
        int n = spans.length();
        int to = spans.step(0);
        int from = spans.step(1);
        int[] start = {0};
        Object in = source.storage().array();
        Object out = target.storage().array();
        spans.forEach(at -> runs(target.dtype(), in, at[1], 0, from, out, at[0], to, start, n));
    }

    /** As {@link Moves#put}, adding. */
    static void runs(
            DType dtype, Object from, int f, int gap, int each, Object to, int t, int step, int[] places, int n) {
        if (dtype == DType.FLOAT32 && n >= LONG_RUN && each == 1 && step == 1) {
            float[] x = (float[]) from;
            float[] y = (float[]) to;
            for (int k = 0; k < places.length; k++) {
                int o = t + places[k];
                Loops.apply(FloatBinaryFunction.ADD, y, o, 1, x, f + k * gap, 1, y, o, n);
            }
            return;
        }
        if (dtype == DType.FLOAT32 && n == 1) {
            single((float[]) from, f, gap, (float[]) to, t, places);
            return;
        }
        switch (dtype) {
            case FLOAT32 -> {
                float[] x = (float[]) from;
                float[] y = (float[]) to;
                for (int k = 0; k < places.length; k++) {
                    int at = f + k * gap;
                    int o = t + places[k];
                    for (int i = 0; i < n; i++) {
                        y[o + i * step] += x[at + i * each];
                    }
                }
            }
            case FLOAT64 -> {
                double[] x = (double[]) from;
                double[] y = (double[]) to;
                for (int k = 0; k < places.length; k++) {
                    int at = f + k * gap;
                    int o = t + places[k];
                    for (int i = 0; i < n; i++) {
                        y[o + i * step] += x[at + i * each];
                    }
                }
            }
            case INT64 -> {
                long[] x = (long[]) from;
                long[] y = (long[]) to;
                for (int k = 0; k < places.length; k++) {
                    int at = f + k * gap;
                    int o = t + places[k];
                    for (int i = 0; i < n; i++) {
                        y[o + i * step] += x[at + i * each];
                    }
                }
            }
            case INT32 -> {
                int[] x = (int[]) from;
                int[] y = (int[]) to;
                for (int k = 0; k < places.length; k++) {
                    int at = f + k * gap;
                    int o = t + places[k];
                    for (int i = 0; i < n; i++) {
                        y[o + i * step] += x[at + i * each];
                    }
                }
            }
            case INT16 -> {
                short[] x = (short[]) from;
                short[] y = (short[]) to;
                for (int k = 0; k < places.length; k++) {
                    int at = f + k * gap;
                    int o = t + places[k];
                    for (int i = 0; i < n; i++) {
                        y[o + i * step] += x[at + i * each];
                    }
                }
            }
            case INT8, UINT8 -> {
                byte[] x = (byte[]) from;
                byte[] y = (byte[]) to;
                for (int k = 0; k < places.length; k++) {
                    int at = f + k * gap;
                    int o = t + places[k];
                    for (int i = 0; i < n; i++) {
                        y[o + i * step] += x[at + i * each];
                    }
                }
            }
            case BOOL -> {
                byte[] x = (byte[]) from;
                byte[] y = (byte[]) to;
                for (int k = 0; k < places.length; k++) {
                    int at = f + k * gap;
                    int o = t + places[k];
                    for (int i = 0; i < n; i++) {
                        y[o + i * step] |= x[at + i * each];
                    }
                }
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(dtype);
        }
    }

    /** Runs of one element; see {@link #runs}. */
    private static void single(float[] x, int f, int gap, float[] y, int t, int[] places) {
        if (gap == 1) {
            // The bounds of the source are checked before the loop.
            for (int k = 0; k < places.length; k++) {
                y[t + places[k]] += x[f + k];
            }
        } else {
            for (int k = 0; k < places.length; k++) {
                y[t + places[k]] += x[f + k * gap];
            }
        }
    }

    /** As {@link Moves#scatter}, adding. */
    static void scatter(
            DType dtype,
            Object from,
            int f,
            int gap,
            long[] index,
            int i0,
            Object to,
            int t,
            int stride,
            int step,
            int n) {
        switch (dtype) {
            case FLOAT32 -> {
                float[] x = (float[]) from;
                float[] y = (float[]) to;
                if (stride == 1 && step == 0 && gap == 1) {
                    scatterToRow(x, f, index, i0, y, t, n);
                    return;
                }
                for (int i = 0; i < n; i++) {
                    y[t + (int) index[i0 + i] * stride + i * step] += x[f + i * gap];
                }
            }
            case FLOAT64 -> {
                double[] x = (double[]) from;
                double[] y = (double[]) to;
                for (int i = 0; i < n; i++) {
                    y[t + (int) index[i0 + i] * stride + i * step] += x[f + i * gap];
                }
            }
            case INT64 -> {
                long[] x = (long[]) from;
                long[] y = (long[]) to;
                for (int i = 0; i < n; i++) {
                    y[t + (int) index[i0 + i] * stride + i * step] += x[f + i * gap];
                }
            }
            case INT32 -> {
                int[] x = (int[]) from;
                int[] y = (int[]) to;
                for (int i = 0; i < n; i++) {
                    y[t + (int) index[i0 + i] * stride + i * step] += x[f + i * gap];
                }
            }
            case INT16 -> {
                short[] x = (short[]) from;
                short[] y = (short[]) to;
                for (int i = 0; i < n; i++) {
                    y[t + (int) index[i0 + i] * stride + i * step] += x[f + i * gap];
                }
            }
            case INT8, UINT8 -> {
                byte[] x = (byte[]) from;
                byte[] y = (byte[]) to;
                for (int i = 0; i < n; i++) {
                    y[t + (int) index[i0 + i] * stride + i * step] += x[f + i * gap];
                }
            }
            case BOOL -> {
                byte[] x = (byte[]) from;
                byte[] y = (byte[]) to;
                for (int i = 0; i < n; i++) {
                    y[t + (int) index[i0 + i] * stride + i * step] |= x[f + i * gap];
                }
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(dtype);
        }
    }

    /** {@link #scatter} along the rows themselves, without products. */
    private static void scatterToRow(float[] x, int f, long[] index, int i0, float[] y, int t, int n) {
        for (int i = 0; i < n; i++) {
            y[t + (int) index[i0 + i]] += x[f + i];
        }
    }

    /** How two elements become one: floats as doubles, of which the result is rounded, the others as longs. */
    record Fold(DoubleBinaryOperator floating, LongBinaryOperator whole) {}

    /** As {@link Moves#scatter}, combining. */
    static void fold(
            Fold fold,
            DType dtype,
            Object from,
            int f,
            int gap,
            long[] index,
            int i0,
            Object to,
            int t,
            int stride,
            int step,
            int n) {
        DoubleBinaryOperator floating = fold.floating();
        LongBinaryOperator whole = fold.whole();
        switch (dtype) {
            case FLOAT32 -> {
                float[] x = (float[]) from;
                float[] y = (float[]) to;
                for (int i = 0; i < n; i++) {
                    int o = t + (int) index[i0 + i] * stride + i * step;
                    y[o] = (float) floating.applyAsDouble(y[o], x[f + i * gap]);
                }
            }
            case FLOAT64 -> {
                double[] x = (double[]) from;
                double[] y = (double[]) to;
                for (int i = 0; i < n; i++) {
                    int o = t + (int) index[i0 + i] * stride + i * step;
                    y[o] = floating.applyAsDouble(y[o], x[f + i * gap]);
                }
            }
            case INT64 -> {
                long[] x = (long[]) from;
                long[] y = (long[]) to;
                for (int i = 0; i < n; i++) {
                    int o = t + (int) index[i0 + i] * stride + i * step;
                    y[o] = whole.applyAsLong(y[o], x[f + i * gap]);
                }
            }
            case INT32 -> {
                int[] x = (int[]) from;
                int[] y = (int[]) to;
                for (int i = 0; i < n; i++) {
                    int o = t + (int) index[i0 + i] * stride + i * step;
                    y[o] = (int) whole.applyAsLong(y[o], x[f + i * gap]);
                }
            }
            case INT16 -> {
                short[] x = (short[]) from;
                short[] y = (short[]) to;
                for (int i = 0; i < n; i++) {
                    int o = t + (int) index[i0 + i] * stride + i * step;
                    y[o] = (short) whole.applyAsLong(y[o], x[f + i * gap]);
                }
            }
            case INT8, BOOL -> {
                byte[] x = (byte[]) from;
                byte[] y = (byte[]) to;
                for (int i = 0; i < n; i++) {
                    int o = t + (int) index[i0 + i] * stride + i * step;
                    y[o] = (byte) whole.applyAsLong(y[o], x[f + i * gap]);
                }
            }
            case UINT8 -> {
                byte[] x = (byte[]) from;
                byte[] y = (byte[]) to;
                for (int i = 0; i < n; i++) {
                    int o = t + (int) index[i0 + i] * stride + i * step;
                    y[o] = (byte) whole.applyAsLong(y[o] & 0xff, x[f + i * gap] & 0xff);
                }
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(dtype);
        }
    }
}
