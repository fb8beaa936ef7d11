package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.BoundCall;
import dev.arclight.kernel.cpu.ConvEpilogue;
import dev.arclight.kernel.cpu.Norms;
import dev.arclight.op.BatchNorm;
import dev.arclight.op.BatchNormInference;
import dev.arclight.op.GroupNorm;
import dev.arclight.op.GroupNormBackward;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.LayerNormBackward;
import dev.arclight.op.Op;
import dev.arclight.op.RmsNorm;
import dev.arclight.op.RmsNormBackward;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Normalisations and their gradients: statistics of a row, plane or column while it is in cache, then one pass that
 * writes. Parameter gradients are gathered in the compute type over a few rows and in double over the blocks of them.
 */
final class NormKernels {
    /** Rows whose parameter gradients are added in the compute type before they go to the double totals. */
    private static final int ROWS = 64;

    private NormKernels() {}

    /** One kernel for the compute type of an op's tensors; {@code A} is its array. */
    private interface Typed {
        <A> void run(Norms<A> norms, Op op, Tensor[] inputs, Tensor[] outputs);
    }

    private static void run(Typed kernel, Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor[] plain = new Tensor[inputs.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = Copies.contiguous(inputs[i]);
        }
        if (outputs[0].dtype() == DType.FLOAT64) {
            kernel.run(Norms.DOUBLES, op, plain, outputs);
        } else {
            kernel.run(Norms.FLOATS, op, plain, outputs);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The dtype decided which kernels were chosen.
    private static <A> A array(Tensor tensor) {
        return (A) tensor.storage().array();
    }

    static void layerNorm(Op op, Tensor[] inputs, Tensor[] outputs) {
        run(NormKernels::layerNorm, op, inputs, outputs);
    }

    private static <A> void layerNorm(Norms<A> norms, Op op, Tensor[] inputs, Tensor[] outputs) {
        LayerNorm norm = (LayerNorm) op;
        int n = (int) norm.normalizedShape().size();
        rows(norms, n, 1, true, norm.eps(), inputs, outputs, outputs[1], outputs[2], 0, outputs[2].numel());
    }

    /** The layer norm of floats that stay in their places, or null if they do not lie one after the other. */
    static @Nullable BoundCall bound(LayerNorm op, Tensor[] inputs, Tensor[] outputs) {
        for (Tensor input : inputs) {
            if (!input.isContiguous()) {
                return null;
            }
        }
        return () -> layerNorm(Norms.FLOATS, op, inputs, outputs);
    }

    static void rmsNorm(Op op, Tensor[] inputs, Tensor[] outputs) {
        run(NormKernels::rmsNorm, op, inputs, outputs);
    }

    private static <A> void rmsNorm(Norms<A> norms, Op op, Tensor[] inputs, Tensor[] outputs) {
        RmsNorm norm = (RmsNorm) op;
        int n = (int) norm.normalizedShape().size();
        Tensor bias = Tensor.zeros(inputs[1].dtype(), n);
        rows(
                norms,
                n,
                1,
                false,
                norm.eps(),
                new Tensor[] {inputs[0], inputs[1], bias},
                outputs,
                outputs[1],
                outputs[1],
                0,
                outputs[1].numel());
    }

    /**
     * Normalises rows of {@code n}, from {@code first} until {@code until}.
     *
     * @param groups rows with weights of their own, one after the other
     * @param centre whether the mean is subtracted; if not, {@code means} is written over by {@code deviations}
     */
    static <A> void rows(
            Norms<A> norms,
            int n,
            int groups,
            boolean centre,
            double eps,
            Tensor[] inputs,
            Tensor[] outputs,
            Tensor means,
            Tensor deviations,
            int first,
            int until) {
        A x = array(inputs[0]);
        A weight = array(inputs[1]);
        A bias = array(inputs[2]);
        A y = array(outputs[0]);
        A mean = array(means);
        A rstd = array(deviations);
        int meanOffset = means.offset();
        int rstdOffset = deviations.offset();
        for (int row = first; row < until; row++) {
            int from = inputs[0].offset() + row * n;
            int parameters = row % groups * n;
            if (centre) {
                norms.set(mean, meanOffset + row, norms.sum(x, from, n) / n);
            }
            double m = centre ? norms.get(mean, meanOffset + row) : 0;
            norms.set(rstd, rstdOffset + row, 1 / Math.sqrt(norms.squares(x, from, m, n) / n + eps));
            norms.normalize(
                    x,
                    from,
                    m,
                    norms.get(rstd, rstdOffset + row),
                    weight,
                    inputs[1].offset() + parameters,
                    bias,
                    inputs[2].offset() + parameters,
                    y,
                    outputs[0].offset() + row * n,
                    n);
        }
    }

    static void layerNormBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        run(NormKernels::layerNormBackward, op, inputs, outputs);
    }

    private static <A> void layerNormBackward(Norms<A> norms, Op op, Tensor[] inputs, Tensor[] outputs) {
        int n = (int) ((LayerNormBackward) op).normalizedShape().size();
        rowsBackward(norms, n, 1, true, inputs, outputs);
    }

    static void rmsNormBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        run(NormKernels::rmsNormBackward, op, inputs, outputs);
    }

