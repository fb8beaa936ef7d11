package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;

/** Predicted and true numbers, checked. */
final class Pairs {
    private final double[] preds;
    private final double[] target;

    private Pairs(double[] preds, double[] target) {
        this.preds = preds;
        this.target = target;
    }

    static Pairs of(String metric, int outputs, Tensor preds, Tensor target) {
        if (!preds.shape().equals(target.shape())) {
            throw new ShapeException(metric + ": predictions " + preds.shape() + " and targets " + target.shape()
                    + " must have one shape");
        }
        if (outputs > 1 && (preds.rank() != 2 || preds.size(1) != outputs)) {
            throw new ShapeException(metric + ": got " + preds.shape() + ", expected [N, " + outputs + "]");
        }
        return new Pairs(numbers(metric, "prediction", preds), numbers(metric, "target", target));
    }

    private static double[] numbers(String metric, String what, Tensor tensor) {
        double[] values = tensor.to(DType.FLOAT64).toDoubleArray();
        for (double value : values) {
            if (Double.isNaN(value)) {
                throw new ArclightException(metric + ": a " + what + " is NaN");
            }
        }
        return values;
    }

    int size() {
        return preds.length;
    }

    double target(int i) {
        return target[i];
    }

    double error(int i) {
        return preds[i] - target[i];
    }
}
