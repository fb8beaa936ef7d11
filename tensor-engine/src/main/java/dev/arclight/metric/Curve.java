package dev.arclight.metric;

import java.util.Arrays;

/** True and false positives at falling thresholds. */
final class Curve {
    final double[] truePositives;
    final double[] falsePositives;
    private final double positives;
    private final double negatives;

    /** Whether it has a point for every score, and not for chosen thresholds. */
    final boolean exact;

    private Curve(double[] truePositives, double[] falsePositives, double positives, double negatives, boolean exact) {
        this.truePositives = truePositives;
        this.falsePositives = falsePositives;
        this.positives = positives;
        this.negatives = negatives;
        this.exact = exact;
    }

    double positives() {
        return positives;
    }

    double negatives() {
        return negatives;
    }

    int size() {
        return truePositives.length;
    }

    /** A point for every different score among elements {@code first}, {@code first + stride}, …; targets below 0 are left out. */
    static Curve of(double[] scores, double[] targets, int first, int stride) {
        double[] yes = sorted(scores, targets, first, stride, 1);
        double[] no = sorted(scores, targets, first, stride, 0);
        double[] tp = new double[yes.length + no.length];
        double[] fp = new double[tp.length];
        int points = 0;
        int y = yes.length;
        int n = no.length;
        while (y > 0 || n > 0) {
            double score = Math.max(
                    y > 0 ? yes[y - 1] : Double.NEGATIVE_INFINITY, n > 0 ? no[n - 1] : Double.NEGATIVE_INFINITY);
            while (y > 0 && yes[y - 1] == score) {
                y--;
            }
            while (n > 0 && no[n - 1] == score) {
                n--;
            }
            tp[points] = yes.length - y;
            fp[points++] = no.length - n;
        }
        return new Curve(Arrays.copyOf(tp, points), Arrays.copyOf(fp, points), yes.length, no.length, true);
    }

    private static double[] sorted(double[] scores, double[] targets, int first, int stride, int wanted) {
        double[] found = new double[scores.length / stride + 1];
        int n = 0;
        for (int i = first; i < scores.length; i += stride) {
            if (targets[i] == wanted) {
                // Zero has two signs, which sorting tells apart and comparing does not.
                found[n++] = scores[i] + 0.0;
            }
        }
        Arrays.sort(found, 0, n);
        return Arrays.copyOf(found, n);
    }

    /** @param counts of each rising threshold: positives and negatives at or above it, then those below it */
    static Curve ofCounts(long[] counts, int thresholds) {
        double[] tp = new double[thresholds];
        double[] fp = new double[thresholds];
        for (int t = 0; t < thresholds; t++) {
            tp[thresholds - 1 - t] = counts[t * 4];
            fp[thresholds - 1 - t] = counts[t * 4 + 1];
        }
        return new Curve(tp, fp, counts[0] + counts[2], counts[1] + counts[3], false);
    }

    static Curve sum(Curve... curves) {
        Curve first = curves[0];
        double[] tp = new double[first.size()];
        double[] fp = new double[first.size()];
        double positives = 0;
        double negatives = 0;
        for (Curve curve : curves) {
            for (int i = 0; i < tp.length; i++) {
                tp[i] += curve.truePositives[i];
                fp[i] += curve.falsePositives[i];
            }
            positives += curve.positives;
            negatives += curve.negatives;
        }
        return new Curve(tp, fp, positives, negatives, first.exact);
    }
}
