package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** One step of {@link RNN}, as {@code torch.nn.RNNCell}. */
public final class RNNCell extends RecurrentCell {
    public RNNCell(int inputSize, int hiddenSize) {
        this(inputSize, hiddenSize, true, RecurrentOptions.Nonlinearity.TANH);
    }

    public RNNCell(int inputSize, int hiddenSize, boolean bias, RecurrentOptions.Nonlinearity nonlinearity) {
        super(
                nonlinearity == RecurrentOptions.Nonlinearity.RELU
                        ? Recurrence.Mode.RNN_RELU
                        : Recurrence.Mode.RNN_TANH,
                inputSize,
                hiddenSize,
                bias);
    }

    /** The next state, from a state of zeros. */
    @Override
    public Tensor forward(Tensor input) {
        return forward(input, null);
    }

    /** The next state {@code [batch, hiddenSize]} for {@code [batch, inputSize]}; both may lack the batch. */
    public Tensor forward(Tensor input, @Nullable Tensor hidden) {
        return step(input, hidden, null).hidden();
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor input, @Nullable Tensor hidden) {
        return single(callAll(in -> each(forward(given(in[0]), in[1])), input, hidden));
    }
}
