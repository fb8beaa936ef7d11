package dev.arclight.nn;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Gru;
import dev.arclight.op.Lstm;
import dev.arclight.op.Rnn;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The arithmetic of recurrent layers: one layer in one direction over packed steps, and a single step. */
final class Recurrence {
    /** How a step makes the next state. */
    enum Mode {
        RNN_TANH(1),
        RNN_RELU(1),
        LSTM(4),
        GRU(3);

        /** Rows of the weights for each element of the state. */
        final int gates;

        Mode(int gates) {
            this.gates = gates;
        }
    }

    /**
     * Weights of one layer in one direction.
     *
     * @param input {@code [gates·hidden, features]}
     * @param hidden {@code [gates·hidden, state]}
     * @param inputBias {@code [gates·hidden]}, or null
     * @param hiddenBias {@code [gates·hidden]}, or null
     * @param projection {@code [state, hidden]}, or null where the state is the hidden vector
     */
    record Weights(
            Tensor input,
            Tensor hidden,
            @Nullable Tensor inputBias,
            @Nullable Tensor hiddenBias,
            @Nullable Tensor projection) {}

    /** What a step or a whole layer leaves behind; {@code cell} is null but for LSTM. */
    record State(Tensor hidden, @Nullable Tensor cell) {}

    /** Outputs of all steps, packed as the input was, and the state after the last step of each row. */
    record Result(Tensor output, State last) {}

    private Recurrence() {}

    /**
     * Runs a layer over packed steps: step t has {@code batchSizes[t]} rows, never more than the step before.
     *
     * @param data the rows of all steps one after the other, {@code [Σ batchSizes, features]}
     * @param first a row for each sequence
     */
    static Result layer(Mode mode, Weights weights, Tensor data, int[] batchSizes, State first, boolean reverse) {
        Dims sizes = Dims.of(batchSizes);
        int rows = weights.input.size(0);
        Tensor inputBias = orZeros(weights.inputBias, weights.input, rows);
        Tensor hiddenBias = orZeros(weights.hiddenBias, weights.input, rows);
        if (mode == Mode.LSTM) {
            Tensor cell = java.util.Objects.requireNonNull(first.cell);
            Tensor bias = inputBias.add(hiddenBias);
            Lstm op = new Lstm(sizes, reverse);
            Tensor[] results = weights.projection == null
                    ? Dispatch.runAll(op, data, first.hidden, cell, weights.input, weights.hidden, bias)
                    : Dispatch.runAll(
                            op, data, first.hidden, cell, weights.input, weights.hidden, bias, weights.projection);
            return new Result(results[0], new State(results[1], results[2]));
        }
        Tensor[] results = mode == Mode.GRU
                ? Dispatch.runAll(
                        new Gru(sizes, reverse),
                        data,
                        first.hidden,
                        weights.input,
                        weights.hidden,
                        inputBias,
                        hiddenBias)
                : Dispatch.runAll(
                        new Rnn(sizes, reverse, mode == Mode.RNN_RELU),
                        data,
                        first.hidden,
                        weights.input,
                        weights.hidden,
                        inputBias.add(hiddenBias));
        return new Result(results[0], new State(results[1], null));
    }

    private static Tensor orZeros(@Nullable Tensor bias, Tensor like, int length) {
        return bias == null ? Tensor.zeros(like.dtype(), length) : bias;
    }

    /** One step of rows whose input is multiplied already. */
    static State step(Mode mode, Weights weights, Tensor projected, State state) {
        Tensor fed = Functional.linear(state.hidden, weights.hidden, weights.hiddenBias);
        return switch (mode) {
            case RNN_TANH -> new State(projected.add(fed).tanh(), null);
            case RNN_RELU -> new State(projected.add(fed).relu(), null);
            case LSTM -> lstm(projected.add(fed), java.util.Objects.requireNonNull(state.cell), weights.projection);
            case GRU -> gru(projected, fed, state.hidden);
        };
    }

    /** Gates in PyTorch's order: input, forget, candidate, output. */
    private static State lstm(Tensor gates, Tensor cell, @Nullable Tensor projection) {
        int size = cell.size(1);
        Tensor input = gates.narrow(1, 0, size).sigmoid();
        Tensor forget = gates.narrow(1, size, size).sigmoid();
        Tensor candidate = gates.narrow(1, 2 * size, size).tanh();
        Tensor output = gates.narrow(1, 3 * size, size).sigmoid();
        Tensor next = forget.mul(cell).add(input.mul(candidate));
        Tensor hidden = output.mul(next.tanh());
        return new State(projection == null ? hidden : Functional.linear(hidden, projection, null), next);
    }

    /** Gates in PyTorch's order: reset, update, candidate. */
    private static State gru(Tensor projected, Tensor fed, Tensor hidden) {
        int size = hidden.size(1);
        Tensor reset = projected.narrow(1, 0, size).add(fed.narrow(1, 0, size)).sigmoid();
        Tensor update =
                projected.narrow(1, size, size).add(fed.narrow(1, size, size)).sigmoid();
        Tensor candidate = projected
                .narrow(1, 2 * size, size)
                .add(reset.mul(fed.narrow(1, 2 * size, size)))
                .tanh();
        return new State(candidate.add(update.mul(hidden.sub(candidate))), null);
    }
}
