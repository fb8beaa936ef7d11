package dev.arclight.kernel.cpu;

import java.util.Arrays;
import java.util.Objects;

/**
 * Softmax and its logarithm over the middle dimension of contiguous arrays seen as {@code [outer, n, inner]}, and their
 * gradients.
 *
 * <p>As in PyTorch, a slice with a NaN, with +∞, or of −∞ alone becomes NaN; a lone −∞ gets probability 0. The float
 * forms are passes of the kernels of {@link Exponentials}, {@link Loops} and {@link Reduce} over rows that stay in the L1
 * cache, so their bits do not depend on the CPU's vectors. Stateless and safe for all threads.
 */
public final class Softmax {
    private static final FloatLoops.Unary EXP = Loops.kernel(FloatFunction.EXP);
    private static final FloatLoops.Binary ADD = Loops.kernel(FloatBinaryFunction.ADD);
    private static final FloatLoops.Binary SUBTRACT = Loops.kernel(FloatBinaryFunction.SUBTRACT);
    private static final FloatLoops.Binary MULTIPLY = Loops.kernel(FloatBinaryFunction.MULTIPLY);
    private static final FloatLoops.Binary DIVIDE = Loops.kernel(FloatBinaryFunction.DIVIDE);
    private static final FloatReductions REDUCE = Reduce.FLOATS;
    private static final Exponentials<float[]> EXPONENTIALS = Exponentials.FLOATS;

    private Softmax() {}

    /** {@code out = exp(in) / sum(exp(in))}; {@code out} may coincide with {@code in}. */
    public static void softmax(float[] in, int inOffset, int outer, int n, int inner, float[] out, int outOffset) {
        if (check(outer, n, inner, in.length, inOffset, out.length, outOffset)) {
            return;
        }
        if (inner > 1) {
            softmaxColumns(in, inOffset, outer, n, inner, out, outOffset);
            return;
        }
        for (int row = 0; row < outer; row++) {
            int p = inOffset + row * n;
            int q = outOffset + row * n;
            double sum = EXPONENTIALS.expSum(in, p, 1, REDUCE.max(in, p, n), out, q, n);
            EXPONENTIALS.scale(out, q, 1 / sum, out, q, n);
        }
    }

    /** {@code out = in - log(sum(exp(in)))}; {@code out} may coincide with {@code in}. */
    public static void logSoftmax(float[] in, int inOffset, int outer, int n, int inner, float[] out, int outOffset) {
        if (check(outer, n, inner, in.length, inOffset, out.length, outOffset)) {
            return;
        }
        if (inner > 1) {
            logSoftmaxColumns(in, inOffset, outer, n, inner, out, outOffset);
            return;
        }
        // Where nobody reads them: a sum that stores nothing was compiled to something three times slower (JDK 17).
        float[] exponentials = new float[n];
        for (int row = 0; row < outer; row++) {
            int p = inOffset + row * n;
            float max = REDUCE.max(in, p, n);
            double log = Math.log(EXPONENTIALS.expSum(in, p, 1, max, exponentials, 0, n));
            EXPONENTIALS.minusBoth(in, p, max, log, out, outOffset + row * n, n);
        }
    }

    /**
     * The gradient of {@link #softmax(float[], int, int, int, int, float[], int)} from its result {@code y}:
     * {@code gradIn = y * (grad - sum(grad * y))}; {@code gradIn} may coincide with {@code grad}, not with {@code y}.
     */
    public static void softmaxBackward(
            float[] grad,
            int gradOffset,
            float[] y,
            int yOffset,
            int outer,
            int n,
            int inner,
            float[] gradIn,
            int gradInOffset) {
        check(outer, n, inner, y.length, yOffset, y.length, yOffset);
        if (check(outer, n, inner, grad.length, gradOffset, gradIn.length, gradInOffset)) {
            return;
        }
        float[] sums = new float[inner];
        float[] products = inner == 1 ? sums : new float[inner];
        for (int i = 0; i < outer; i++) {
            int g = gradOffset + i * n * inner;
            int p = yOffset + i * n * inner;
            int q = gradInOffset + i * n * inner;
            if (inner == 1) {
                EXPONENTIALS.productOfShifted(grad, g, REDUCE.dot(grad, g, y, p, n), y, p, 1, gradIn, q, n);
                continue;
            }
            Arrays.fill(sums, 0);
            for (int k = 0; k < n * inner; k += inner) {
                MULTIPLY.run(grad, g + k, 1, y, p + k, 1, products, 0, inner);
                ADD.run(sums, 0, 1, products, 0, 1, sums, 0, inner);
            }
            for (int k = 0; k < n * inner; k += inner) {
                SUBTRACT.run(grad, g + k, 1, sums, 0, 1, gradIn, q + k, inner);
                MULTIPLY.run(gradIn, q + k, 1, y, p + k, 1, gradIn, q + k, inner);
            }
        }
    }

