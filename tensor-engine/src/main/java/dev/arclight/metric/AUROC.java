package dev.arclight.metric;

/**
 * The area below the curve of true over false positive rates, which is how likely a positive has a higher score than a negative;
 * as {@code torchmetrics.AUROC}. 0 where all targets are alike.
 */
public final class AUROC extends RankingMetric<AUROC> {
    private static final long serialVersionUID = 1L;

    private AUROC(Task task) {
        super(task);
    }

    /** Of yes and no. */
    public static AUROC binary() {
        return new AUROC(Task.binary());
    }

    /** Of each of several classes against the others. */
    public static AUROC multiclass(int numClasses) {
        return new AUROC(Task.multiclass(numClasses));
    }

    /** Of yes and no to each of several labels. */
    public static AUROC multilabel(int numLabels) {
        return new AUROC(Task.multilabel(numLabels));
    }

    @Override
    double area(Curve curve) {
        if (curve.positives() == 0 || curve.negatives() == 0) {
            return 0;
        }
        // An exact curve begins below all scores, a binned one at its highest threshold.
        double tp = curve.exact ? 0 : curve.truePositives[0];
        double fp = curve.exact ? 0 : curve.falsePositives[0];
        double area = 0;
        for (int i = 0; i < curve.size(); i++) {
            area += (curve.falsePositives[i] - fp) * (curve.truePositives[i] + tp) / 2;
            tp = curve.truePositives[i];
            fp = curve.falsePositives[i];
        }
        return area / curve.positives() / curve.negatives();
    }
}
