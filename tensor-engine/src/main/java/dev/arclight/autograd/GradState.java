package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What a tensor that takes part in gradients carries: where it came from, or what has flowed back to it. */
public final class GradState {
    private final Node node;
    private final int output;
    private boolean retains;

    /** Whether gradients are asked for; a leaf that no longer does still has what it collected. */
    private boolean active = true;

    private @Nullable Tensor grad;

    /** The state of result {@code output} of a recorded call. */
    GradState(Node node, int output) {
        this.node = node;
        this.output = output;
    }

    /** The state of a tensor that gradients are collected for. */
    public static GradState leaf() {
        AccumulateGrad node = new AccumulateGrad();
        GradState state = new GradState(node, 0);
        node.target = state;
        return state;
    }

    /** Whether gradients flow here. */
    public boolean isActive() {
        return active;
    }

    /** For leaves. */
    public void active(boolean value) {
        active = value;
    }

    public boolean isLeaf() {
        return node instanceof AccumulateGrad;
    }

    /** The gradient collected so far, or null. */
    public @Nullable Tensor grad() {
        return grad;
    }

    public void grad(@Nullable Tensor value) {
        grad = value;
    }

    /** What made the tensor, or collects its gradient. */
    public Node node() {
        return node;
    }

    /** Which of the node's results the tensor is. */
    public int output() {
        return output;
    }

    /** Keeps this result's gradient whenever one is computed. */
    public void retain() {
        if (!isLeaf() && !retains) {
            retains = true;
            node.extras().retained.add(this);
        }
    }

    public boolean retains() {
        return retains;
    }

    /** Hands over to the state that a change in place gives the tensor: its gradient is kept where it now comes from. */
    void succeededBy(GradState successor) {
        if (retains) {
            NodeExtras extras = node.extras();
            extras.retained.remove(this);
            retains = false;
            successor.grad = grad;
            successor.retain();
        }
    }

    /** Adds {@code hook} to what sees this tensor's gradients. */
    public RemovableHandle hook(GradHook hook) {
        return RemovableHandle.add(node.extras().tensorHooks, new NodeExtras.TensorHook(output, hook));
    }

    /** Adds what is to run when a gradient was added to this leaf's. */
    public RemovableHandle afterAccumulation(Runnable hook) {
        return RemovableHandle.add(node.extras().accumulateHooks, hook);
    }

    /** Adds to what is kept of a result's gradients; never keeps memory that others hold. */
    void keep(Tensor arrived) {
        Tensor before = grad;
        grad = before == null ? arrived.clone() : before.add(arrived);
    }
}
