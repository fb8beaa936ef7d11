package dev.arclight.metric;

/** The share of what is so that was said to be so, as {@code torchmetrics.Recall}. */
public final class Recall extends StatScores<Recall> {
    private static final long serialVersionUID = 1L;

    private Recall(Task task) {
        super(task);
    }

    /** Of yes and no. */
    public static Recall binary() {
        return new Recall(Task.binary());
    }

    /** Of one of several classes. */
    public static Recall multiclass(int numClasses) {
        return new Recall(Task.multiclass(numClasses));
    }

    /** Of yes and no to each of several labels. */
    public static Recall multilabel(int numLabels) {
        return new Recall(Task.multilabel(numLabels));
    }

    @Override
    double score(double tp, double fp, double tn, double fn) {
        return ratio(tp, tp + fn);
    }
}
