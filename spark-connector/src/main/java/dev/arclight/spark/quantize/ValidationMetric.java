package dev.arclight.spark.quantize;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a model is judged on rows with true answers. */
public enum ValidationMetric {
    /** The share of rows whose class is told right; of models with an output for each class. */
    ACCURACY(true),
    /** The mean squared difference, of models with one output. */
    MSE(false),
    /** The mean absolute difference, of models with one output. */
    MAE(false),
    /** The share of the true answers' variance that is explained, of models with one output. */
    R2(true);

    private final boolean largerIsBetter;

    ValidationMetric(boolean largerIsBetter) {
        this.largerIsBetter = largerIsBetter;
    }

    /** The metric of that name, in lower case. */
    public static Optional<ValidationMetric> of(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.label().equals(name))
                .findFirst();
    }

    /** Its name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By how much {@code after} is worse than {@code before}; negative if it is better. */
    public double loss(double before, double after) {
        return largerIsBetter ? before - after : after - before;
    }

    /** Whether {@code after} is worse by at most so much, which no NaN is. */
    boolean allows(double before, double after, double most) {
        return loss(before, after) <= most;
    }

    /** Which way it goes when it becomes worse. */
    String worsened() {
        return largerIsBetter ? "fell" : "rose";
    }
}