    private static <A> void rmsNormBackward(Norms<A> norms, Op op, Tensor[] inputs, Tensor[] outputs) {
        int n = (int) ((RmsNormBackward) op).normalizedShape().size();
        rowsBackward(norms, n, 1, false, new Tensor[] {inputs[0], inputs[1], inputs[2], inputs[2], inputs[3]}, outputs);
    }

    /** Inputs are gradient, x, means, inverse deviations, weight; outputs the gradients of x, weight and maybe bias. */
    private static <A> void rowsBackward(
            Norms<A> norms, int n, int groups, boolean centre, Tensor[] inputs, Tensor[] outputs) {
        A g = array(inputs[0]);
        A x = array(inputs[1]);
        A mean = array(inputs[2]);
        A rstd = array(inputs[3]);
        A weight = array(inputs[4]);
        A out = array(outputs[0]);
        int parameters = n * groups;
        A weightSums = norms.make(parameters);
        A biasSums = norms.make(parameters);
        double[] weightTotals = new double[parameters];
        double[] biasTotals = new double[parameters];
        double[] sums = new double[2];
        int count = inputs[3].numel();
        for (int row = 0; row < count; row++) {
            int p = inputs[0].offset() + row * n;
            int q = inputs[1].offset() + row * n;
            int group = row % groups * n;
            int w = inputs[4].offset() + group;
            double m = centre ? norms.get(mean, inputs[2].offset() + row) : 0;
            double r = norms.get(rstd, inputs[3].offset() + row);
            norms.gradSums(g, p, x, q, m, weight, w, n, sums);
            double slope = -r * r * r * sums[1] / n;
            double shift = centre ? -r * sums[0] / n : 0;
            norms.grad(g, p, x, q, m, r, weight, w, slope, shift, out, row * n, weightSums, biasSums, group, n);
            if (row % (ROWS * groups) == ROWS * groups - 1) {
                norms.drain(weightSums, 0, weightTotals, 0, parameters);
                norms.drain(biasSums, 0, biasTotals, 0, parameters);
            }
        }
        norms.drain(weightSums, 0, weightTotals, 0, parameters);
        norms.drain(biasSums, 0, biasTotals, 0, parameters);
        write(norms, weightTotals, outputs[1]);
        if (outputs.length > 2) {
            write(norms, biasTotals, outputs[2]);
        }
    }

    private static <A> void write(Norms<A> norms, double[] values, Tensor out) {
        A array = array(out);
        for (int i = 0; i < out.numel(); i++) {
            norms.set(array, i, values[i]);
        }
    }

    static void groupNorm(Op op, Tensor[] inputs, Tensor[] outputs) {
        run(NormKernels::groupNorm, op, inputs, outputs);
    }

