package dev.arclight.nn;

import dev.arclight.autograd.Interception;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What single steps of recurrent layers share. */
public abstract sealed class RecurrentCell extends Module implements Quantizable permits RNNCell, LSTMCell, GRUCell {
    private final Recurrence.Mode mode;
    private final int inputSize;
    private final int hiddenSize;
    private Recurrence.Weights weights;

    RecurrentCell(Recurrence.Mode mode, int inputSize, int hiddenSize, boolean bias) {
        this.mode = mode;
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        double bound = 1 / Math.sqrt((double) Math.max(1, hiddenSize));
        int rows = mode.gates * hiddenSize;
        weights = new Recurrence.Weights(
                registerParameter("weight_ih", Init.uniformWithin(bound, rows, inputSize)),
                registerParameter("weight_hh", Init.uniformWithin(bound, rows, hiddenSize)),
                bias ? registerParameter("bias_ih", Init.uniformWithin(bound, rows)) : null,
                bias ? registerParameter("bias_hh", Init.uniformWithin(bound, rows)) : null,
                null,
                null);
    }

    @Override
    public final Runnable rounded() {
        if (isInt8()) {
            return () -> {};
        }
        Map<String, Tensor> state = inInt8(name -> name.startsWith("weight"));
        return () -> {
            becomeBuffers(state);
            weights = new Recurrence.Weights(
                    Objects.requireNonNull(state.get("weight_ih")),
                    Objects.requireNonNull(state.get("weight_hh")),
                    state.get("bias_ih"),
                    state.get("bias_hh"),
                    null,
                    new Recurrence.Scales(
                            Objects.requireNonNull(state.get("scale_ih")),
                            Objects.requireNonNull(state.get("scale_hh")),
                            null));
        };
    }

    @Override
    public final boolean isInt8() {
        return weights.scales() != null;
    }

    final Recurrence.State step(Tensor input, @Nullable Tensor hidden, @Nullable Tensor cell) {
        String name = getClass().getSimpleName();
        if (input.rank() != 1 && input.rank() != 2 || input.size(-1) != inputSize) {
            throw new ShapeException(
                    name + ": input " + input.shape() + " must be [batch, " + inputSize + "] or [" + inputSize + "]");
        }
        boolean single = input.rank() == 1;
        Tensor x = single ? input.unsqueeze(0) : input;
        Tensor h = state(name, hidden, single, x);
        Tensor c = mode == Recurrence.Mode.LSTM ? state(name, cell, single, x) : null;
        Recurrence.State next = next(x, h, c);
        Tensor own = next.cell();
        return single ? new Recurrence.State(next.hidden().squeeze(0), own == null ? null : own.squeeze(0)) : next;
    }

    /** One function for mixed precision, which converts all that a step is computed from. */
    private Recurrence.State next(Tensor x, Tensor h, @Nullable Tensor c) {
        List<@Nullable Tensor> all =
                Arrays.asList(x, h, c, weights.input(), weights.hidden(), weights.inputBias(), weights.hiddenBias());
        Tensor[] present = all.stream().filter(Objects::nonNull).toArray(Tensor[]::new);
        return Interception.function(
                "recurrentCell",
                in -> {
                    Iterator<Tensor> given = Arrays.asList(in).iterator();
                    Tensor input = given.next();
                    Recurrence.State from = new Recurrence.State(given.next(), c == null ? null : given.next());
                    Recurrence.Weights converted = new Recurrence.Weights(
                            given.next(),
                            given.next(),
                            weights.inputBias() == null ? null : given.next(),
                            weights.hiddenBias() == null ? null : given.next(),
                            null,
                            weights.scales());
                    Tensor projected = Int8Functions.linear(
                            input, converted.input(), converted.inputScale(), converted.inputBias());
                    return Recurrence.step(mode, converted, projected, from);
                },
                present);
    }

    private Tensor state(String name, @Nullable Tensor given, boolean single, Tensor x) {
        if (given == null) {
            return Tensor.zeros(x.dtype(), x.size(0), hiddenSize);
        }
        Tensor state = single && given.rank() == 1 ? given.unsqueeze(0) : given;
        if (state.rank() != 2 || state.size(0) != x.size(0) || state.size(1) != hiddenSize) {
            throw new ShapeException(
                    name + ": a state " + given.shape() + " does not fit " + x.size(0) + " rows of size " + hiddenSize);
        }
        return state;
    }

    @Override
    protected final String printedName() {
        return (isInt8() ? "DynamicQuantized" : "") + super.printedName();
    }

    @Override
    protected final String extraRepr() {
        return inputSize + ", " + hiddenSize + (weights.inputBias() == null ? ", bias=False" : "")
                + (isInt8() ? ", dtype=int8" : "");
    }
}
