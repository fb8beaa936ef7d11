package dev.arclight.tensor;

import java.util.function.DoubleUnaryOperator;

/**
 * The numbers of {@link TensorSequences}. Rounding follows PyTorch's loops on x86, where a multiplication and the addition
 * after it are one fused operation: numbers that a model was trained with, such as positions, come out with the same bits.
 */
final class Ranges {
    private Ranges() {}

    static Tensor arange(DType dtype, long start, long end, long step) {
        if (dtype.isFloating()) {
            return arange(dtype, (double) start, (double) end, (double) step);
        }
        requireStep((double) start, (double) end, (double) step);
        int count = dtype == DType.INT64
                ? exactCount(start, end, step)
                : count((double) start, (double) end, (double) step);
        return whole(dtype, start, step, count);
    }

    static Tensor arange(DType dtype, double start, double end, double step) {
        if (!Double.isFinite(start) || !Double.isFinite(end)) {
            throw new ArclightException("arange: the range from " + start + " to " + end + " is not finite");
        }
        if (!dtype.isFloating()) {
            long from = (long) start;
            long to = (long) end;
            long by = (long) step;
            requireStep((double) from, (double) to, (double) by);
            return whole(dtype, from, by, dtype == DType.INT64 ? exactCount(from, to, by) : count(start, end, step));
        }
        requireStep(start, end, step);
        int count = count(start, end, step);
        return switch (dtype) {
            case FLOAT32 -> Tensor.of(floats(start, step, count), count);
            case FLOAT64 -> Tensor.of(doubles(start, step, count), count);
            case FLOAT16, BFLOAT16 -> Tensor.ofBits(halves(dtype, (float) start, (float) step, count), dtype, count);
            case INT64, INT32, INT16, INT8, UINT8, BOOL ->
                throw new IllegalStateException(dtype + " counts in whole numbers");
        };
    }

    private static void requireStep(double start, double end, double step) {
        if (!(step > 0 || step < 0)) {
            throw new ArclightException("arange: the step is " + step + "; it must not be zero");
        }
        if (step > 0 && end < start || step < 0 && end > start) {
            throw new ArclightException("arange: a step of " + step + " leads from " + start + " away from " + end
                    + "; change its sign or swap the bounds");
        }
    }

    private static int count(double start, double end, double step) {
        return requireCount(Math.ceil((end - start) / step));
    }

    /** {@code ⌈(end − start) / step⌉} of whole numbers that a double may not hold. */
    private static int exactCount(long start, long end, long step) {
        double estimate = ((double) end - (double) start) / step;
        if (Math.abs(estimate) > 1L << 40) {
            return requireCount(estimate);
        }
        // The distance may pass 2⁶³ although its quotient does not; unsigned division takes it as it is.
        long distance = step > 0 ? end - start : start - end;
        long magnitude = Math.abs(step);
        long whole = Long.divideUnsigned(distance, magnitude);
        return requireCount((double) (whole + (Long.remainderUnsigned(distance, magnitude) == 0 ? 0 : 1)));
    }

    private static int requireCount(double count) {
        if (count > Integer.MAX_VALUE - 8) {
            throw new ShapeException("arange: " + count + " elements pass the largest Java array; use a larger step");
        }
        return (int) count;
    }

