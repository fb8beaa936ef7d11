package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the forward of a {@link Function} leaves for its backward; one for each application, as PyTorch's {@code ctx}. */
public final class FunctionContext {
    private final boolean[] needsInputGrad;
    private final Map<String, Object> attributes = new HashMap<>();
    private @Nullable Tensor[] toSave = new @Nullable Tensor[0];
    private List<Tensor> dirty = List.of();
    private List<Tensor> nonDifferentiable = List.of();
    private boolean materializeGrads = true;
    private @Nullable FunctionNode node;

    /** In backward, which gradients this pass wants. */
    private boolean @Nullable [] wanted;

    FunctionContext(boolean[] needsInputGrad) {
        this.needsInputGrad = needsInputGrad;
    }

    /** Keeps tensors for the backward pass: inputs, results or others; null is kept as null. Call it once, in forward. */
    public void saveForBackward(@Nullable Tensor... tensors) {
        toSave = tensors.clone();
    }

    /**
     * What was saved, in order.
     *
     * @throws AutogradException if one was changed in place since, or all were freed by an earlier pass
     */
    public @Nullable Tensor[] savedTensors() {
        FunctionNode recorded = node;
        return recorded == null ? toSave.clone() : recorded.savedTensors();
    }

    /** Says that forward has changed these inputs in place; they must be among its results. */
    public void markDirty(Tensor... inputs) {
        dirty = List.of(inputs);
    }

    /** Says that these results have no gradient. */
    public void markNonDifferentiable(Tensor... results) {
        nonDifferentiable = List.of(results);
    }

    /** Whether a gradient that did not flow comes to backward as zeros, which is so by default, or as null. */
    public void setMaterializeGrads(boolean value) {
        materializeGrads = value;
    }

    /** Whether the gradient of input {@code i} is wanted; backward may return null for others. */
    public boolean needsInputGrad(int i) {
        boolean[] now = wanted;
        return now == null ? needsInputGrad[i] : now[i];
    }

    /** Keeps anything that is not a tensor for backward. */
    public void put(String name, Object value) {
        attributes.put(name, value);
    }

    /** What {@link #put} kept. @throws AutogradException if there is nothing of that name */
    public <T> T get(String name, Class<T> type) {
        Object value = attributes.get(name);
        if (value == null) {
            throw new AutogradException("the context holds no \"" + name + "\"; it holds " + attributes.keySet());
        }
        return type.cast(value);
    }

    void wanted(boolean @Nullable [] gradients) {
        wanted = gradients;
    }

    @Nullable
    Tensor[] toSave() {
        return toSave;
    }

    boolean isDirty(Tensor tensor) {
        return contains(dirty, tensor);
    }

    List<Tensor> dirty() {
        return dirty;
    }

    boolean isNonDifferentiable(Tensor tensor) {
        return contains(nonDifferentiable, tensor);
    }

    boolean materializesGrads() {
        return materializeGrads;
    }

    /** From now on saved tensors come from the node; the ones held here are let go. */
    void recorded(FunctionNode recorded) {
        node = recorded;
        toSave = new @Nullable Tensor[0];
    }

    private static boolean contains(List<Tensor> tensors, Tensor wanted) {
        for (Tensor tensor : tensors) {
            if (tensor == wanted) {
                return true;
            }
        }
        return false;
    }
}
