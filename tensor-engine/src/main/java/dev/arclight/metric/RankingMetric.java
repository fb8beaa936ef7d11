package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What depends on the order of scores, over all thresholds. Exact by default, which keeps every score; with
 * {@link #thresholds(int)} it counts at so many evenly spaced ones from 0 to 1 and its state stays small.
 *
 * <p>Scores are probabilities; if one of a batch lies outside 0 to 1 they are logits, of which sigmoid or softmax is taken.
 *
 * @param <S> the metric itself, for settings in a row
 */
public abstract sealed class RankingMetric<S extends RankingMetric<S>> extends Metric permits AUROC, AveragePrecision {
    private static final long serialVersionUID = 1L;

    private final Task task;
    private Accumulator.@Nullable Rows scores;
    private Accumulator.@Nullable Rows targets;

    /** Of each class and threshold the positives and negatives at or above it, then those below it. */
    private Accumulator.@Nullable Counts bins;

    private int thresholds;
    private Average average = Average.MACRO;
    private boolean ignores;
    private long ignoreIndex;

    RankingMetric(Task task) {
        this.task = task;
        scores = rows("preds");
        targets = rows("target");
    }

    /** Counts at {@code n} thresholds instead of keeping every score. To be called before the first update. */
    public final S thresholds(int n) {
        if (n < 2 || updateCount() > 0) {
            throw new ArclightException(name() + ": got " + n + " thresholds after " + updateCount()
                    + " updates; expected at least 2, before the first update");
        }
        thresholds = n;
        scores = null;
        targets = null;
        forget("preds", "target", "confmat");
        bins = counts("confmat", task.size() * n * 4);
        return self();
    }

    /** How classes or labels become one number; {@link Average#MACRO} by default. */
    public final S average(Average value) {
        if (value == Average.MICRO && task.kind() != Task.Kind.MULTILABEL) {
            throw new ArclightException(name() + ": the average MICRO is for multilabel only, got it for " + task);
        }
        average = value;
        return self();
    }

    /** A target that is left out; none by default. */
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
        Labels labels = new Labels(name(), task, 0.5, ignores, ignoreIndex);
        double[] given;
        switch (task.kind()) {
            case MULTICLASS -> {
                if (!labels.scored(preds, target)) {
                    throw new ArclightException(name() + ": predictions " + preds.type()
                            + " are labels; expected scores [N, " + task.size() + ", …]");
                }
                given = shares(labels.classScores(preds));
            }
            case MULTILABEL -> {
                labels.requireLabels(preds, target);
                given = labels.probabilities(preds.movedim(1, -1));
            }
            default -> {
                labels.requireSameShape(preds, target);
                given = labels.probabilities(preds);
            }
        }
        boolean multilabel = task.kind() == Task.Kind.MULTILABEL;
        long[] wanted = labels.targets(multilabel ? target.movedim(1, -1) : target);
        int n = task.size();
        int examples = multilabel ? wanted.length / n : wanted.length;
        for (int i = 0; i < examples; i++) {
            if (multilabel || !labels.ignored(wanted[i])) {
                for (int c = 0; c < n; c++) {
                    long label = multilabel ? wanted[i * n + c] : wanted[i];
                    boolean left = labels.ignored(label);
                    boolean positive = task.kind() == Task.Kind.MULTICLASS ? label == c : label == 1;
                    put(c, given[i * n + c], positive, left);
                }
            }
        }
    }

    /** Rows of scores as they are, or their softmax if one lies outside 0 to 1. */
    private double[] shares(double[] given) {
        if (Arrays.stream(given).allMatch(score -> score >= 0 && score <= 1)) {
            return given;
        }
        int n = task.size();
        for (int from = 0; from < given.length; from += n) {
            double most = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < n; c++) {
                most = Math.max(most, given[from + c]);
            }
            double sum = 0;
            for (int c = 0; c < n; c++) {
                given[from + c] = Math.exp(given[from + c] - most);
                sum += given[from + c];
            }
            for (int c = 0; c < n; c++) {
                given[from + c] /= sum;
            }
        }
        return given;
    }

    private void put(int of, double score, boolean positive, boolean left) {
        if (bins != null) {
            for (int t = 0; t < thresholds && !left; t++) {
                // As torchmetrics a float32, so that a float32 score of 0.7 is not below 0.7.
                boolean above = score >= (float) ((double) t / (thresholds - 1));
                bins.values[((of * thresholds + t) * 2 + (above ? 0 : 1)) * 2 + (positive ? 0 : 1)]++;
            }
        } else if (scores != null && targets != null) {
            scores.append(score);
            targets.append(left ? -1 : positive ? 1 : 0);
        }
    }

    @Override
    final Result result() {
        int n = task.size();
        if (average == Average.MICRO && n > 1) {
            Curve[] all = new Curve[n];
            for (int c = 0; c < n; c++) {
                all[c] = curve(c, n);
            }
            return Result.of(area(bins == null ? curve(0, 1) : Curve.sum(all)));
        }
        double[] areas = new double[n];
        double weights = 0;
        double weighted = 0;
        for (int c = 0; c < n; c++) {
            Curve curve = curve(c, n);
            areas[c] = area(curve);
            if (!Double.isNaN(areas[c])) {
                double weight = average == Average.WEIGHTED ? curve.positives() : 1;
                weights += weight;
                weighted += weight * areas[c];
            }
        }
        return n == 1 || average != Average.NONE
                ? Result.of(n == 1 ? areas[0] : weighted / weights)
                : new Result(areas, n);
    }

    abstract double area(Curve curve);

    /** The curve of what lies {@code stride} apart, or of a class's counts. */
    private Curve curve(int of, int stride) {
        if (bins != null) {
            long[] counts = Arrays.copyOfRange(bins.values, of * thresholds * 4, (of + 1) * thresholds * 4);
            return Curve.ofCounts(counts, thresholds);
        }
        return Curve.of(
                java.util.Objects.requireNonNull(scores).toArray(),
                java.util.Objects.requireNonNull(targets).toArray(),
                of,
                stride);
    }

    @Override
    final String settings() {
        return task + ", average " + average + ", thresholds " + (bins == null ? "all" : thresholds)
                + (ignores ? ", ignoring " + ignoreIndex : "");
    }
}
