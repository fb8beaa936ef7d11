package dev.arclight.kernel.cpu;

/**
 * The elementwise parts of recurrent cells, for {@code float[]} and {@code double[]}. Gates of a cell lie one after the
 * other, each as long as the hidden state, already activated where a gradient is taken.
 *
 * <p>Float bits depend neither on the CPU's vectors nor on whether the Vector API is there. Spans lie inside their arrays,
 * by the caller's word. Stateless and safe for all threads.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface Gates<A> {
    /** On vectors where the JVM has them. */
    Gates<float[]> FLOATS = FloatGates.CHOSEN;

    Gates<double[]> DOUBLES = new GatesDouble();

    /** An array of zeros. */
    A make(int n);

    /** {@code y = 1 / (1 + exp(−x))}. */
    void sigmoid(A x, int xOffset, A y, int yOffset, int n);

    /** {@code y = tanh(x)}. */
    void tanh(A x, int xOffset, A y, int yOffset, int n);

    /** {@code x = max(x, 0)}. */
    void relu(A x, int offset, int n);

    /** {@code y += x}. */
    void add(A x, int xOffset, A y, int yOffset, int n);

    /** {@code y = a·b}. */
    void multiply(A a, int aOffset, A b, int bOffset, A y, int yOffset, int n);

    /** {@code y += a·b}. */
    void multiplyAdd(A a, int aOffset, A b, int bOffset, A y, int yOffset, int n);

    /** An LSTM's state: {@code c = f·c + i·g} with gates i, f, g, o. */
    void cell(A gates, int gatesOffset, A c, int cOffset, int n);

    /**
     * The gradients of an LSTM's gates before their activation, and of its state.
     *
     * @param tanh the hyperbolic tangent of the state
     * @param before the state before
     * @param dh the gradient of o·tanh(c)
     * @param dc the gradient of the state, replaced by that of the state before
     */
    void cellBackward(
            A gates,
            int gatesOffset,
            A tanh,
            int tanhOffset,
            A before,
            int beforeOffset,
            A dh,
            int dhOffset,
            A dc,
            int dcOffset,
            A out,
            int outOffset,
            int n);

    /** A GRU's state: {@code h = (1 − z)·new + z·h} with gates r, z, new. */
    void blend(A gates, int gatesOffset, A h, int hOffset, int n);

    /**
     * The gradients of a GRU's gates before their activation: of the input's part to {@code out}, of the state's part, where
     * it differs, to the last third of {@code hiddenOut}; the first two thirds are the same in both.
     *
     * @param hidden the state's part of the new gate, before it was multiplied by r
     * @param before the state before
     * @param dh the gradient of the state, replaced by the part of the state before's that z lets through
     */
    void blendBackward(
            A gates,
            int gatesOffset,
            A hidden,
            int hiddenOffset,
            A before,
            int beforeOffset,
            A dh,
            int dhOffset,
            A out,
            int outOffset,
            A hiddenOut,
            int hiddenOutOffset,
            int n);

    /** {@code out = dh·(1 − y²)}, the gradient of tanh's argument. */
    void tanhBackward(A dh, int dhOffset, A y, int yOffset, A out, int outOffset, int n);

    /** {@code out = y > 0 ? dh : 0}, the gradient of relu's argument. */
    void reluBackward(A dh, int dhOffset, A y, int yOffset, A out, int outOffset, int n);
}