    private static Tensor whole(DType dtype, long start, long step, int count) {
        if (dtype == DType.BOOL) {
            throw new DTypeException("arange: bool has no range; use an integer or floating dtype");
        }
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = start + step * i;
        }
        return Tensor.of(values, count).to(dtype);
    }

    /** Eight numbers each count from a rounded first one, in as many steps of sixteen as fit; the rest from the start. */
    private static float[] floats(double start, double step, int count) {
        float[] values = new float[count];
        int together = count & -16;
        for (int i = 0; i < together; i++) {
            double first = (float) Math.fma(step, i & -8, start);
            values[i] = (float) Math.fma(step, i & 7, first);
        }
        for (int i = together; i < count; i++) {
            values[i] = (float) Math.fma(step, i, start);
        }
        return values;
    }

    /** As {@link #floats} with four numbers in steps of eight. */
    private static double[] doubles(double start, double step, int count) {
        double[] values = new double[count];
        int together = count & -8;
        for (int i = 0; i < together; i++) {
            values[i] = Math.fma(step, i & 3, Math.fma(step, i & -4, start));
        }
        for (int i = together; i < count; i++) {
            values[i] = Math.fma(step, i, start);
        }
        return values;
    }

    /** As {@link #floats} with sixteen numbers in steps of thirty-two, computed in float32. */
    private static short[] halves(DType dtype, float start, float step, int count) {
        short[] values = new short[count];
        int together = count & -32;
        for (int i = 0; i < together; i++) {
            float first = rounded(dtype, Math.fma(step, (float) (i & -16), start));
            values[i] = Half.to(dtype, Math.fma(step, (float) (i & 15), first));
        }
        for (int i = together; i < count; i++) {
            values[i] = Half.to(dtype, Math.fma(step, (float) i, start));
        }
        return values;
    }

    static Tensor linspace(DType dtype, double start, double end, int steps) {
        requireSteps("linspace", steps);
        if (steps == 1) {
            return Tensor.full(dtype, start, 1);
        }
        int half = steps / 2;
        switch (dtype) {
            case FLOAT32 -> {
                float[] values = new float[steps];
                float from = (float) start;
                float to = (float) end;
                float step = (to - from) / (steps - 1);
                for (int i = 0; i < steps; i++) {
                    values[i] =
                            i < half ? Math.fma(step, (float) i, from) : Math.fma(-step, (float) (steps - i - 1), to);
                }
                return Tensor.of(values, steps);
            }
            case FLOAT64 -> {
                return Tensor.of(evenly(start, end, steps), steps);
            }
            case FLOAT16, BFLOAT16 -> {
                short[] values = new short[steps];
                float from = rounded(dtype, (float) start);
                float to = rounded(dtype, (float) end);
                float step = rounded(dtype, rounded(dtype, to - from) / rounded(dtype, steps - 1));
                for (int i = 0; i < steps; i++) {
                    int count = i < half ? i : steps - i - 1;
                    float way = rounded(dtype, step * rounded(dtype, count));
                    values[i] = Half.to(dtype, i < half ? from + way : to - way);
                }
                return Tensor.ofBits(values, dtype, steps);
            }
            case INT64, INT32, INT16, INT8, UINT8 -> {
                return Tensor.of(evenly((double) (long) start, (double) (long) end, steps), steps)
                        .to(dtype);
            }
            case BOOL -> throw new DTypeException("linspace: bool has no range; use an integer or floating dtype");
        }
        throw new IllegalStateException(dtype.toString());
    }

    private static double[] evenly(double start, double end, int steps) {
        double[] values = new double[steps];
        double step = (end - start) / (steps - 1);
        int half = steps / 2;
        for (int i = 0; i < steps; i++) {
            values[i] = i < half ? Math.fma(step, i, start) : Math.fma(-step, steps - i - 1, end);
        }
        return values;
    }

    static Tensor logspace(DType dtype, double start, double end, int steps, double base) {
        requireSteps("logspace", steps);
        if (dtype == DType.BOOL) {
            throw new DTypeException("logspace: bool has no range; use an integer or floating dtype");
        }
        // Exponents are those of the dtype; float16 and bfloat16 keep float32's.
        DType exact = dtype.isHalf() ? DType.FLOAT32 : dtype.isFloating() ? dtype : DType.FLOAT64;
        double[] values = dtype.isFloating()
                ? linspace(exact, start, end, steps).toDoubleArray()
                : linspace(exact, (double) (long) start, (double) (long) end, steps)
                        .toDoubleArray();
        double rounded = exact == DType.FLOAT32 ? (float) base : base;
        for (int i = 0; i < steps; i++) {
            values[i] = StrictMath.pow(rounded, values[i]);
        }
        return Tensor.of(values, steps).to(dtype);
    }

    private static void requireSteps(String what, int steps) {
        if (steps < 0) {
            throw new ArclightException(what + ": the number of steps is " + steps + "; it must be ≥ 0");
        }
    }

    static Tensor triangle(String what, int rows, int columns, int offset, boolean upper) {
        if (rows < 0 || columns < 0) {
            throw new ShapeException(
                    what + ": a matrix of " + rows + " rows and " + columns + " columns; both must be ≥ 0");
        }
        long total = 0;
        for (int i = 0; i < rows; i++) {
            total += to(columns, i, offset, upper) - from(columns, i, offset, upper);
        }
        if (total > Integer.MAX_VALUE / 2 - 8) {
            throw new ShapeException(what + ": " + total + " places pass the largest Java array; split the matrix");
        }
        int count = (int) total;
        long[] places = new long[2 * count];
        int at = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = from(columns, i, offset, upper); j < to(columns, i, offset, upper); j++) {
                places[at] = i;
                places[count + at] = j;
                at++;
            }
        }
        return Tensor.of(places, 2, count);
    }

    private static int from(int columns, int row, int offset, boolean upper) {
        return upper ? (int) Math.max(0, Math.min(columns, (long) row + offset)) : 0;
    }

    private static int to(int columns, int row, int offset, boolean upper) {
        return upper ? columns : (int) Math.max(0, Math.min(columns, (long) row + offset + 1));
    }

    /**
     * In float64.
     *
     * @param shape of the place in the wave, from 0 to 2π
     */
    static Tensor window(String what, int length, boolean periodic, DoubleUnaryOperator shape) {
        if (length < 0) {
            throw new ArclightException(what + ": the length is " + length + "; it must be ≥ 0");
        }
        if (length == 1) {
            return Tensor.ones(DType.FLOAT64, 1);
        }
        double[] values = new double[length];
        double step = 2 * Math.PI / (periodic ? length : length - 1);
        for (int i = 0; i < length; i++) {
            values[i] = shape.applyAsDouble(step * i);
        }
        return Tensor.of(values, length);
    }

    private static float rounded(DType dtype, float value) {
        return Half.from(dtype, Half.to(dtype, value));
    }
}
