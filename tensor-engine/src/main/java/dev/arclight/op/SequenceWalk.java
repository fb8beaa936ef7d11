package dev.arclight.op;

import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.AutogradException;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a recurrent layer walks through its input: {@code [T, B, I]}, or, with batch sizes, the rows {@code [N, I]} of a packed
 * sequence, of which step t has the first {@code sizes[t]} examples. Also the gradient of such layers written in ops.
 */
public final class SequenceWalk {
    private final int[] sizes;
    private final int[] starts;
    private final int batch;
    private final boolean reverse;

    private SequenceWalk(int[] sizes, int batch, boolean reverse) {
        this.sizes = sizes;
        this.batch = batch;
        this.reverse = reverse;
        this.starts = new int[sizes.length + 1];
        for (int t = 0; t < sizes.length; t++) {
            starts[t + 1] = starts[t] + sizes[t];
        }
    }

    /**
     * The walk through an input.
     *
     * @param batchSizes of a packed sequence, or none
     * @param batch examples, as the initial state has them
     * @throws ShapeException if they do not fit
     */
    public static SequenceWalk of(String op, Shape input, Dims batchSizes, int batch, boolean reverse) {
        if (batchSizes.count() == 0) {
            if (input.rank() != 3 || input.dim(1) != batch) {
                throw new ShapeException(op + ": input " + input + " must be [steps, " + batch
                        + ", features], with the batch of the initial state");
            }
            int[] sizes = new int[input.dim(0)];
            java.util.Arrays.fill(sizes, batch);
            return new SequenceWalk(sizes, batch, reverse);
        }
        int[] sizes = batchSizes.toArray();
        for (int t = 0; t < sizes.length; t++) {
            int most = t == 0 ? batch : sizes[t - 1];
            if (sizes[t] < 0 || sizes[t] > most || t == 0 && sizes[0] != batch) {
                throw new ArclightException(op + ": batch sizes " + batchSizes + " must begin with the batch of the"
                        + " initial state, " + batch + ", and never rise");
            }
        }
        SequenceWalk walk = new SequenceWalk(sizes, batch, reverse);
        if (input.rank() != 2 || input.dim(0) != walk.rows()) {
            throw new ShapeException(op + ": input " + input + " of a packed sequence must be [" + walk.rows()
                    + ", features], a row for each of the batch sizes " + batchSizes);
        }
        return walk;
    }

    public int steps() {
        return sizes.length;
    }

    public int batch() {
        return batch;
    }

    /** All rows of the input. */
    public int rows() {
        return starts[sizes.length];
    }

    /** The step that is taken as number {@code i}. */
    public int step(int i) {
        return reverse ? sizes.length - 1 - i : i;
    }

    /** Examples at a step. */
    public int size(int step) {
        return sizes[step];
    }

    /** The first row of a step. */
    public int start(int step) {
        return starts[step];
    }

    /** The row that holds what an example knew before a step, or -1 for its initial state. */
    public int before(int step, int example) {
        int previous = reverse ? step + 1 : step - 1;
        boolean inside = previous >= 0 && previous < sizes.length && example < sizes[previous];
        return inside ? starts[previous] + example : -1;
    }

    static void requireMatrix(String op, String what, Shape shape, int rows, int columns) {
        if (!shape.equals(Shape.of(rows, columns))) {
            throw new ShapeException(op + ": " + what + " has shape " + shape + ", expected [" + rows + ", " + columns
                    + "] as the other inputs have it");
        }
    }

    /** The input's rows, one after the other. */
    Tensor rowsOf(Tensor input) {
        return input.rank() == 2 ? input : input.reshape(rows(), input.size(2));
    }

    /** One step in ops: what comes before the activations, and the states before, to the states after. */
    interface Cell {
        Tensor[] run(Tensor projected, Tensor[] states);
    }

    /** The walk in ops: the first state of all steps, and the last states. */
    Tensor[] walk(Tensor projected, Tensor[] initial, Cell cell, boolean packed) {
        Tensor[] states = initial.clone();
        Tensor[] outputs = new Tensor[steps()];
        for (int i = 0; i < steps(); i++) {
            int t = step(i);
            int size = sizes[t];
            Tensor[] active = new Tensor[states.length];
            for (int s = 0; s < states.length; s++) {
                active[s] = states[s].narrow(0, 0, size);
            }
            Tensor[] next = cell.run(projected.narrow(0, starts[t], size), active);
            outputs[t] = next[0];
            for (int s = 0; s < states.length; s++) {
                states[s] = size == batch
                        ? next[s]
                        : Tensor.cat(List.of(next[s], states[s].narrow(0, size, batch - size)), 0);
            }
        }
        int width = initial[0].size(1);
        Tensor all = steps() == 0 ? Tensor.zeros(initial[0].dtype(), 0, width) : Tensor.cat(List.of(outputs), 0);
        Tensor[] results = new Tensor[states.length + 1];
        results[0] = packed ? all : all.reshape(steps(), batch, width);
        System.arraycopy(states, 0, results, 1, states.length);
        return results;
    }

    /**
     * The gradients of a function of ops with respect to what a call saved, recorded so that they have gradients
     * themselves.
     *
     * @param forward from the inputs to as many results as there may be gradients
     * @param grads the results' gradients, null where there is none
     */
    static @Nullable Tensor[] throughOps(
            Saved saved, UnaryOperator<Tensor[]> forward, Tensor[] inputs, @Nullable Tensor[] grads) {
        // Views, so that the gradient with respect to them stops there, while they stay part of the graph.
        Tensor[] views = new Tensor[inputs.length];
        List<Tensor> wanted = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            views[i] = Dispatch.run(new View(inputs[i].shape()), inputs[i].contiguous());
            if (saved.needs(i)) {
                wanted.add(views[i]);
            }
        }
        Tensor[] results = forward.apply(views);
        Tensor total = null;
        for (int i = 0; i < results.length; i++) {
            Tensor grad = grads[i];
            if (grad != null) {
                Tensor part = results[i].mul(grad).sum();
                total = total == null ? part : total.add(part);
            }
        }
        @Nullable Tensor[] all = new @Nullable Tensor[inputs.length];
        if (total == null || wanted.isEmpty() || !total.requiresGrad()) {
            return all;
        }
        @Nullable Tensor[] found = Autograd.grad(total, wanted.toArray(Tensor[]::new), null, true, true);
        for (int i = 0, next = 0; i < inputs.length; i++) {
            if (saved.needs(i)) {
                all[i] = found[next++];
            }
        }
        return all;
    }

    /** Refuses gradients of outputs that are there for the gradient only. */
    static void requireNone(String op, @Nullable Tensor[] grads, int from) {
        for (int i = from; i < grads.length; i++) {
            if (grads[i] != null) {
                throw new AutogradException(op + ": output " + i + " is there for its own gradient and has none");
            }
        }
    }

    static Tensor orZeros(@Nullable Tensor grad, Tensor like) {
        return grad == null ? Tensor.zerosLike(like) : NormChecks.wide(grad);
    }

    static Tensor[] wide(Saved saved) {
        Tensor[] inputs = new Tensor[saved.inputCount()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = NormChecks.wide(saved.input(i));
        }
        return inputs;
    }
}
