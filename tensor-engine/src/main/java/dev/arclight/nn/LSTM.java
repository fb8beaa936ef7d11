package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Long short-term memory, as {@code torch.nn.LSTM} (Hochreiter and Schmidhuber 1997):
 * {@code [steps, batch, inputSize]}, or batch first, to {@code [steps, batch, directions·size]}, where the size is
 * hiddenSize or, if there is one, the projection's.
 */
public final class LSTM extends RecurrentLayer implements Quantizable {
    /**
     * What a run gives.
     *
     * @param output of every step of the last layer
     * @param hidden {@code [layers·directions, batch, size]}: the state after each sequence's last step
     * @param cell {@code [layers·directions, batch, hiddenSize]}: the memory after it
     */
    public record Output(Tensor output, Tensor hidden, Tensor cell) {
        Tensor[] tensors() {
            return new Tensor[] {output, hidden, cell};
        }
    }

    /**
     * {@link Output} of packed sequences.
     *
     * @param output packed as the input was
     * @param hidden in the order of the sequences before they were sorted
     * @param cell likewise
     */
    public record PackedOutput(PackedSequence output, Tensor hidden, Tensor cell) {}

    public LSTM(int inputSize, int hiddenSize) {
        this(inputSize, hiddenSize, options());
    }

    public LSTM(int inputSize, int hiddenSize, RecurrentOptions options) {
        super(Recurrence.Mode.LSTM, inputSize, hiddenSize, options);
    }

    public static RecurrentOptions options() {
        return RecurrentOptions.defaults();
    }

    /**
     * Runs from a state.
     *
     * @param h0 {@code [layers·directions, batch, size]}, or null for zeros
     * @param c0 {@code [layers·directions, batch, hiddenSize]}, or null for zeros
     */
    public Output forward(Tensor input, @Nullable Tensor h0, @Nullable Tensor c0) {
        Run run = run(input, h0, c0);
        return new Output(run.output(), run.hidden(), Objects.requireNonNull(run.cell()));
    }

    /** {@link #forward(Tensor, Tensor, Tensor)} with hooks. */
    public Output call(Tensor input, @Nullable Tensor h0, @Nullable Tensor c0) {
        @Nullable
        Tensor[] out = callAll(in -> forward(given(in[0]), in[1], in[2]).tensors(), input, h0, c0);
        return new Output(given(out[0]), given(out[1]), given(out[2]));
    }

    /** States in the order of the sequences before they were sorted, or null for zeros. */
    public PackedOutput forward(PackedSequence input, @Nullable Tensor h0, @Nullable Tensor c0) {
        Run run = runPacked(
                input.data(),
                input.batchSizes(),
                h0 == null ? null : input.sorted(h0, 1),
                c0 == null ? null : input.sorted(c0, 1));
        return new PackedOutput(
                input.withData(run.output()),
                input.unsorted(run.hidden(), 1),
                input.unsorted(Objects.requireNonNull(run.cell()), 1));
    }

    /** {@link #forward(PackedSequence, Tensor, Tensor)} with hooks, which see the rows. */
    public PackedOutput call(PackedSequence input, @Nullable Tensor h0, @Nullable Tensor c0) {
        @Nullable
        Tensor[] out = callAll(
                in -> {
                    PackedOutput result = forward(input.withData(given(in[0])), in[1], in[2]);
                    return new Tensor[] {result.output().data(), result.hidden(), result.cell()};
                },
                input.data(),
                h0,
                c0);
        return new PackedOutput(input.withData(given(out[0])), given(out[1]), given(out[2]));
    }

    @Override
    public Runnable rounded() {
        return roundedWeights();
    }

    @Override
    public boolean isInt8() {
        return isRounded();
    }

    @Override
    public String type() {
        return isInt8() ? "QuantizedLSTM" : "LSTM";
    }
}
