package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One step of {@link LSTM}, as {@code torch.nn.LSTMCell}. */
public final class LSTMCell extends RecurrentCell {
    public LSTMCell(int inputSize, int hiddenSize) {
        this(inputSize, hiddenSize, true);
    }

    public LSTMCell(int inputSize, int hiddenSize, boolean bias) {
        super(Recurrence.Mode.LSTM, inputSize, hiddenSize, bias);
    }

    /**
     * The state after a step.
     *
     * @param hidden {@code [batch, hiddenSize]}
     * @param cell {@code [batch, hiddenSize]}
     */
    public record State(Tensor hidden, Tensor cell) {
        Tensor[] tensors() {
            return new Tensor[] {hidden, cell};
        }
    }

    /** The next hidden vector, from a state of zeros. */
    @Override
    public Tensor forward(Tensor input) {
        return forward(input, null, null).hidden;
    }

    /** The next state for {@code [batch, inputSize]}; all may lack the batch, states may be null for zeros. */
    public State forward(Tensor input, @Nullable Tensor hidden, @Nullable Tensor cell) {
        Recurrence.State next = step(input, hidden, cell);
        return new State(next.hidden(), Objects.requireNonNull(next.cell()));
    }

    /** {@link #forward(Tensor, Tensor, Tensor)} with hooks. */
    public State call(Tensor input, @Nullable Tensor hidden, @Nullable Tensor cell) {
        @Nullable
        Tensor[] out = callAll(in -> forward(given(in[0]), in[1], in[2]).tensors(), input, hidden, cell);
        return new State(given(out[0]), given(out[1]));
    }
}
