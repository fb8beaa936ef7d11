package dev.arclight.kernel.cpu.ops;

import dev.arclight.op.NllLoss;
import dev.arclight.op.NllLossBackward;
import dev.arclight.op.Op;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** The negative log likelihood and its gradient, computed in double so that one code serves both dtypes. */
final class NllKernels {
    private NllKernels() {}

    static void forward(Op op, Tensor[] inputs, Tensor[] outputs) {
        NllLoss loss = (NllLoss) op;
        Tensor input = Copies.contiguous(inputs[0]);
        int classes = input.size(1);
        long[] targets = IndexKernels.targets("nllLoss", inputs[1], classes, loss.ignoreIndex());
        double[] weights = weights(inputs, classes);
        double[] losses = new double[targets.length];
        double total = 0;
        double weight = 0;
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] != loss.ignoreIndex()) {
                int t = (int) targets[i];
                int at = input.offset() + i * classes + t;
                double x = input.dtype() == DType.FLOAT32
                        ? input.storage().floats()[at]
                        : input.storage().doubles()[at];
                losses[i] = -weights[t] * x;
                total += losses[i];
                weight += weights[t];
            }
        }
        double[] result = switch (loss.reduction()) {
            case NONE -> losses;
            case SUM -> new double[] {total};
            case MEAN -> new double[] {total / weight};
        };
        Copies.copy(Tensor.of(result, outputs[0].shape().toArray()), outputs[0]);
    }

    static void backward(Op op, Tensor[] inputs, Tensor[] outputs) {
        NllLossBackward loss = (NllLossBackward) op;
        Tensor out = outputs[0];
        int classes = loss.classes();
        long[] targets = IndexKernels.targets("nllLossBackward", inputs[1], classes, loss.ignoreIndex());
        double[] weights = weights(inputs, classes);
        Tensor grad = Copies.contiguous(Copies.as(DType.FLOAT64, inputs[0]));
        double[] grads = grad.storage().doubles();
        double scale = 1;
        if (loss.reduction() == Reduction.MEAN) {
            scale = 0;
            for (long target : targets) {
                scale += target == loss.ignoreIndex() ? 0 : weights[(int) target];
            }
        }
        Copies.zero(out);
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] != loss.ignoreIndex()) {
                int t = (int) targets[i];
                double g = grads[grad.offset() + (loss.reduction() == Reduction.NONE ? i : 0)];
                double value = -weights[t] * g / scale;
                if (out.dtype() == DType.FLOAT32) {
                    out.storage().floats()[i * classes + t] = (float) value;
                } else {
                    out.storage().doubles()[i * classes + t] = value;
                }
            }
        }
    }

    private static double[] weights(Tensor[] inputs, int classes) {
        if (inputs.length > 2) {
            return inputs[2].toDoubleArray();
        }
        double[] ones = new double[classes];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }
}
