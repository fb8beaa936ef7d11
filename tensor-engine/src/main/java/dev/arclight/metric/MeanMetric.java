package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** The mean of numbers, such as losses weighted by the sizes of their batches; as {@code torchmetrics.MeanMetric}. */
public final class MeanMetric extends Metric {
    private static final long serialVersionUID = 1L;

    private final NanStrategy nanStrategy;
    private final Accumulator.Sums sum = sums("mean_value", 1);
    private final Accumulator.Sums weight = sums("weight", 1);

    public MeanMetric() {
        this(NanStrategy.WARN);
    }

    public MeanMetric(NanStrategy nanStrategy) {
        this.nanStrategy = nanStrategy;
    }

    public void update(double value) {
        update(value, 1);
    }

    public void update(double value, double weight) {
        update(Tensor.of(new double[] {value}), Tensor.of(new double[] {weight}));
    }

    /** Each element, all with weight 1. */
    public void update(Tensor value) {
        update(value, Tensor.scalar(1));
    }

    @Override
    void add(Tensor value, Tensor weights) {
        double[] values = value.to(DType.FLOAT64).toDoubleArray();
        double[] each = Values.weights(value, weights);
        for (int i = 0; i < values.length; i++) {
            if (!Values.leftOut(name(), values[i] * each[i], nanStrategy)) {
                sum.values[0] += values[i] * each[i];
                weight.values[0] += each[i];
            }
        }
    }

    @Override
    Result result() {
        if (weight.values[0] == 0) {
            throw new ArclightException("MeanMetric: the weights add up to 0; there is nothing to compute from");
        }
        return Result.of(sum.values[0] / weight.values[0]);
    }

    @Override
    String settings() {
        return "NaN " + nanStrategy;
    }
}
