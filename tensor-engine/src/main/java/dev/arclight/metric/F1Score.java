package dev.arclight.metric;

/** Makes {@link FBetaScore}s that weigh precision and recall alike, as {@code torchmetrics.F1Score}. */
public final class F1Score {
    private F1Score() {}

    /** Of yes and no. */
    public static FBetaScore binary() {
        return FBetaScore.binary(1);
    }

    /** Of one of several classes. */
    public static FBetaScore multiclass(int numClasses) {
        return FBetaScore.multiclass(1, numClasses);
    }

    /** Of yes and no to each of several labels. */
    public static FBetaScore multilabel(int numLabels) {
        return FBetaScore.multilabel(1, numLabels);
    }
}
