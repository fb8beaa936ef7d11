package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;

/** The mean of errors without their sign, as {@code torchmetrics.MeanAbsoluteError}. */
public final class MeanAbsoluteError extends Metric {
    private static final long serialVersionUID = 1L;

    private final int outputs;
    private final Accumulator.Sums errors;
    private final Accumulator.Counts total;

    public MeanAbsoluteError() {
        this(1);
    }

    /** @param numOutputs above 1 for {@code [N, numOutputs]} and a mean for each */
    public MeanAbsoluteError(int numOutputs) {
        this.outputs = numOutputs;
        errors = sums("sum_abs_error", numOutputs);
        total = counts("total", 1);
    }

    @Override
    void add(Tensor preds, Tensor target) {
        Pairs pairs = Pairs.of(name(), outputs, preds, target);
        for (int i = 0; i < pairs.size(); i++) {
            errors.values[i % outputs] += Math.abs(pairs.error(i));
        }
        total.values[0] += pairs.size() / outputs;
    }

    @Override
    Result result() {
        if (total.values[0] == 0) {
            throw new ArclightException(name() + ": all batches were empty; there is nothing to compute from");
        }
        double[] means = new double[outputs];
        for (int i = 0; i < outputs; i++) {
            double mean = errors.values[i] / total.values[0];
            means[i] = mean;
        }
        return outputs == 1 ? Result.of(means[0]) : new Result(means, outputs);
    }

    @Override
    String settings() {
        return "outputs " + outputs;
    }
}