    /**
     * The gradient of {@link #logSoftmax(float[], int, int, int, int, float[], int)} from its result {@code y}:
     * {@code gradIn = grad - exp(y) * sum(grad)}; {@code gradIn} may coincide with {@code y}, not with {@code grad}.
     */
    public static void logSoftmaxBackward(
            float[] grad,
            int gradOffset,
            float[] y,
            int yOffset,
            int outer,
            int n,
            int inner,
            float[] gradIn,
            int gradInOffset) {
        check(outer, n, inner, y.length, yOffset, y.length, yOffset);
        if (check(outer, n, inner, grad.length, gradOffset, gradIn.length, gradInOffset)) {
            return;
        }
        if (inner == 1) {
            for (int i = 0; i < outer * n; i += n) {
                double sum = REDUCE.sum(grad, gradOffset + i, n);
                EXPONENTIALS.minusExp(grad, gradOffset + i, y, yOffset + i, sum, gradIn, gradInOffset + i, n);
            }
            return;
        }
        EXP.run(y, yOffset, gradIn, gradInOffset, outer * n * inner);
        float[] sums = new float[inner];
        for (int i = 0; i < outer; i++) {
            int g = gradOffset + i * n * inner;
            int q = gradInOffset + i * n * inner;
            REDUCE.sumColumns(grad, g, n, inner, sums, 0);
            for (int k = 0; k < n * inner; k += inner) {
                MULTIPLY.run(gradIn, q + k, 1, sums, 0, 1, gradIn, q + k, inner);
                SUBTRACT.run(grad, g + k, 1, gradIn, q + k, 1, gradIn, q + k, inner);
            }
        }
    }

    /** As {@link #softmax(float[], int, int, int, int, float[], int)}. */
    public static void softmax(double[] in, int inOffset, int outer, int n, int inner, double[] out, int outOffset) {
        if (check(outer, n, inner, in.length, inOffset, out.length, outOffset)) {
            return;
        }
        for (int slice = 0; slice < outer * inner; slice++) {
            int start = slice / inner * n * inner + slice % inner;
            int p = inOffset + start;
            int q = outOffset + start;
            double max = max(in, p, n, inner);
            double sum = 0;
            for (int k = 0; k < n * inner; k += inner) {
                double e = Math.exp(in[p + k] - max);
                out[q + k] = e;
                sum += e;
            }
            for (int k = 0; k < n * inner; k += inner) {
                out[q + k] /= sum;
            }
        }
    }

    /** As {@link #logSoftmax(float[], int, int, int, int, float[], int)}. */
    public static void logSoftmax(double[] in, int inOffset, int outer, int n, int inner, double[] out, int outOffset) {
        if (check(outer, n, inner, in.length, inOffset, out.length, outOffset)) {
            return;
        }
        for (int slice = 0; slice < outer * inner; slice++) {
            int start = slice / inner * n * inner + slice % inner;
            int p = inOffset + start;
            int q = outOffset + start;
            double max = max(in, p, n, inner);
            double sum = 0;
            for (int k = 0; k < n * inner; k += inner) {
                sum += Math.exp(in[p + k] - max);
            }
            double logSum = Math.log(sum);
            for (int k = 0; k < n * inner; k += inner) {
                out[q + k] = in[p + k] - max - logSum;
            }
        }
    }

