package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Exponentials;
import dev.arclight.op.CrossEntropy;
import dev.arclight.op.CrossEntropyBackward;
import dev.arclight.op.Op;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** Softmax and negative log likelihood in one pass over the logits; the loss is summed in double. */
final class CrossEntropyKernels {
    private CrossEntropyKernels() {}

    static void forward(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor x = Copies.contiguous(inputs[0]);
        if (x.dtype() == DType.FLOAT64) {
            forward(Exponentials.DOUBLES, x.storage().doubles(), x.offset(), (CrossEntropy) op, inputs, outputs);
        } else {
            forward(Exponentials.FLOATS, x.storage().floats(), x.offset(), (CrossEntropy) op, inputs, outputs);
        }
    }

    private static <A> void forward(
            Exponentials<A> rows, A x, int offset, CrossEntropy op, Tensor[] inputs, Tensor[] outputs) {
        int classes = inputs[0].size(1);
        long[] targets = IndexKernels.targets("crossEntropy", inputs[1], classes, op.ignoreIndex());
        double[] weights = weights(inputs, 2, classes);
        double share = op.labelSmoothing() / classes;
        A max = array(outputs[1]);
        A sum = array(outputs[2]);
        A exponentials = rows.make(classes);
        double[] losses = new double[targets.length];
        double total = 0;
        double weight = 0;
        for (int i = 0; i < targets.length; i++) {
            int row = offset + i * classes;
            double m = classes == 0 ? Double.NEGATIVE_INFINITY : rows.max(x, row, classes);
            rows.set(max, i, m);
            rows.set(sum, i, rows.expSum(x, row, 1, m, exponentials, 0, classes));
            if (targets[i] == op.ignoreIndex()) {
                continue;
            }
            int t = (int) targets[i];
            double log = Math.log(rows.get(sum, i));
            double loss = (1 - op.labelSmoothing()) * weights[t] * (log - (rows.get(x, row + t) - m));
            if (share > 0) {
                double spread = 0;
                for (int c = 0; c < classes; c++) {
                    spread += weights[c] * (log - (rows.get(x, row + c) - m));
                }
                loss += share * spread;
            }
            losses[i] = loss;
            total += loss;
            weight += weights[t];
        }
        double[] result = switch (op.reduction()) {
            case NONE -> losses;
            case SUM -> new double[] {total};
            case MEAN -> new double[] {total / weight};
        };
        A out = array(outputs[0]);
        for (int i = 0; i < result.length; i++) {
            rows.set(out, i, result[i]);
        }
    }

    static void backward(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor x = Copies.contiguous(inputs[1]);
        CrossEntropyBackward loss = (CrossEntropyBackward) op;
        if (x.dtype() == DType.FLOAT64) {
            backward(Exponentials.DOUBLES, x.storage().doubles(), x.offset(), loss, inputs, outputs);
        } else {
            backward(Exponentials.FLOATS, x.storage().floats(), x.offset(), loss, inputs, outputs);
        }
    }

    private static <A> void backward(
            Exponentials<A> rows, A x, int offset, CrossEntropyBackward op, Tensor[] inputs, Tensor[] outputs) {
        int classes = inputs[1].size(1);
        long[] targets = IndexKernels.targets("crossEntropyBackward", inputs[4], classes, op.ignoreIndex());
        double[] weights = weights(inputs, 5, classes);
        double[] grads = inputs[0].toDoubleArray();
        double[] max = inputs[2].toDoubleArray();
        double[] sum = inputs[3].toDoubleArray();
        double share = op.labelSmoothing() / classes;
        double all = java.util.Arrays.stream(weights).sum();
        double scale = 1;
        if (op.reduction() == Reduction.MEAN) {
            scale = 0;
            for (long target : targets) {
                scale += target == op.ignoreIndex() ? 0 : weights[(int) target];
            }
        }
        A out = array(outputs[0]);
        for (int i = 0; i < targets.length; i++) {
            int row = i * classes;
            if (targets[i] == op.ignoreIndex()) {
                rows.fill(out, row, row + classes, 0);
                continue;
            }
            int t = (int) targets[i];
            double grad = grads[op.reduction() == Reduction.NONE ? i : 0] / scale;
            double own = (1 - op.labelSmoothing()) * weights[t];
            double factor = grad * (own + share * all) / sum[i];
            rows.expScaled(x, offset + row, 1, max[i], factor, out, row, classes);
            for (int c = 0; share > 0 && c < classes; c++) {
                rows.set(out, row + c, rows.get(out, row + c) - grad * share * weights[c]);
            }
            rows.set(out, row + t, rows.get(out, row + t) - grad * own);
        }
    }

    @SuppressWarnings("unchecked") // The dtype decided which kernels were chosen.
    private static <A> A array(Tensor tensor) {
        return (A) tensor.storage().array();
    }

    private static double[] weights(Tensor[] inputs, int index, int classes) {
        if (index < inputs.length) {
            return inputs[index].toDoubleArray();
        }
        double[] ones = new double[classes];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }
}
