package dev.arclight.kernel.cpu;

/**
 * The passes over rows that softmax, cross entropy and attention are made of, for {@code float[]} and {@code double[]}.
 *
 * <p>Float sums have the order of {@link Norms}: bits depend neither on the CPU's vectors nor on whether the Vector API is
 * there. Spans lie inside their arrays, by the caller's word; results may coincide with operands at the same offset.
 * Stateless and safe for all threads.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface Exponentials<A> {
    int LANES = Norms.LANES;
    int BLOCK = Norms.BLOCK;

    /** On vectors where the JVM has them. */
    Exponentials<float[]> FLOATS = FloatExponentials.CHOSEN;

    Exponentials<double[]> DOUBLES = new ExponentialsDouble();

    /** An array of zeros. */
    A make(int n);

    double get(A array, int index);

    void set(A array, int index, double value);

    /** The number that an array would hold. */
    double round(double value);

    void fill(A array, int from, int to, double value);

    /** The greatest element, NaN if there is one; n ≥ 1. */
    double max(A x, int xOffset, int n);

    double sum(A x, int xOffset, int n);

    double dot(A a, int aOffset, A b, int bOffset, int n);

    /**
     * {@code y = exp(x·scale − shift)}; returns Σ y. No exponent may pass 88; of those below −88 the result is zero. Where the
     * shift is not finite, all is NaN; where it is, no element is NaN.
     */
    double expSum(A x, int xOffset, double scale, double shift, A y, int yOffset, int n);

    /**
     * {@code y = exp(x·scale − shift)·factor}. No exponent may pass 88, unless it is infinite; of those below −88 the result is
     * at most 2⁻¹²⁶ times the factor.
     */
    void expScaled(A x, int xOffset, double scale, double shift, double factor, A y, int yOffset, int n);

    /** {@code y = x·scale + b}. */
    void scaleAdd(A x, int xOffset, double scale, A b, int bOffset, A y, int yOffset, int n);

    /** {@code y = x·factor}. */
    void scale(A x, int xOffset, double factor, A y, int yOffset, int n);

    /** {@code out += x·factor}. */
    void addScaled(A x, int xOffset, double factor, A out, int outOffset, int n);

    /** {@code out[to[i]] += x[from[i]]·factors[i]} for {@code 0 <= i < count}, in this order, of rows of {@code width} elements. */
    void addScaledRows(
            A x,
            int xOffset,
            A factors,
            int factorsOffset,
            long[] from,
            int fromOffset,
            long[] to,
            int toOffset,
            int count,
            int width,
            A out,
            int outOffset);

    /** {@code out = y·(g − shift)·factor}. */
    void productOfShifted(A g, int gOffset, double shift, A y, int yOffset, double factor, A out, int outOffset, int n);

    /** {@code out = g − exp(y)·factor}. */
    void minusExp(A g, int gOffset, A y, int yOffset, double factor, A out, int outOffset, int n);

    /** {@code y = x − first − second}: twice, since a first far from zero would swallow the digits of the second. */
    void minusBoth(A x, int xOffset, double first, double second, A y, int yOffset, int n);
}
