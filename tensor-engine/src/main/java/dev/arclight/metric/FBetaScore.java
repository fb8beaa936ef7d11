package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;

/** The harmonic mean of precision and recall, which weighs β times as much, as {@code torchmetrics.FBetaScore}. */
public final class FBetaScore extends StatScores<FBetaScore> {
    private static final long serialVersionUID = 1L;

    private final double beta;

    FBetaScore(Task task, double beta) {
        super(task);
        if (!(beta > 0)) {
            throw new ArclightException("FBetaScore: beta is " + beta + "; it must be above 0");
        }
        this.beta = beta;
    }

    /** Of yes and no. */
    public static FBetaScore binary(double beta) {
        return new FBetaScore(Task.binary(), beta);
    }

    /** Of one of several classes. */
    public static FBetaScore multiclass(double beta, int numClasses) {
        return new FBetaScore(Task.multiclass(numClasses), beta);
    }

    /** Of yes and no to each of several labels. */
    public static FBetaScore multilabel(double beta, int numLabels) {
        return new FBetaScore(Task.multilabel(numLabels), beta);
    }

    @Override
    double score(double tp, double fp, double tn, double fn) {
        double square = beta * beta;
        return ratio((1 + square) * tp, (1 + square) * tp + square * fn + fp);
    }

    @Override
    String settings() {
        return super.settings() + ", beta " + beta;
    }
}
