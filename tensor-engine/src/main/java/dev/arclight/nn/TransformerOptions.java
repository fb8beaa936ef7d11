package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * The settings of transformer layers, with PyTorch's defaults: a feed-forward network of 2048, dropout 0.1, ReLU, norms
 * after the residual connections, sequences first.
 */
public final class TransformerOptions {
    private static final String RELU = "relu";
    private static final String GELU = "gelu";

    int dimFeedforward = 2048;
    double dropout = 0.1;
    UnaryOperator<Tensor> activation = Tensor::relu;

    /** What a description calls the activation. */
    String activationName = RELU;

    double layerNormEps = 1e-5;
    boolean batchFirst;
    boolean normFirst;
    boolean bias = true;

    private TransformerOptions() {}

    public static TransformerOptions defaults() {
        return new TransformerOptions();
    }

    public TransformerOptions dimFeedforward(int value) {
        dimFeedforward = value;
        return this;
    }

    public TransformerOptions dropout(double value) {
        dropout = value;
        return this;
    }

    /**
     * The function between the feed-forward network's layers, such as {@code Functional::gelu}. Layers with a function that is
     * given so cannot be described, and thus not saved in a model folder.
     */
    public TransformerOptions activation(UnaryOperator<Tensor> value) {
        activation = value;
        activationName = "a function without a name";
        return this;
    }

    /**
     * The same by name.
     *
     * @param name relu or gelu
     * @throws ArclightException if it is another
     */
    public TransformerOptions activation(String name) {
        activation = switch (name) {
            case RELU -> Tensor::relu;
            case GELU -> Functional::gelu;
            default ->
                throw new ArclightException("activation: '" + name + "' is not known; expected " + RELU + " or " + GELU
                        + ", the names that a description can hold");
        };
        activationName = name;
        return this;
    }

    public TransformerOptions layerNormEps(double value) {
        layerNormEps = value;
        return this;
    }

    /** Whether inputs are {@code [batch, length, features]} rather than {@code [length, batch, features]}. */
    public TransformerOptions batchFirst(boolean value) {
        batchFirst = value;
        return this;
    }

    /** Whether norms come before attention and feed-forward network rather than after. */
    public TransformerOptions normFirst(boolean value) {
        normFirst = value;
        return this;
    }

    public TransformerOptions bias(boolean value) {
        bias = value;
        return this;
    }

    LayerNorm norm(int features) {
        return new LayerNorm(new int[] {features}, layerNormEps, true, bias);
    }

    MultiheadAttention attention(int dModel, int nhead) {
        return new MultiheadAttention(
                dModel,
                nhead,
                MultiheadAttention.options().dropout(dropout).bias(bias).batchFirst(batchFirst));
    }

    /** These settings as they are now, so that later changes do not reach layers made before. */
    TransformerOptions copy() {
        TransformerOptions copy = new TransformerOptions()
                .dimFeedforward(dimFeedforward)
                .dropout(dropout)
                .activation(activation)
                .layerNormEps(layerNormEps)
                .batchFirst(batchFirst)
                .normFirst(normFirst)
                .bias(bias);
        copy.activationName = activationName;
        return copy;
    }
}
