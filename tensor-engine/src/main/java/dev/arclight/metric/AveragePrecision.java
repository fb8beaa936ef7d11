package dev.arclight.metric;

/**
 * The mean of the precision over recall, {@code Σ (R[i] - R[i - 1])·P[i]}, as {@code torchmetrics.AveragePrecision}. NaN where
 * nothing is positive; such a class does not count in a mean.
 */
public final class AveragePrecision extends RankingMetric<AveragePrecision> {
    private static final long serialVersionUID = 1L;

    private AveragePrecision(Task task) {
        super(task);
    }

    /** Of yes and no. */
    public static AveragePrecision binary() {
        return new AveragePrecision(Task.binary());
    }

    /** Of each of several classes against the others. */
    public static AveragePrecision multiclass(int numClasses) {
        return new AveragePrecision(Task.multiclass(numClasses));
    }

    /** Of yes and no to each of several labels. */
    public static AveragePrecision multilabel(int numLabels) {
        return new AveragePrecision(Task.multilabel(numLabels));
    }

    @Override
    double area(Curve curve) {
        if (curve.positives() == 0) {
            return Double.NaN;
        }
        double before = 0;
        double sum = 0;
        for (int i = 0; i < curve.size(); i++) {
            double tp = curve.truePositives[i];
            double said = tp + curve.falsePositives[i];
            sum += said == 0 ? 0 : (tp - before) * tp / said;
            before = tp;
        }
        return sum / curve.positives();
    }
}
