package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Gated recurrent units, as {@code torch.nn.GRU} (Cho et al. 2014): {@code [steps, batch, inputSize]}, or batch first, to
 * {@code [steps, batch, directions·hiddenSize]}.
 */
public final class GRU extends RecurrentLayer implements Quantizable {
    /**
     * What a run gives.
     *
     * @param output of every step of the last layer
     * @param hidden {@code [layers·directions, batch, hiddenSize]}: the state after each sequence's last step
     */
    public record Output(Tensor output, Tensor hidden) {
        Tensor[] tensors() {
            return new Tensor[] {output, hidden};
        }
    }

    /**
     * {@link Output} of packed sequences.
     *
     * @param output packed as the input was
     * @param hidden in the order of the sequences before they were sorted
     */
    public record PackedOutput(PackedSequence output, Tensor hidden) {}

    public GRU(int inputSize, int hiddenSize) {
        this(inputSize, hiddenSize, options());
    }

    public GRU(int inputSize, int hiddenSize, RecurrentOptions options) {
        super(Recurrence.Mode.GRU, inputSize, hiddenSize, options);
    }

    public static RecurrentOptions options() {
        return RecurrentOptions.defaults();
    }

    /** @param h0 {@code [layers·directions, batch, hiddenSize]}, or null for zeros */
    public Output forward(Tensor input, @Nullable Tensor h0) {
        Run run = run(input, h0, null);
        return new Output(run.output(), run.hidden());
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public Output call(Tensor input, @Nullable Tensor h0) {
        @Nullable Tensor[] out = callAll(in -> forward(given(in[0]), in[1]).tensors(), input, h0);
        return new Output(given(out[0]), given(out[1]));
    }

    /** @param h0 in the order of the sequences before they were sorted, or null for zeros */
    public PackedOutput forward(PackedSequence input, @Nullable Tensor h0) {
        Run run = runPacked(input.data(), input.batchSizes(), h0 == null ? null : input.sorted(h0, 1), null);
        return new PackedOutput(input.withData(run.output()), input.unsorted(run.hidden(), 1));
    }

    /** {@link #forward(PackedSequence, Tensor)} with hooks, which see the rows. */
    public PackedOutput call(PackedSequence input, @Nullable Tensor h0) {
        @Nullable
        Tensor[] out = callAll(
                in -> {
                    PackedOutput result = forward(input.withData(given(in[0])), in[1]);
                    return new Tensor[] {result.output().data(), result.hidden()};
                },
                input.data(),
                h0);
        return new PackedOutput(input.withData(given(out[0])), given(out[1]));
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
        return isInt8() ? "QuantizedGRU" : "GRU";
    }
}
