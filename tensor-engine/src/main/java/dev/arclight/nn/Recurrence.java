package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
    record State(Tensor hidden, @Nullable Tensor cell) {
        State narrow(int from, int count) {
            return new State(hidden.narrow(0, from, count), cell == null ? null : cell.narrow(0, from, count));
        }
    }

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
        Tensor projected = Functional.linear(data, weights.input, weights.inputBias);
        int steps = batchSizes.length;
        int[] offsets = new int[steps];
        for (int t = 1; t < steps; t++) {
            offsets[t] = offsets[t - 1] + batchSizes[t - 1];
        }
        List<Tensor> outputs = new ArrayList<>(steps);
        List<State> ended = new ArrayList<>();
        State state = reverse ? first.narrow(0, batchSizes[steps - 1]) : first;
        for (int i = 0; i < steps; i++) {
            int t = reverse ? steps - 1 - i : i;
            int rows = batchSizes[t];
            int held = state.hidden.size(0);
            if (rows > held) {
                state = joined(List.of(state, first.narrow(held, rows - held)));
            } else if (rows < held) {
                ended.add(state.narrow(rows, held - rows));
                state = state.narrow(0, rows);
            }
            state = step(mode, weights, projected.narrow(0, offsets[t], rows), state);
            outputs.add(state.hidden);
        }
        if (reverse) {
            Collections.reverse(outputs);
        }
        ended.add(state);
        // Those that ended first are the last rows.
        Collections.reverse(ended);
        return new Result(Tensor.cat(outputs, 0), joined(ended));
    }

    private static State joined(List<State> states) {
        if (states.size() == 1) {
            return states.get(0);
        }
        List<Tensor> hidden = new ArrayList<>();
        List<Tensor> cells = new ArrayList<>();
        for (State state : states) {
            hidden.add(state.hidden);
            if (state.cell != null) {
                cells.add(state.cell);
            }
        }
        return new State(Tensor.cat(hidden, 0), cells.isEmpty() ? null : Tensor.cat(cells, 0));
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
