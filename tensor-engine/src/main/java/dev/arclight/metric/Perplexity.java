package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;

/**
 * How many words a language model hesitates between: {@code exp} of the mean negative log-likelihood, as
 * {@code torchmetrics.text.Perplexity}. Predictions are logits {@code [batch, length, words]}, targets {@code [batch, length]}.
 */
public final class Perplexity extends Metric {
    private static final long serialVersionUID = 1L;

    private final boolean ignores;
    private final long ignoreIndex;
    private final Accumulator.Sums sum = sums("total_log_probs", 1);
    private final Accumulator.Counts count = counts("count", 1);

    public Perplexity() {
        this(false, 0);
    }

    /** @param ignoreIndex a target that is left out, such as padding */
    public Perplexity(long ignoreIndex) {
        this(true, ignoreIndex);
    }

    private Perplexity(boolean ignores, long ignoreIndex) {
        this.ignores = ignores;
        this.ignoreIndex = ignoreIndex;
    }

    @Override
    void add(Tensor preds, Tensor target) {
        if (preds.rank() != 3 || !preds.shape().without(-1).equals(target.shape())) {
            throw new ShapeException("Perplexity: predictions " + preds.shape() + " and targets " + target.shape()
                    + "; expected [batch, length, words] and [batch, length]");
        }
        if (!preds.dtype().isFloating() || target.dtype() != DType.INT64) {
            throw new DTypeException("Perplexity: predictions are " + preds.dtype() + " and targets " + target.dtype()
                    + "; expected floating logits and int64");
        }
        int words = preds.size(2);
        double[] logits = preds.to(DType.FLOAT64).toDoubleArray();
        long[] wanted = target.toLongArray();
        for (int i = 0; i < wanted.length; i++) {
            if (ignores && wanted[i] == ignoreIndex) {
                continue;
            }
            if (wanted[i] < 0 || wanted[i] >= words) {
                throw new ArclightException(
                        "Perplexity: the target holds " + wanted[i] + ", expected 0 to " + (words - 1));
            }
            double loss = logSumExp(logits, i * words, words) - logits[i * words + (int) wanted[i]];
            if (Double.isNaN(loss)) {
                throw new ArclightException("Perplexity: a prediction is NaN, or infinite for all words");
            }
            sum.values[0] += loss;
            count.values[0]++;
        }
    }

    private static double logSumExp(double[] x, int from, int n) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            most = Math.max(most, x[i]);
        }
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += Math.exp(x[i] - most);
        }
        return most + Math.log(sum);
    }

    @Override
    Result result() {
        if (count.values[0] == 0) {
            throw new ArclightException("Perplexity: no target counted; there is nothing to compute from");
        }
        return Result.of(Math.exp(sum.values[0] / count.values[0]));
    }

    @Override
    String settings() {
        return ignores ? "ignoring " + ignoreIndex : "";
    }
}
