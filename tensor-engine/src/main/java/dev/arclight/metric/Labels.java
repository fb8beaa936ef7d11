package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;

/** Predictions and targets of classification as arrays, checked. */
final class Labels {
    private final String metric;
    private final Task task;
    private final double threshold;
    private final boolean ignores;
    private final long ignoreIndex;

    Labels(String metric, Task task, double threshold, boolean ignores, long ignoreIndex) {
        this.metric = metric;
        this.task = task;
        this.threshold = threshold;
        this.ignores = ignores;
        this.ignoreIndex = ignoreIndex;
    }

    /** Targets as they are, checked against the classes there are. */
    long[] targets(Tensor target) {
        if (target.dtype().isFloating()) {
            throw new DTypeException(
                    metric + ": target is " + target.dtype() + ", expected integers or bool; convert with to(INT64)");
        }
        long[] values = target.to(DType.INT64).toLongArray();
        long most = task.kind() == Task.Kind.MULTICLASS ? task.size() - 1 : 1;
        for (long value : values) {
            if ((value < 0 || value > most) && !(ignores && value == ignoreIndex)) {
                throw new ArclightException(metric + ": the target holds " + value + ", expected 0 to " + most
                        + (ignores ? " or " + ignoreIndex + ", which is ignored" : ""));
            }
        }
        return values;
    }

    boolean ignored(long target) {
        return ignores && target == ignoreIndex;
    }

    /** 0 or 1 for each element of yes or no predictions: labels, probabilities or logits. */
    long[] decisions(Tensor preds, Tensor target) {
        requireSameShape(preds, target);
        if (!preds.dtype().isFloating()) {
            return whole(preds, 1);
        }
        double[] scores = probabilities(preds);
        long[] decided = new long[scores.length];
        for (int i = 0; i < decided.length; i++) {
            decided[i] = scores[i] > threshold ? 1 : 0;
        }
        return decided;
    }

    /** Probabilities; what holds a number outside 0 to 1 are logits, of which the sigmoid is taken. */
    double[] probabilities(Tensor preds) {
        double[] scores = scores(preds);
        for (double score : scores) {
            if (score < 0 || score > 1) {
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = 1 / (1 + Math.exp(-scores[i]));
                }
                break;
            }
        }
        return scores;
    }

    double[] scores(Tensor preds) {
        if (!preds.dtype().isFloating()) {
            throw new DTypeException(
                    metric + ": predictions are " + preds.dtype() + ", expected floating scores, not labels");
        }
        double[] scores = preds.to(DType.FLOAT64).toDoubleArray();
        for (double score : scores) {
            if (Double.isNaN(score)) {
                throw new ArclightException(metric + ": a prediction is NaN");
            }
        }
        return scores;
    }

    long[] whole(Tensor preds, long most) {
        long[] values = preds.to(DType.INT64).toLongArray();
        for (long value : values) {
            if (value < 0 || value > most) {
                throw new ArclightException(metric + ": the predictions hold " + value + ", expected 0 to " + most);
            }
        }
        return values;
    }

    /** Whether predictions {@code [N, C, …]} come with a score for each class of targets {@code [N, …]}. */
    boolean scored(Tensor preds, Tensor target) {
        if (preds.rank() == target.rank()) {
            requireSameShape(preds, target);
            if (preds.dtype().isFloating()) {
                throw new ShapeException(metric + ": floating predictions " + preds.shape() + " for targets "
                        + target.shape() + "; expected scores [N, " + task.size() + ", …] or whole labels");
            }
            return false;
        }
        boolean fits = preds.rank() == target.rank() + 1
                && preds.rank() >= 2
                && preds.size(1) == task.size()
                && preds.shape().without(1).equals(target.shape());
        if (!fits) {
            throw new ShapeException(metric + ": predictions " + preds.shape() + " do not fit targets " + target.shape()
                    + "; expected scores [N, " + task.size() + ", …] or labels, and labels [N, …]");
        }
        return true;
    }

    /** Scores {@code [N, C, …]} with the classes last, so that an example's lie side by side. */
    double[] classScores(Tensor preds) {
        return scores(preds.movedim(1, -1));
    }

    void requireLabels(Tensor preds, Tensor target) {
        requireSameShape(preds, target);
        if (target.rank() < 2 || target.size(1) != task.size()) {
            throw new ShapeException(
                    metric + ": got " + target.shape() + ", expected [N, " + task.size() + ", …] for as many labels");
        }
    }

    /** Which label element {@code i} of {@code [N, L, …]} belongs to. */
    static int labelOf(int i, Tensor target) {
        int inner = 1;
        for (int d = 2; d < target.rank(); d++) {
            inner *= target.size(d);
        }
        return i / inner % target.size(1);
    }

    void requireSameShape(Tensor preds, Tensor target) {
        if (!preds.shape().equals(target.shape())) {
            throw new ShapeException(metric + ": predictions " + preds.shape() + " and targets " + target.shape()
                    + " must have one shape");
        }
    }
}
