package dev.arclight.metric;

/** The share of answers that are right, as {@code torchmetrics.Accuracy}; for a single class its recall. */
public final class Accuracy extends StatScores<Accuracy> {
    private static final long serialVersionUID = 1L;

    private Accuracy(Task task) {
        super(task);
    }

    /** Of yes and no. */
    public static Accuracy binary() {
        return new Accuracy(Task.binary());
    }

    /** Of one of several classes. */
    public static Accuracy multiclass(int numClasses) {
        return new Accuracy(Task.multiclass(numClasses));
    }

    /** Of yes and no to each of several labels. */
    public static Accuracy multilabel(int numLabels) {
        return new Accuracy(Task.multilabel(numLabels));
    }

    @Override
    double score(double tp, double fp, double tn, double fn) {
        return task.kind() == Task.Kind.MULTICLASS ? ratio(tp, tp + fn) : ratio(tp + tn, tp + fp + tn + fn);
    }
}
