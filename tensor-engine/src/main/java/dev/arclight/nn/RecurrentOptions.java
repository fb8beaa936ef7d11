package dev.arclight.nn;

/** The settings of recurrent layers, with PyTorch's defaults: one layer, one direction, a bias, no dropout, steps first. */
public final class RecurrentOptions {
    /** The function of a plain recurrent layer. */
    public enum Nonlinearity {
        TANH,
        RELU
    }

    int numLayers = 1;
    Nonlinearity nonlinearity = Nonlinearity.TANH;
    boolean bias = true;
    boolean batchFirst;
    double dropout;
    boolean bidirectional;
    int projSize;

    private RecurrentOptions() {}

    public static RecurrentOptions defaults() {
        return new RecurrentOptions();
    }

    public RecurrentOptions numLayers(int value) {
        numLayers = value;
        return this;
    }

    /** Only of {@link RNN}. */
    public RecurrentOptions nonlinearity(Nonlinearity value) {
        nonlinearity = value;
        return this;
    }

    public RecurrentOptions bias(boolean value) {
        bias = value;
        return this;
    }

    /** Whether inputs and outputs are {@code [batch, steps, features]} rather than {@code [steps, batch, features]}. */
    public RecurrentOptions batchFirst(boolean value) {
        batchFirst = value;
        return this;
    }

    /** The probability with which what passes from layer to layer is dropped in training. */
    public RecurrentOptions dropout(double value) {
        dropout = value;
        return this;
    }

    public RecurrentOptions bidirectional(boolean value) {
        bidirectional = value;
        return this;
    }

    /** Only of {@link LSTM}: the size of the projected state, 0 for none. */
    public RecurrentOptions projSize(int value) {
        projSize = value;
        return this;
    }
}
