package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A recorded application of a user's {@link Function}. */
final class FunctionNode extends Node {
    private final Function function;
    private final FunctionContext context;
    private final TensorType[] inputTypes;
    private final TensorType[] resultTypes;
    private @Nullable SavedTensor[] saved = new @Nullable SavedTensor[0];

    FunctionNode(
            Function function,
            FunctionContext context,
            @Nullable GradState[] edges,
            Tensor[] inputs,
            Tensor[] results) {
        super(edges, results.length);
        this.function = function;
        this.context = context;
        this.inputTypes = types(inputs);
        this.resultTypes = types(results);
    }

    private static TensorType[] types(Tensor[] tensors) {
        return Arrays.stream(tensors).map(Tensor::type).toArray(TensorType[]::new);
    }

    /**
     * Keeps what forward asked to be saved.
     *
     * @param made the results as forward returned them
     * @param results the tensors that stand for them
     */
    void save(Tensor[] inputs, Tensor[] made, Tensor[] results) {
        @Nullable Tensor[] wanted = context.toSave();
        saved = new @Nullable SavedTensor[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            Tensor tensor = wanted[i];
            int result = Function.indexOf(made, tensor);
            int input = Function.indexOf(inputs, tensor);
            if (result >= 0) {
                GradState state = hasHistory(results[result], made[result]) ? new GradState(this, result) : null;
                saved[i] = new SavedTensor(results[result], state);
            } else if (tensor != null) {
                saved[i] = new SavedTensor(tensor, input >= 0 ? edges[input] : tensor.gradState());
            }
        }
        context.recorded(this);
    }

    /** Gives the results their history. */
    void record(Tensor[] inputs, Tensor[] made, Tensor[] results) {
        for (int i = 0; i < results.length; i++) {
            if (context.isDirty(made[i])) {
                Tape.requireWritable(name(), results[i]);
                if (results[i].viewHistory() != null && (results.length > 1 || inputs[0] != results[i])) {
                    throw new AutogradException(name() + " has changed a view in place; it may do so only to its first"
                            + " input, which must be its only result");
                }
                Tape.rebase(results[i], this, i);
            } else if (hasHistory(results[i], made[i])) {
                results[i].gradState(new GradState(this, i));
            }
        }
    }

    private boolean hasHistory(Tensor result, Tensor made) {
        return result.dtype().isFloating() && !context.isNonDifferentiable(made);
    }

    @Nullable
    Tensor[] savedTensors() {
        @Nullable Tensor[] tensors = new @Nullable Tensor[saved.length];
        for (int i = 0; i < tensors.length; i++) {
            SavedTensor kept = saved[i];
            tensors[i] = kept == null ? null : kept.unpack(name(), "saved tensor " + i);
        }
        return tensors;
    }

    @Override
    public String name() {
        return function.name() + "Backward";
    }

    @Override
    @Nullable
    Tensor[] apply(@Nullable Tensor[] grads, boolean @Nullable [] wanted) {
        @Nullable Tensor[] incoming = grads.clone();
        if (context.materializesGrads()) {
            for (int i = 0; i < incoming.length; i++) {
                if (incoming[i] == null) {
                    incoming[i] = Tensor.zeros(
                            resultTypes[i].dtype(), resultTypes[i].shape().toArray());
                }
            }
        }
        context.wanted(wanted);
        try {
            return checked(function.onceDifferentiable() ? once(incoming) : function.backward(context, incoming));
        } finally {
            context.wanted(null);
        }
    }

    private @Nullable Tensor[] once(@Nullable Tensor[] incoming) {
        @Nullable Tensor[] made;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            made = checked(function.backward(context, incoming)).clone();
        }
        if (GradMode.isRecording() && Arrays.stream(incoming).anyMatch(grad -> grad != null && grad.requiresGrad())) {
            @Nullable GradState[] sources = new @Nullable GradState[incoming.length];
            for (int i = 0; i < sources.length; i++) {
                Tensor grad = incoming[i];
                sources[i] = grad == null ? null : grad.gradState();
            }
            OnceDifferentiable end = new OnceDifferentiable(name(), sources, made.length);
            for (int i = 0; i < made.length; i++) {
                Tensor grad = made[i];
                if (grad != null) {
                    Tensor result = grad.detach();
                    result.gradState(new GradState(end, i));
                    made[i] = result;
                }
            }
        }
        return made;
    }

    private @Nullable Tensor[] checked(@Nullable Tensor @Nullable [] made) {
        if (made == null) {
            throw new AutogradException(name() + " returned null, expected an array with a gradient for each of the "
                    + edges.length + " inputs, null where there is none");
        }
        boolean rightCount = made.length == edges.length
                || made.length > edges.length
                        && Arrays.stream(made, edges.length, made.length).allMatch(grad -> grad == null);
        if (!rightCount) {
            throw new AutogradException(name() + " returned an incorrect number of gradients: " + made.length
                    + ", expected one for each of the " + edges.length + " inputs");
        }
        return made;
    }

    @Override
    TensorType inputType(int i) {
        return inputTypes[i];
    }

    @Override
    void release() {
        for (SavedTensor kept : saved) {
            if (kept != null) {
                kept.free();
            }
        }
    }

    /** The user's code may return what it also keeps. */
    @Override
    boolean mayHold(Tensor grad) {
        return true;
    }
}