    /** As {@link #softmaxBackward(float[], int, float[], int, int, int, int, float[], int)}. */
    public static void softmaxBackward(
            double[] grad,
            int gradOffset,
            double[] y,
            int yOffset,
            int outer,
            int n,
            int inner,
            double[] gradIn,
            int gradInOffset) {
        check(outer, n, inner, y.length, yOffset, y.length, yOffset);
        if (check(outer, n, inner, grad.length, gradOffset, gradIn.length, gradInOffset)) {
            return;
        }
        for (int slice = 0; slice < outer * inner; slice++) {
            int start = slice / inner * n * inner + slice % inner;
            int g = gradOffset + start;
            int p = yOffset + start;
            int q = gradInOffset + start;
            double sum = 0;
            for (int k = 0; k < n * inner; k += inner) {
                sum += grad[g + k] * y[p + k];
            }
            for (int k = 0; k < n * inner; k += inner) {
                gradIn[q + k] = y[p + k] * (grad[g + k] - sum);
            }
        }
    }

    /** As {@link #logSoftmaxBackward(float[], int, float[], int, int, int, int, float[], int)}. */
    public static void logSoftmaxBackward(
            double[] grad,
            int gradOffset,
            double[] y,
            int yOffset,
            int outer,
            int n,
            int inner,
            double[] gradIn,
            int gradInOffset) {
        check(outer, n, inner, y.length, yOffset, y.length, yOffset);
        if (check(outer, n, inner, grad.length, gradOffset, gradIn.length, gradInOffset)) {
            return;
        }
        for (int slice = 0; slice < outer * inner; slice++) {
            int start = slice / inner * n * inner + slice % inner;
            int g = gradOffset + start;
            int p = yOffset + start;
            int q = gradInOffset + start;
            double sum = 0;
            for (int k = 0; k < n * inner; k += inner) {
                sum += grad[g + k];
            }
            for (int k = 0; k < n * inner; k += inner) {
                gradIn[q + k] = grad[g + k] - Math.exp(y[p + k]) * sum;
            }
        }
    }

    private static void softmaxColumns(
            float[] in, int inOffset, int outer, int n, int inner, float[] out, int outOffset) {
        float[] row = new float[inner];
        int size = n * inner;
        for (int i = 0; i < outer; i++) {
            int p = inOffset + i * size;
            int q = outOffset + i * size;
            REDUCE.maxColumns(in, p, n, inner, row, 0);
            for (int k = 0; k < size; k += inner) {
                SUBTRACT.run(in, p + k, 1, row, 0, 1, out, q + k, inner);
            }
            EXP.run(out, q, out, q, size);
            REDUCE.sumColumns(out, q, n, inner, row, 0);
            for (int k = 0; k < size; k += inner) {
                DIVIDE.run(out, q + k, 1, row, 0, 1, out, q + k, inner);
            }
        }
    }

    private static void logSoftmaxColumns(
            float[] in, int inOffset, int outer, int n, int inner, float[] out, int outOffset) {
        float[] row = new float[inner];
        float[] exponentials = new float[inner];
        int size = n * inner;
        for (int i = 0; i < outer; i++) {
            int p = inOffset + i * size;
            int q = outOffset + i * size;
            REDUCE.maxColumns(in, p, n, inner, row, 0);
            for (int k = 0; k < size; k += inner) {
                SUBTRACT.run(in, p + k, 1, row, 0, 1, out, q + k, inner);
            }
            Arrays.fill(row, 0);
            for (int k = 0; k < size; k += inner) {
                EXP.run(out, q + k, exponentials, 0, inner);
                ADD.run(row, 0, 1, exponentials, 0, 1, row, 0, inner);
            }
            for (int j = 0; j < inner; j++) {
                row[j] = FloatFunction.LOG.apply(row[j]);
            }
            for (int k = 0; k < size; k += inner) {
                SUBTRACT.run(out, q + k, 1, row, 0, 1, out, q + k, inner);
            }
        }
    }

    private static double max(double[] in, int offset, int n, int stride) {
        double max = in[offset];
        for (int k = 1; k < n; k++) {
            max = Math.max(max, in[offset + k * stride]);
        }
        return max;
    }

    /** Whether there is nothing to do. */
    private static boolean check(
            int outer, int n, int inner, int inLength, int inOffset, int outLength, int outOffset) {
        long size = (long) outer * n * inner;
        Objects.checkFromIndexSize(inOffset, size, inLength);
        Objects.checkFromIndexSize(outOffset, size, outLength);
        return size == 0;
    }
}