    private static <A> void groupNorm(Norms<A> norms, Op op, Tensor[] inputs, Tensor[] outputs) {
        GroupNorm norm = (GroupNorm) op;
        Shape shape = inputs[0].shape();
        int channels = shape.dim(1) / norm.groups();
        int inner = inner(shape);
        int n = channels * inner;
        if (inner == 1) {
            int count = outputs[2].numel();
            rows(norms, n, norm.groups(), true, norm.eps(), inputs, outputs, outputs[1], outputs[2], 0, count);
            return;
        }
        A x = array(inputs[0]);
        A weight = array(inputs[1]);
        A bias = array(inputs[2]);
        A y = array(outputs[0]);
        A mean = array(outputs[1]);
        A rstd = array(outputs[2]);
        for (int row = 0; row < outputs[1].numel(); row++) {
            int from = inputs[0].offset() + row * n;
            norms.set(mean, row, norms.sum(x, from, n) / n);
            double m = norms.get(mean, row);
            norms.set(rstd, row, 1 / Math.sqrt(norms.squares(x, from, m, n) / n + norm.eps()));
            double r = norms.get(rstd, row);
            for (int c = 0; c < channels; c++) {
                int channel = row % norm.groups() * channels + c;
                double w = norms.get(weight, inputs[1].offset() + channel);
                double b = norms.get(bias, inputs[2].offset() + channel);
                norms.scale(x, from + c * inner, m, r * w, b, y, row * n + c * inner, inner);
            }
        }
    }

