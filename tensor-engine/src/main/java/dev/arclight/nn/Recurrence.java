package dev.arclight.nn;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Gru;
import dev.arclight.op.GruDynamic;
import dev.arclight.op.Lstm;
import dev.arclight.op.LstmDynamic;
import dev.arclight.op.Rnn;
import dev.arclight.tensor.DType;
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
     * @param scales of the rows of input, hidden and projection, if they are int8, or null
     */
    record Weights(
            Tensor input,
            Tensor hidden,
            @Nullable Tensor inputBias,
            @Nullable Tensor hiddenBias,
            @Nullable Tensor projection,
            @Nullable Scales scales) {
        /** What the products of a step are scaled by, if the weight is int8. */
        @Nullable
        Tensor inputScale() {
            return scales == null ? null : scales.input;
        }

        @Nullable
        Tensor hiddenScale() {
            return scales == null ? null : scales.hidden;
        }
    }

    /** Of int8 weights. */
    record Scales(Tensor input, Tensor hidden, @Nullable Tensor projection) {}

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
        DType dtype = weights.scales == null ? weights.input.dtype() : DType.FLOAT32;
        Tensor inputBias = orZeros(weights.inputBias, dtype, rows);
        Tensor hiddenBias = orZeros(weights.hiddenBias, dtype, rows);
        if (weights.scales != null) {
            return int8Layer(mode, weights, weights.scales, data, sizes, first, reverse, inputBias, hiddenBias);
        }
        if (mode == Mode.LSTM) {
            Tensor cell = java.util.Objects.requireNonNull(first.cell);
            Tensor bias = inputBias.add(hiddenBias);
            Tensor[] inputs = weights.projection == null
                    ? new Tensor[] {data, first.hidden, cell, weights.input, weights.hidden, bias}
                    : new Tensor[] {data, first.hidden, cell, weights.input, weights.hidden, bias, weights.projection};
            Tensor[] results = Dispatch.runAll(Lstm.of(sizes, reverse, inputs), inputs);
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

    private static Result int8Layer(
            Mode mode,
            Weights weights,
            Scales scales,
            Tensor data,
            Dims sizes,
            State first,
            boolean reverse,
            Tensor inputBias,
            Tensor hiddenBias) {
        Tensor ih = weights.input;
        Tensor hh = weights.hidden;
        Tensor h = first.hidden;
        if (mode == Mode.GRU) {
            GruDynamic op = new GruDynamic(sizes, reverse);
            Tensor[] results = Dispatch.runAll(op, data, h, ih, hh, inputBias, hiddenBias, scales.input, scales.hidden);
            return new Result(results[0], new State(results[1], null));
        }
        if (mode != Mode.LSTM) {
            throw new IllegalStateException(mode + " layers have no int8 weights");
        }
        Tensor c = java.util.Objects.requireNonNull(first.cell);
        Tensor bias = inputBias.add(hiddenBias);
        LstmDynamic op = new LstmDynamic(sizes, reverse);
        Tensor narrow = weights.projection;
        Tensor[] results = narrow == null || scales.projection == null
                ? Dispatch.runAll(op, data, h, c, ih, hh, bias, scales.input, scales.hidden)
                : Dispatch.runAll(op, data, h, c, ih, hh, bias, narrow, scales.input, scales.hidden, scales.projection);
        return new Result(results[0], new State(results[1], results[2]));
    }

    private static Tensor orZeros(@Nullable Tensor bias, DType dtype, int length) {
        return bias == null ? Tensor.zeros(dtype, length) : bias;
    }

    /** One step of rows whose input is multiplied already. */
    static State step(Mode mode, Weights weights, Tensor projected, State state) {
        Tensor fed = Int8Functions.linear(state.hidden, weights.hidden, weights.hiddenScale(), weights.hiddenBias);
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
