package dev.arclight.metric;

import dev.arclight.tensor.Tensor;

/**
 * How often each class was taken for which, as {@code torchmetrics.ConfusionMatrix}: rows are targets, columns predictions. For
 * labels {@code [L, 2, 2]}.
 */
public final class ConfusionMatrix extends Metric {
    private static final long serialVersionUID = 1L;

    /** What the numbers are divided by; nothing, so that they are counts, by default. */
    public enum Normalize {
        NONE,
        /** Each row by its sum. */
        TRUE,
        /** Each column by its sum. */
        PRED,
        /** All by the number of examples. */
        ALL
    }

    private final Task task;
    private final int side;
    private final Accumulator.Counts matrix;
    private double threshold = 0.5;
    private Normalize normalize = Normalize.NONE;
    private boolean ignores;
    private long ignoreIndex;

    private ConfusionMatrix(Task task) {
        this.task = task;
        side = task.kind() == Task.Kind.MULTICLASS ? task.size() : 2;
        matrix = counts("confmat", (task.kind() == Task.Kind.MULTILABEL ? task.size() : 1) * side * side);
    }

    /** Of yes and no. */
    public static ConfusionMatrix binary() {
        return new ConfusionMatrix(Task.binary());
    }

    /** Of one of several classes. */
    public static ConfusionMatrix multiclass(int numClasses) {
        return new ConfusionMatrix(Task.multiclass(numClasses));
    }

    /** Of yes and no to each of several labels. */
    public static ConfusionMatrix multilabel(int numLabels) {
        return new ConfusionMatrix(Task.multilabel(numLabels));
    }

    /** Above which probability the answer is yes; 0.5 by default. */
    public ConfusionMatrix threshold(double value) {
        threshold = value;
        return this;
    }

    public ConfusionMatrix normalize(Normalize value) {
        normalize = value;
        return this;
    }

    /** A target that is left out; none by default. */
    public ConfusionMatrix ignoreIndex(long value) {
        ignores = true;
        ignoreIndex = value;
        return this;
    }

    @Override
    void add(Tensor preds, Tensor target) {
        Labels labels = new Labels(name(), task, threshold, ignores, ignoreIndex);
        long[] said;
        switch (task.kind()) {
            case MULTICLASS ->
                said = labels.scored(preds, target) ? best(labels.classScores(preds)) : labels.whole(preds, side - 1);
            case MULTILABEL -> {
                labels.requireLabels(preds, target);
                said = labels.decisions(preds, target);
            }
            default -> said = labels.decisions(preds, target);
        }
        long[] wanted = labels.targets(target);
        for (int i = 0; i < wanted.length; i++) {
            if (!labels.ignored(wanted[i])) {
                int of = task.kind() == Task.Kind.MULTILABEL ? Labels.labelOf(i, target) : 0;
                matrix.values[(of * side + (int) wanted[i]) * side + (int) said[i]]++;
            }
        }
    }

    private long[] best(double[] scores) {
        long[] best = new long[scores.length / side];
        for (int i = 0; i < best.length; i++) {
            for (int c = 1; c < side; c++) {
                if (scores[i * side + c] > scores[i * side + (int) best[i]]) {
                    best[i] = c;
                }
            }
        }
        return best;
    }

    @Override
    Result result() {
        double[] values = new double[matrix.values.length];
        for (int i = 0; i < values.length; i++) {
            double divisor = divisor(i);
            values[i] = divisor == 0 ? 0 : matrix.values[i] / divisor;
        }
        return task.kind() == Task.Kind.MULTILABEL
                ? new Result(values, task.size(), side, side)
                : new Result(values, side, side);
    }

    private double divisor(int i) {
        int first = i / (side * side) * side * side;
        int row = first + (i - first) / side * side;
        int column = first + (i - first) % side;
        double sum = 0;
        for (int k = 0; k < side * side; k++) {
            switch (normalize) {
                case NONE -> sum = 1;
                case TRUE -> sum += k < side ? matrix.values[row + k] : 0;
                case PRED -> sum += k < side ? matrix.values[column + k * side] : 0;
                case ALL -> sum += matrix.values[first + k];
            }
        }
        return sum;
    }

    @Override
    String settings() {
        return task + ", normalize " + normalize
                + (task.kind() == Task.Kind.MULTICLASS ? "" : ", threshold " + threshold)
                + (ignores ? ", ignoring " + ignoreIndex : "");
    }
}
