package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An operation with a forward and a backward of the user's own, as {@code torch.autograd.Function}.
 *
 * <pre>{@code
 * final class Cube extends Function {
 *     public Tensor[] forward(FunctionContext context, Tensor... inputs) {
 *         context.saveForBackward(inputs[0]);
 *         return new Tensor[] {inputs[0].pow(3)};
 *     }
 *
 *     public Tensor[] backward(FunctionContext context, Tensor... grads) {
 *         Tensor x = context.savedTensors()[0];
 *         return new Tensor[] {grads[0].mul(x.mul(x)).mul(3)};
 *     }
 * }
 * Tensor y = new Cube().apply(x);
 * }</pre>
 *
 * <p>Forward runs without recording. A backward that is written in operations on tensors can itself be differentiated. An
 * object may be applied many times; what belongs to one application goes into its context, settings into fields.
 */
public abstract class Function {
    /** Computes the results. An input that is returned, unless changed in place and marked dirty, counts as a new tensor. */
    public abstract Tensor[] forward(FunctionContext context, Tensor... inputs);

    /**
     * Computes the gradients of the inputs, one for each, null where there is none, given those of the results: zeros
     * where none flowed, unless {@link FunctionContext#setMaterializeGrads} said otherwise.
     */
    public abstract @Nullable Tensor[] backward(FunctionContext context, @Nullable Tensor... grads);

    /**
     * Whether backward cannot be differentiated, as PyTorch's {@code once_differentiable}: it then runs without recording,
     * and differentiating through its results is an error rather than a wrong number.
     */
    protected boolean onceDifferentiable() {
        return false;
    }

    /** The name in the graph, by default the class's. */
    protected String name() {
        return getClass().getSimpleName();
    }

    /**
     * Applies it and returns the first result.
     *
     * @throws AutogradException as {@link #applyAll}, and if there is no result
     */
    public final Tensor apply(Tensor... inputs) {
        Tensor[] results = applyAll(inputs);
        if (results.length == 0) {
            throw new AutogradException(name() + ": forward returned no result; use applyAll");
        }
        return results[0];
    }

    /**
     * Applies it and returns all results.
     *
     * @throws AutogradException if a dirty input is a leaf that requires a gradient, or not among the results; if forward
     *     returned null or a null among its results
     */
    public final Tensor[] applyAll(Tensor... inputs) {
        boolean recording = GradMode.isRecording();
        boolean[] needs = new boolean[inputs.length];
        boolean any = false;
        for (int i = 0; i < inputs.length; i++) {
            needs[i] = recording && inputs[i].requiresGrad();
            any |= needs[i];
        }
        FunctionContext context = new FunctionContext(needs);
        // Before forward, which may change inputs in place.
        @Nullable GradState[] edges = CallNode.edgesTo(inputs);
        Tensor[] made;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            made = requireTensors(forward(context, inputs));
        }
        for (Tensor dirty : context.dirty()) {
            if (indexOf(made, dirty) < 0 || indexOf(inputs, dirty) < 0) {
                throw new AutogradException(
                        name() + ": a tensor that is marked dirty must be one of the inputs and one of the results");
            }
        }
        Tensor[] results = made.clone();
        for (int i = 0; i < results.length; i++) {
            if (!context.isDirty(results[i]) && (any || indexOf(inputs, results[i]) >= 0)) {
                results[i] = own(results[i], inputs);
            }
        }
        if (any) {
            FunctionNode node = new FunctionNode(this, context, edges, inputs, results);
            node.save(inputs, made, results);
            node.record(inputs, made, results);
        }
        return results;
    }

    private Tensor[] requireTensors(@Nullable Tensor @Nullable [] made) {
        if (made == null) {
            throw new AutogradException(name() + ": forward returned null, expected an array of results");
        }
        Tensor[] results = new Tensor[made.length];
        for (int i = 0; i < made.length; i++) {
            Tensor one = made[i];
            if (one == null) {
                throw new AutogradException(name() + ": result " + i + " of forward is null, expected a tensor");
            }
            results[i] = one;
        }
        return results;
    }

    /** A result as a tensor that may get a history: not an input itself, and not a view that claims another. */
    private static Tensor own(Tensor result, Tensor[] inputs) {
        for (Tensor input : inputs) {
            if (input.storage() == result.storage()) {
                Tensor view = result.detach();
                view.viewHistory(ViewHistory.ofFunction(input));
                return view;
            }
        }
        return result.viewHistory() == null && result.gradState() == null ? result : result.detach();
    }

    static int indexOf(Tensor[] tensors, @Nullable Tensor wanted) {
        for (int i = 0; i < tensors.length; i++) {
            if (tensors[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
