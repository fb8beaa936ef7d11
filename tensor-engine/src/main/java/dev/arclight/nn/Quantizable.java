package dev.arclight.nn;

/**
 * A layer whose weights can become int8: codes from -127 to 127 with a scale for each row, symmetric about zero. What they are
 * multiplied by becomes int8 at each call, as {@code torch.ao.nn.quantized.dynamic} has it; a table's rows become float32.
 *
 * <p>The layer stays the object that it is, so whoever holds it computes in int8 from then on. Its parameters become buffers:
 * the codes under the weight's name, their scales under one that says {@code scale} for {@code weight}. There is no gradient.
 */
public sealed interface Quantizable
        permits Embedding, EmbeddingBag, GRU, LSTM, Linear, MultiheadAttention, RecurrentCell {
    /**
     * Rounds the weights; a second time does nothing. Nobody may run the layer meanwhile. If it fails nothing is changed.
     *
     * @throws dev.arclight.tensor.ArclightException as {@link #rounded}
     */
    default void toInt8() {
        rounded().run();
    }

    /**
     * What {@link #toInt8} does, with the weights rounded already and nothing changed yet, so that several layers become int8 or
     * none does.
     *
     * @throws dev.arclight.tensor.ArclightException if a weight is not finite, or the layer has a setting that int8 cannot keep
     * @throws dev.arclight.tensor.DTypeException if the layer is not float32
     * @throws dev.arclight.tensor.ShapeException if a row is so long that sums could overflow int32
     */
    Runnable rounded();

    /** Whether the weights are int8. */
    boolean isInt8();
}
