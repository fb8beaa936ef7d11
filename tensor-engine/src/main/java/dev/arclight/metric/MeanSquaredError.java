package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;

/** The mean of squared errors, or its root, as {@code torchmetrics.MeanSquaredError}. */
public final class MeanSquaredError extends Metric {
    private static final long serialVersionUID = 1L;

    private final int outputs;
    private final boolean squared;
    private final Accumulator.Sums errors;
    private final Accumulator.Counts total;

    public MeanSquaredError() {
        this(true, 1);
    }

    /** @param squared false for the root of the mean */
    public MeanSquaredError(boolean squared) {
        this(squared, 1);
    }

    /** @param numOutputs above 1 for {@code [N, numOutputs]} and a mean for each */
    public MeanSquaredError(boolean squared, int numOutputs) {
        this.squared = squared;
        this.outputs = numOutputs;
        errors = sums("sum_squared_error", numOutputs);
        total = counts("total", 1);
    }

    @Override
    void add(Tensor preds, Tensor target) {
        Pairs pairs = Pairs.of(name(), outputs, preds, target);
        for (int i = 0; i < pairs.size(); i++) {
            errors.values[i % outputs] += pairs.error(i) * pairs.error(i);
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
            means[i] = squared ? mean : Math.sqrt(mean);
        }
        return outputs == 1 ? Result.of(means[0]) : new Result(means, outputs);
    }

    @Override
    String settings() {
        return (squared ? "squared" : "root") + ", outputs " + outputs;
    }
}
