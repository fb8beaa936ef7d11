package dev.arclight.metric;

/** The share of what was said to be so that is so, as {@code torchmetrics.Precision}. */
public final class Precision extends StatScores<Precision> {
    private static final long serialVersionUID = 1L;

    private Precision(Task task) {
        super(task);
    }

    /** Of yes and no. */
    public static Precision binary() {
        return new Precision(Task.binary());
    }

    /** Of one of several classes. */
    public static Precision multiclass(int numClasses) {
        return new Precision(Task.multiclass(numClasses));
    }

    /** Of yes and no to each of several labels. */
    public static Precision multilabel(int numLabels) {
        return new Precision(Task.multilabel(numLabels));
    }

    @Override
    double score(double tp, double fp, double tn, double fn) {
        return ratio(tp, tp + fp);
    }
}
