package dev.arclight.kernel.cpu;

/**
 * The gradients of extremes: which elements are one, and what they get. The extremes and shares of a span are one (with a step
 * of 0) or one for each element (1). Floats that lie side by side are compared on vectors where there are any.
 */
public class Extremes {
    static final Extremes CHOSEN =
            VectorSupport.choose(Extremes.class, "dev.arclight.kernel.cpu.vector.VectorExtremes", Extremes::new);

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
        if (xStep == 1 && step == 0 && !Float.isNaN(extreme[extremeOffset])) {
            counts[countsOffset] += CHOSEN.count(x, xOffset, extreme[extremeOffset], n);
        } else if (xStep == 1 && step == 1 && !nan) {
            CHOSEN.count(x, xOffset, extreme, extremeOffset, counts, countsOffset, n);
        } else {
            for (int i = 0; i < n; i++) {
                counts[countsOffset + i * step] +=
                        same(x[xOffset + i * xStep], extreme[extremeOffset + i * step], nan) ? 1 : 0;
            }
        }
    }

    /** Gives each element that is the extreme its share, others nothing; without {@code nan} a share of NaN goes to all. */
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
        if (xStep == 1 && step == 0 && !Float.isNaN(extreme[extremeOffset]) && !Float.isNaN(shares[sharesOffset])) {
            CHOSEN.share(x, xOffset, extreme[extremeOffset], shares[sharesOffset], out, outOffset, n);
        } else if (xStep == 1 && step == 1 && !nan) {
            CHOSEN.share(x, xOffset, extreme, extremeOffset, shares, sharesOffset, out, outOffset, n);
        } else {
            for (int i = 0; i < n; i++) {
                float share = shares[sharesOffset + i * step];
                boolean same = same(x[xOffset + i * xStep], extreme[extremeOffset + i * step], nan);
                out[outOffset + i] = same || !nan && Float.isNaN(share) ? share : 0;
            }
        }
    }

    private static boolean same(float element, float value, boolean nan) {
        return element == value || nan && Float.isNaN(element) && Float.isNaN(value);
    }

    protected int count(float[] x, int offset, float value, int n) {
        int count = 0;
        for (int i = 0; i < n; i++) {
            count += x[offset + i] == value ? 1 : 0;
        }
        return count;
    }

    protected void count(float[] x, int xOffset, float[] values, int vOffset, float[] counts, int cOffset, int n) {
        for (int i = 0; i < n; i++) {
            counts[cOffset + i] += x[xOffset + i] == values[vOffset + i] ? 1 : 0;
        }
    }

    protected void share(float[] x, int xOffset, float value, float share, float[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = x[xOffset + i] == value ? share : 0;
        }
    }

    protected void share(
            float[] x,
            int xOffset,
            float[] values,
            int vOffset,
            float[] shares,
            int sOffset,
            float[] out,
            int o,
            int n) {
        for (int i = 0; i < n; i++) {
            float share = shares[sOffset + i];
            out[o + i] = x[xOffset + i] == values[vOffset + i] || Float.isNaN(share) ? share : 0;
        }
    }

    /** As {@link #count(float[], int, int, float[], int, float[], int, int, int, boolean)}. */
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
        for (int i = 0; i < n; i++) {
            counts[countsOffset + i * step] +=
                    same(x[xOffset + i * xStep], extreme[extremeOffset + i * step], nan) ? 1 : 0;
        }
    }

    /** As {@link #share(float[], int, int, float[], int, float[], int, int, float[], int, int, boolean)}. */
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
        for (int i = 0; i < n; i++) {
            double share = shares[sharesOffset + i * step];
            boolean same = same(x[xOffset + i * xStep], extreme[extremeOffset + i * step], nan);
            out[outOffset + i] = same || !nan && Double.isNaN(share) ? share : 0;
        }
    }

    private static boolean same(double element, double value, boolean nan) {
        return element == value || nan && Double.isNaN(element) && Double.isNaN(value);
    }
}
