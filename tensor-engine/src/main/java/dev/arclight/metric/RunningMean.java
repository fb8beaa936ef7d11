package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** The mean of the last updates, as {@code torchmetrics.RunningMean}; for a loss that is shown while training. */
public final class RunningMean extends Metric {
    private static final long serialVersionUID = 1L;

    private final int window;
    private final NanStrategy nanStrategy;
    private final Accumulator.Rows sums = rows("sums");
    private final Accumulator.Rows weights = rows("weights");

    public RunningMean() {
        this(5, NanStrategy.WARN);
    }

    /** @param window how many updates count */
    public RunningMean(int window) {
        this(window, NanStrategy.WARN);
    }

    public RunningMean(int window, NanStrategy nanStrategy) {
        if (window < 1) {
            throw new ArclightException("RunningMean: the window is " + window + "; it must be at least 1");
        }
        this.window = window;
        this.nanStrategy = nanStrategy;
    }

    public void update(double value) {
        update(Tensor.of(new double[] {value}));
    }

    /** Each element, all with weight 1. */
    public void update(Tensor value) {
        update(value, Tensor.scalar(1));
    }

    @Override
    void add(Tensor value, Tensor weight) {
        double[] values = value.to(DType.FLOAT64).toDoubleArray();
        double[] each = Values.weights(value, weight);
        double sum = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Values.leftOut(name(), values[i] * each[i], nanStrategy)) {
                sum += values[i] * each[i];
                all += each[i];
            }
        }
        sums.append(sum);
        weights.append(all);
        sums.keepLast(window);
        weights.keepLast(window);
    }

    @Override
    Result result() {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < sums.size(); i++) {
            sum += sums.get(i);
            all += weights.get(i);
        }
        if (all == 0) {
            throw new ArclightException("RunningMean: the weights add up to 0; there is nothing to compute from");
        }
        return Result.of(sum / all);
    }

    @Override
    void requireMergeable() {
        throw new ArclightException(
                "RunningMean: the last updates of several partitions have no order; use MeanMetric");
    }

    @Override
    String settings() {
        return "window " + window + ", NaN " + nanStrategy;
    }
}
