package dev.arclight.kernel.cpu;

/**
 * The passes over memory that normalisation and its gradients are made of, for {@code float[]} and {@code double[]}.
 *
 * <p>Three families. <em>Rows</em> have a weight and a bias per element, as layer normalisation. <em>Segments</em> have
 * one for all elements, as a channel's plane. <em>Columns</em> have a mean, a weight and a bias per element, as batch
 * normalisation of {@code [N, C]}. Statistics come from two passes, mean first; subtracting it before squaring is what
 * keeps a variance that is small beside the mean.
 *
 * <p>Float sums have a fixed order: blocks of {@link #BLOCK} elements, in each of them {@link #LANES} lanes times some
 * groups ({@link LaneSums}); blocks are added in double. So bits depend neither on the CPU's vectors nor on whether the
 * Vector API is there. Spans lie inside their arrays, by the caller's word; results may coincide with {@code x} or
 * {@code g} at the same offset. Stateless and safe for all threads.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface Norms<A> {
    int LANES = 16;
    int BLOCK = 1024;

    /** On vectors where the JVM has them. */
    Norms<float[]> FLOATS = FloatNorms.CHOSEN;

    Norms<double[]> DOUBLES = new NormsDouble();

    /** An array of zeros. */
    A make(int n);

    double get(A array, int index);

    void set(A array, int index, double value);

    /** Adds the first {@code n} elements to totals from {@code offset} on and makes them zero. */
    void drain(A sums, int sumsOffset, double[] totals, int offset, int n);

    /** Sums over rows: {@code totals[j] = Σ x[i·width + j]}. */
    void sumColumns(A x, int xOffset, int rows, int width, double[] totals);

    /** Σ x. */
    double sum(A x, int xOffset, int n);

    /** Σ (x − mean)². */
    double squares(A x, int xOffset, double mean, int n);

    /** {@code y = (x − mean)·rstd·w + b}. */
    void normalize(
            A x,
            int xOffset,
            double mean,
            double rstd,
            A weight,
            int weightOffset,
            A bias,
            int biasOffset,
            A y,
            int yOffset,
            int n);

    /** {@code sums = {Σ g·w, Σ g·w·(x − mean)}}. */
    void gradSums(A g, int gOffset, A x, int xOffset, double mean, A weight, int weightOffset, int n, double[] sums);

    /**
     * {@code out = g·w·rstd + (x − mean)·slope + shift}; adds {@code g·(x − mean)·rstd} to {@code weightSums} and
     * {@code g} to {@code biasSums}.
     */
    void grad(
            A g,
            int gOffset,
            A x,
            int xOffset,
            double mean,
            double rstd,
            A weight,
            int weightOffset,
            double slope,
            double shift,
            A out,
            int outOffset,
            A weightSums,
            A biasSums,
            int sumsOffset,
            int n);

    /** {@code y = (x − mean)·scale + shift}. */
    void scale(A x, int xOffset, double mean, double scale, double shift, A y, int yOffset, int n);

    /** {@code sums = {Σ g, Σ g·(x − mean)}}. */
    void segmentSums(A g, int gOffset, A x, int xOffset, double mean, int n, double[] sums);

    /** {@code out = g·scale + (x − mean)·slope + shift}. */
    void segmentGrad(
            A g,
            int gOffset,
            A x,
            int xOffset,
            double mean,
            double scale,
            double slope,
            double shift,
            A out,
            int outOffset,
            int n);

    /** Adds {@code (x − mean)²} to {@code sums}. */
    void addSquares(A x, int xOffset, A mean, A sums, int n);

    /** {@code y = (x − mean)·scale + shift}. */
    void scaleColumns(A x, int xOffset, A mean, A scale, A shift, A y, int yOffset, int n);

    /** Adds {@code g} to {@code sums} and {@code g·(x − mean)} to {@code products}. */
    void addGradSums(A g, int gOffset, A x, int xOffset, A mean, A sums, A products, int n);

    /** {@code out = g·scale + (x − mean)·slope + shift}. */
    void gradColumns(
            A g, int gOffset, A x, int xOffset, A mean, A scale, A slope, A shift, A out, int outOffset, int n);
}