    static void groupNormBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        run(NormKernels::groupNormBackward, op, inputs, outputs);
    }

    private static <A> void groupNormBackward(Norms<A> norms, Op op, Tensor[] inputs, Tensor[] outputs) {
        int groups = ((GroupNormBackward) op).groups();
        Shape shape = inputs[1].shape();
        int channels = shape.dim(1) / groups;
        int inner = inner(shape);
        int n = channels * inner;
        if (inner == 1) {
            rowsBackward(norms, n, groups, true, inputs, outputs);
            return;
        }
        A g = array(inputs[0]);
        A x = array(inputs[1]);
        A weight = array(inputs[4]);
        A out = array(outputs[0]);
        double[] weightTotals = new double[shape.dim(1)];
        double[] biasTotals = new double[shape.dim(1)];
        double[] sums = new double[2];
        for (int row = 0; row < inputs[2].numel(); row++) {
            int p = inputs[0].offset() + row * n;
            int q = inputs[1].offset() + row * n;
            int first = row % groups * channels;
            double m = norms.get(array(inputs[2]), inputs[2].offset() + row);
            double r = norms.get(array(inputs[3]), inputs[3].offset() + row);
            double sum = 0;
            double product = 0;
            for (int c = 0; c < channels; c++) {
                norms.segmentSums(g, p + c * inner, x, q + c * inner, m, inner, sums);
                double w = norms.get(weight, inputs[4].offset() + first + c);
                sum += w * sums[0];
                product += w * sums[1];
                biasTotals[first + c] += sums[0];
                weightTotals[first + c] += r * sums[1];
            }
            double slope = -r * r * r * product / n;
            double shift = -r * sum / n;
            for (int c = 0; c < channels; c++) {
                double w = norms.get(weight, inputs[4].offset() + first + c);
                int at = c * inner;
                norms.segmentGrad(g, p + at, x, q + at, m, r * w, slope, shift, out, row * n + at, inner);
            }
        }
        write(norms, weightTotals, outputs[1]);
        write(norms, biasTotals, outputs[2]);
    }

    static void batchNorm(Op op, Tensor[] inputs, Tensor[] outputs) {
        run(NormKernels::batchNorm, op, inputs, outputs);
    }

    private static <A> void batchNorm(Norms<A> norms, Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor in = inputs[0];
        int batch = in.size(0);
        int channels = in.size(1);
        int inner = inner(in.shape());
        double count = (double) batch * inner;
        A x = array(in);
        A mean = array(outputs[1]);
        A rstd = array(outputs[2]);
        double[] squares = new double[channels];
        if (inner == 1) {
            double[] sums = new double[channels];
            norms.sumColumns(x, in.offset(), batch, channels, sums);
            for (int c = 0; c < channels; c++) {
                norms.set(mean, c, sums[c] / count);
            }
            A part = norms.make(channels);
            for (int i = 0; i < batch; i++) {
                norms.addSquares(x, in.offset() + i * channels, mean, part, channels);
                if (i % ROWS == ROWS - 1 || i == batch - 1) {
                    norms.drain(part, 0, squares, 0, channels);
                }
            }
        } else {
            for (int c = 0; c < channels; c++) {
                double sum = 0;
                for (int i = 0; i < batch; i++) {
                    sum += norms.sum(x, in.offset() + (i * channels + c) * inner, inner);
                }
                norms.set(mean, c, sum / count);
                for (int i = 0; i < batch; i++) {
                    int from = in.offset() + (i * channels + c) * inner;
                    squares[c] += norms.squares(x, from, norms.get(mean, c), inner);
                }
            }
        }
        for (int c = 0; c < channels; c++) {
            norms.set(rstd, c, 1 / Math.sqrt(squares[c] / count + ((BatchNorm) op).eps()));
        }
        scaleChannels(norms, in, channels(norms, channels, outputs[1], rstd, inputs[1], inputs[2]), outputs[0]);
    }

    static void batchNormInference(Op op, Tensor[] inputs, Tensor[] outputs) {
        run(NormKernels::batchNormInference, op, inputs, outputs);
    }

    private static <A> void batchNormInference(Norms<A> norms, Op op, Tensor[] inputs, Tensor[] outputs) {
        scaleChannels(norms, inputs[0], channels(norms, (BatchNormInference) op, inputs), outputs[0]);
    }

    /** The batch norm of floats that stay in their places, or null if its numbers may change or do not lie side by side. */
    static @Nullable BoundCall bound(BatchNormInference op, Tensor[] inputs, boolean[] constant, Tensor out) {
        for (int i = 0; i < inputs.length; i++) {
            if (!inputs[i].isContiguous() || i > 0 && !constant[i]) {
                return null;
            }
        }
        Channels<float[]> channels = channels(Norms.FLOATS, op, inputs);
        return () -> scaleChannels(Norms.FLOATS, inputs[0], channels, out);
    }

    /** What a normalisation by constants, the inputs after the first, does to each channel. */
    static ConvEpilogue.Scales scales(BatchNormInference op, Tensor[] inputs) {
        Channels<float[]> channels = channels(Norms.FLOATS, op, inputs);
        return new ConvEpilogue.Scales(channels.mean, channels.scale, channels.shift);
    }

    /** What each channel is shifted by and multiplied with. */
    private record Channels<A>(A mean, A scale, A shift) {}

    private static <A> Channels<A> channels(Norms<A> norms, BatchNormInference op, Tensor[] inputs) {
        int channels = inputs[0].size(1);
        A variance = array(inputs[2]);
        A rstd = norms.make(channels);
        for (int c = 0; c < channels; c++) {
            norms.set(rstd, c, 1 / Math.sqrt(norms.get(variance, inputs[2].offset() + c) + op.eps()));
        }
        return channels(norms, channels, inputs[1], rstd, inputs[3], inputs[4]);
    }

    private static <A> Channels<A> channels(
            Norms<A> norms, int channels, Tensor means, A rstd, Tensor weights, Tensor biases) {
        A mean = norms.make(channels);
        A scale = norms.make(channels);
        A shift = norms.make(channels);
        for (int c = 0; c < channels; c++) {
            norms.set(mean, c, norms.get(array(means), means.offset() + c));
            norms.set(scale, c, norms.get(rstd, c) * norms.get(array(weights), weights.offset() + c));
            norms.set(shift, c, norms.get(array(biases), biases.offset() + c));
        }
        return new Channels<>(mean, scale, shift);
    }

    /** {@code (x − mean)·rstd·weight + bias} with a number of each per channel. */
    private static <A> void scaleChannels(Norms<A> norms, Tensor in, Channels<A> of, Tensor out) {
        int batch = in.size(0);
        int channels = in.size(1);
        int inner = inner(in.shape());
        A x = array(in);
        A y = array(out);
        A mean = of.mean;
        A scale = of.scale;
        A shift = of.shift;
        for (int i = 0; i < batch; i++) {
            int from = in.offset() + i * channels * inner;
            int to = i * channels * inner;
            if (inner == 1) {
                norms.scaleColumns(x, from, mean, scale, shift, y, to, channels);
                continue;
            }
            for (int c = 0; c < channels; c++) {
                double m = norms.get(mean, c);
                norms.scale(x, from + c * inner, m, norms.get(scale, c), norms.get(shift, c), y, to + c * inner, inner);
            }
        }
    }

    static void batchNormBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        run(NormKernels::batchNormBackward, op, inputs, outputs);
    }

    private static <A> void batchNormBackward(Norms<A> norms, Op op, Tensor[] inputs, Tensor[] outputs) {
        Shape shape = inputs[1].shape();
        int batch = shape.dim(0);
        int channels = shape.dim(1);
        int inner = inner(shape);
        double count = (double) batch * inner;
        A g = array(inputs[0]);
        A x = array(inputs[1]);
        A out = array(outputs[0]);
        A mean = norms.make(channels);
        for (int c = 0; c < channels; c++) {
            norms.set(mean, c, norms.get(array(inputs[2]), inputs[2].offset() + c));
        }
        double[] sums = new double[channels];
        double[] products = new double[channels];
        channelSums(norms, inputs, mean, sums, products);
        A scale = norms.make(channels);
        A slope = norms.make(channels);
        A shift = norms.make(channels);
        for (int c = 0; c < channels; c++) {
            double r = norms.get(array(inputs[3]), inputs[3].offset() + c);
            double factor = r * norms.get(array(inputs[4]), inputs[4].offset() + c);
            norms.set(scale, c, factor);
            norms.set(slope, c, -factor * r * r * products[c] / count);
            norms.set(shift, c, -factor * sums[c] / count);
            products[c] *= r;
        }
        for (int i = 0; i < batch; i++) {
            int at = i * channels * inner;
            int p = inputs[0].offset() + at;
            int q = inputs[1].offset() + at;
            if (inner == 1) {
                norms.gradColumns(g, p, x, q, mean, scale, slope, shift, out, at, channels);
                continue;
            }
            for (int c = 0; c < channels; c++) {
                int d = c * inner;
                double a = norms.get(scale, c);
                double c1 = norms.get(slope, c);
                double c0 = norms.get(shift, c);
                norms.segmentGrad(g, p + d, x, q + d, norms.get(mean, c), a, c1, c0, out, at + d, inner);
            }
        }
        write(norms, products, outputs[1]);
        write(norms, sums, outputs[2]);
    }

    /** Per channel, Σ g and Σ g·(x − mean). */
    private static <A> void channelSums(Norms<A> norms, Tensor[] inputs, A mean, double[] sums, double[] products) {
        Shape shape = inputs[1].shape();
        int batch = shape.dim(0);
        int channels = shape.dim(1);
        int inner = inner(shape);
        A g = array(inputs[0]);
        A x = array(inputs[1]);
        A partSums = norms.make(channels);
        A partProducts = norms.make(channels);
        double[] both = new double[2];
        for (int i = 0; i < batch; i++) {
            int p = inputs[0].offset() + i * channels * inner;
            int q = inputs[1].offset() + i * channels * inner;
            if (inner > 1) {
                for (int c = 0; c < channels; c++) {
                    norms.segmentSums(g, p + c * inner, x, q + c * inner, norms.get(mean, c), inner, both);
                    sums[c] += both[0];
                    products[c] += both[1];
                }
                continue;
            }
            norms.addGradSums(g, p, x, q, mean, partSums, partProducts, channels);
            if (i % ROWS == ROWS - 1 || i == batch - 1) {
                norms.drain(partSums, 0, sums, 0, channels);
                norms.drain(partProducts, 0, products, 0, channels);
            }
        }
    }

    private static int inner(Shape shape) {
        return ReduceKernels.product(shape.toArray(), 2, shape.rank());
    }
}
