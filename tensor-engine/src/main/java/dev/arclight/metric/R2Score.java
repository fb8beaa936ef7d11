package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;

/**
 * The share of the targets' variance that predictions explain, {@code 1 - Σ(y - p)² / Σ(y - ȳ)²}, as {@code torchmetrics.R2Score}.
 * Where all targets are alike it is 1 if all errors are 0, else 0.
 */
public final class R2Score extends Metric {
    private static final long serialVersionUID = 1L;

    /** How several outputs become one number. */
    public enum Multioutput {
        UNIFORM_AVERAGE,
        RAW_VALUES,
        VARIANCE_WEIGHTED
    }

    private final int outputs;
    private final int adjusted;
    private final Multioutput multioutput;
    private final Accumulator.Sums residuals;
    private final Accumulator.Moments targets;

    public R2Score() {
        this(1, 0, Multioutput.UNIFORM_AVERAGE);
    }

    /**
     * @param numOutputs above 1 for {@code [N, numOutputs]}
     * @param adjusted how many variables predictions were made from, for the adjusted score; 0 for the plain one
     */
    public R2Score(int numOutputs, int adjusted, Multioutput multioutput) {
        if (numOutputs < 1 || adjusted < 0) {
            throw new ArclightException(
                    "R2Score: got " + numOutputs + " outputs, adjusted by " + adjusted + "; expected ≥ 1 and ≥ 0");
        }
        this.outputs = numOutputs;
        this.adjusted = adjusted;
        this.multioutput = multioutput;
        residuals = sums("residual", numOutputs);
        targets = moments("target", numOutputs);
    }

    @Override
    void add(Tensor preds, Tensor target) {
        Pairs pairs = Pairs.of(name(), outputs, preds, target);
        for (int i = 0; i < pairs.size(); i++) {
            residuals.values[i % outputs] += pairs.error(i) * pairs.error(i);
            targets.put(i % outputs, pairs.target(i));
        }
    }

    @Override
    Result result() {
        double n = targets.count(0);
        if (n < 2 || adjusted >= n - 1) {
            throw new ArclightException("R2Score: got " + (long) n + " examples, adjusted by " + adjusted
                    + "; expected at least 2, and 2 more than it is adjusted by");
        }
        double[] scores = new double[outputs];
        double spread = 0;
        double weighted = 0;
        double sum = 0;
        for (int i = 0; i < outputs; i++) {
            double all = targets.squares(i);
            double score = all > 0 ? 1 - residuals.values[i] / all : residuals.values[i] == 0 ? 1 : 0;
            scores[i] = adjust(score, n);
            spread += all;
            weighted += all * score;
            sum += score;
        }
        return switch (multioutput) {
            case RAW_VALUES -> new Result(scores, outputs);
            case UNIFORM_AVERAGE -> Result.of(adjust(sum / outputs, n));
            case VARIANCE_WEIGHTED -> Result.of(adjust(weighted / spread, n));
        };
    }

    private double adjust(double score, double n) {
        return adjusted == 0 ? score : 1 - (1 - score) * (n - 1) / (n - adjusted - 1);
    }

    @Override
    String settings() {
        return "outputs " + outputs + ", adjusted " + adjusted + ", " + multioutput;
    }
}
