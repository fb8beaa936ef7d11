package dev.arclight.kernel.cpu;

/**
 * The gradients of extremes: which elements are one, and what they get. The extremes and shares of a span are one (with a step
 * of 0) or one for each element (1).
 */
public final class Extremes {
    private Extremes() {}

    /** Counts in {@code counts} how many elements are the extreme; with {@code nan}, a NaN is one where that is NaN. */
    public static void count(
            float[] x,
            int xOffset,
            int xStep,
            float[] extreme,
            int extremeOffset,
            float[] counts,
            int countsOffset,
            int step,
            int n,
            boolean nan) {
        if (step == 0) {
            float value = extreme[extremeOffset];
            int count = 0;
            if (nan && Float.isNaN(value)) {
                for (int i = 0; i < n; i++) {
                    count += Float.isNaN(x[xOffset + i * xStep]) ? 1 : 0;
                }
            } else {
                for (int i = 0; i < n; i++) {
                    count += x[xOffset + i * xStep] == value ? 1 : 0;
                }
            }
            counts[countsOffset] += count;
            return;
        }
        for (int i = 0; i < n; i++) {
            float element = x[xOffset + i * xStep];
            float value = extreme[extremeOffset + i];
            boolean same = element == value || nan && Float.isNaN(element) && Float.isNaN(value);
            counts[countsOffset + i] += same ? 1 : 0;
        }
    }

    /** Gives each element that is the extreme its share, others nothing; a share of NaN goes to all. */
    public static void share(
            float[] x,
            int xOffset,
            int xStep,
            float[] extreme,
            int extremeOffset,
            float[] shares,
            int sharesOffset,
            int step,
            float[] out,
            int outOffset,
            int n,
            boolean nan) {
        if (step == 0) {
            float value = extreme[extremeOffset];
            float share = shares[sharesOffset];
            boolean shared = nan && Float.isNaN(value);
            float rest = Float.isNaN(share) ? share : 0;
            for (int i = 0; i < n; i++) {
                float element = x[xOffset + i * xStep];
                out[outOffset + i] = element == value || shared && Float.isNaN(element) ? share : rest;
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            float element = x[xOffset + i * xStep];
            float value = extreme[extremeOffset + i];
            float share = shares[sharesOffset + i];
            boolean same = element == value || nan && Float.isNaN(element) && Float.isNaN(value);
            out[outOffset + i] = same || Float.isNaN(share) ? share : 0;
        }
    }

    /** Counts in {@code counts} how many elements are the extreme; with {@code nan}, a NaN is one where that is NaN. */
    public static void count(
            double[] x,
            int xOffset,
            int xStep,
            double[] extreme,
            int extremeOffset,
            double[] counts,
            int countsOffset,
            int step,
            int n,
            boolean nan) {
        if (step == 0) {
            double value = extreme[extremeOffset];
            int count = 0;
            if (nan && Double.isNaN(value)) {
                for (int i = 0; i < n; i++) {
                    count += Double.isNaN(x[xOffset + i * xStep]) ? 1 : 0;
                }
            } else {
                for (int i = 0; i < n; i++) {
                    count += x[xOffset + i * xStep] == value ? 1 : 0;
                }
            }
            counts[countsOffset] += count;
            return;
        }
        for (int i = 0; i < n; i++) {
            double element = x[xOffset + i * xStep];
            double value = extreme[extremeOffset + i];
            boolean same = element == value || nan && Double.isNaN(element) && Double.isNaN(value);
            counts[countsOffset + i] += same ? 1 : 0;
        }
    }

    /** Gives each element that is the extreme its share, others nothing; a share of NaN goes to all. */
    public static void share(
            double[] x,
            int xOffset,
            int xStep,
            double[] extreme,
            int extremeOffset,
            double[] shares,
            int sharesOffset,
            int step,
            double[] out,
            int outOffset,
            int n,
            boolean nan) {
        if (step == 0) {
            double value = extreme[extremeOffset];
            double share = shares[sharesOffset];
            boolean shared = nan && Double.isNaN(value);
            double rest = Double.isNaN(share) ? share : 0;
            for (int i = 0; i < n; i++) {
                double element = x[xOffset + i * xStep];
                out[outOffset + i] = element == value || shared && Double.isNaN(element) ? share : rest;
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            double element = x[xOffset + i * xStep];
            double value = extreme[extremeOffset + i];
            double share = shares[sharesOffset + i];
            boolean same = element == value || nan && Double.isNaN(element) && Double.isNaN(value);
            out[outOffset + i] = same || Double.isNaN(share) ? share : 0;
        }
    }
}
