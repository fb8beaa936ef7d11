package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;

/**
 * What is made of true and false positives and negatives. As in torchmetrics predictions are labels or scores: for yes and no
 * probabilities above a threshold, or logits if one lies outside 0 to 1; for several classes {@code [N, C, …]}, of which the
 * largest wins.
 *
 * @param <S> the metric itself, for settings in a row
 */
public abstract sealed class StatScores<S extends StatScores<S>> extends Metric
        permits Accuracy, Precision, Recall, FBetaScore {
    private static final long serialVersionUID = 1L;

    final Task task;
    private final Accumulator.Counts truePositives;
    private final Accumulator.Counts falsePositives;
    private final Accumulator.Counts trueNegatives;
    private final Accumulator.Counts falseNegatives;

    private double threshold = 0.5;
    private Average average = Average.MICRO;
    private int topK = 1;
    private boolean ignores;
    private long ignoreIndex;

    StatScores(Task task) {
        this.task = task;
        truePositives = counts("tp", task.size());
        falsePositives = counts("fp", task.size());
        trueNegatives = counts("tn", task.size());
        falseNegatives = counts("fn", task.size());
    }

    /** Above which probability the answer is yes; 0.5 by default. Not for classes. */
    public final S threshold(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new ArclightException(name() + ": the threshold is " + value + "; it must be from 0 to 1");
        }
        threshold = value;
        return self();
    }

    /** How classes or labels become one number; {@link Average#MICRO} by default. */
    public final S average(Average value) {
        average = value;
        return self();
    }

    /** Within how many of the highest scores the class must be; 1 by default. Only for classes. */
    public final S topK(int value) {
        if (task.kind() != Task.Kind.MULTICLASS || value < 1 || value > task.size()) {
            throw new ArclightException(name() + ": topK is " + value + " for " + task
                    + "; it must be from 1 to the number of classes, and is for multiclass only");
        }
        topK = value;
        return self();
    }

    /** A target that is left out, whatever was predicted; none by default. */
    public final S ignoreIndex(long value) {
        ignores = true;
        ignoreIndex = value;
        return self();
    }

    @SuppressWarnings("unchecked") // By the bound of S.
    private S self() {
        return (S) this;
    }

    @Override
    final void add(Tensor preds, Tensor target) {
        Labels labels = new Labels(name(), task, threshold, ignores, ignoreIndex);
        if (task.kind() == Task.Kind.MULTICLASS) {
            addClasses(labels, preds, target);
            return;
        }
        if (task.kind() == Task.Kind.MULTILABEL) {
            labels.requireLabels(preds, target);
        }
        long[] decided = labels.decisions(preds, target);
        long[] wanted = labels.targets(target);
        for (int i = 0; i < wanted.length; i++) {
            if (!labels.ignored(wanted[i])) {
                int at = task.kind() == Task.Kind.MULTILABEL ? Labels.labelOf(i, target) : 0;
                Accumulator.Counts hit = decided[i] == 1
                        ? wanted[i] == 1 ? truePositives : falsePositives
                        : wanted[i] == 1 ? falseNegatives : trueNegatives;
                hit.values[at]++;
            }
        }
    }

    private void addClasses(Labels labels, Tensor preds, Tensor target) {
        boolean scored = labels.scored(preds, target);
        if (!scored && topK > 1) {
            throw new ShapeException(
                    name() + ": topK needs scores [N, " + task.size() + ", …], got labels " + preds.shape());
        }
        long[] wanted = labels.targets(target);
        double[] scores = scored ? labels.classScores(preds) : new double[0];
        long[] given = scored ? new long[0] : labels.whole(preds, task.size() - 1);
        for (int i = 0; i < wanted.length; i++) {
            if (!labels.ignored(wanted[i])) {
                int right = (int) wanted[i];
                int said = scored ? said(scores, i * task.size(), right) : (int) given[i];
                for (int c = 0; c < task.size(); c++) {
                    Accumulator.Counts hit = c == said
                            ? c == right ? truePositives : falsePositives
                            : c == right ? falseNegatives : trueNegatives;
                    hit.values[c]++;
                }
            }
        }
    }

    /** The first class with the highest score, or the right one if it is among the highest. */
    private int said(double[] scores, int from, int right) {
        int best = 0;
        int before = 0;
        for (int c = 0; c < task.size(); c++) {
            if (scores[from + c] > scores[from + best]) {
                best = c;
            }
            if (scores[from + c] > scores[from + right] || scores[from + c] == scores[from + right] && c < right) {
                before++;
            }
        }
        return before < topK ? right : best;
    }

    @Override
    final Result result() {
        int n = task.size();
        long[] tp = truePositives.values;
        long[] fp = falsePositives.values;
        long[] tn = trueNegatives.values;
        long[] fn = falseNegatives.values;
        if (average == Average.MICRO || task.kind() == Task.Kind.BINARY) {
            return Result.of(score(sum(tp), sum(fp), sum(tn), sum(fn)));
        }
        double[] scores = new double[n];
        double weights = 0;
        double weighted = 0;
        for (int c = 0; c < n; c++) {
            scores[c] = score((double) tp[c], (double) fp[c], (double) tn[c], (double) fn[c]);
            boolean counts =
                    task.kind() == Task.Kind.MULTILABEL || (topK == 1 ? tp[c] + fp[c] + fn[c] : tp[c] + fn[c]) > 0;
            double weight = average == Average.WEIGHTED ? tp[c] + fn[c] : counts ? 1 : 0;
            weights += weight;
            weighted += weight * scores[c];
        }
        return average == Average.NONE ? new Result(scores, n) : Result.of(ratio(weighted, weights));
    }

    abstract double score(double tp, double fp, double tn, double fn);

    /** 0 where there is nothing to divide by, as in torchmetrics. */
    static double ratio(double a, double b) {
        return b == 0 ? 0 : a / b;
    }

    private static double sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    @Override
    String settings() {
        return task + ", average " + average + (topK > 1 ? ", top " + topK : "")
                + (task.kind() == Task.Kind.MULTICLASS ? "" : ", threshold " + threshold)
                + (ignores ? ", ignoring " + ignoreIndex : "");
    }
}
