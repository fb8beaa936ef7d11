package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scope in which what is saved for the backward pass is packed by the user, as {@code
 * torch.autograd.graph.saved_tensors_hooks}: moved elsewhere, compressed, or forgotten and computed again.
 *
 * <pre>{@code
 * try (SavedTensorsHooks scope = SavedTensorsHooks.open(t -> t.to(DType.BFLOAT16), t -> ((Tensor) t).to(DType.FLOAT32))) {
 *     loss = model.forward(x);
 * }
 * loss.backward();   // unpacks
 * }</pre>
 *
 * <p>Belongs to the thread that opened it; scopes nest, the innermost counts.
 */
public final class SavedTensorsHooks implements AutoCloseable {
    private final Function<Tensor, Object> pack;
    private final Function<Object, Tensor> unpack;
    private final ThreadState thread;
    private final @Nullable SavedTensorsHooks outer;
    private final @Nullable String disabled;

    private SavedTensorsHooks(
            Function<Tensor, Object> pack, Function<Object, Tensor> unpack, @Nullable String disabled) {
        this.pack = pack;
        this.unpack = unpack;
        this.disabled = disabled;
        this.thread = ThreadState.current();
        this.outer = thread.savedHooks;
        if (outer != null && outer.disabled != null && disabled == null) {
            throw new AutogradException(outer.disabled);
        }
        thread.savedHooks = this;
    }

    /**
     * @param pack called with each tensor when it is saved; must not change it in place
     * @param unpack called with what {@code pack} returned each time the tensor is needed; must give one of the same
     *     shape and dtype
     */
    public static SavedTensorsHooks open(Function<Tensor, Object> pack, Function<Object, Tensor> unpack) {
        return new SavedTensorsHooks(pack, unpack, null);
    }

    /** A scope in which opening another is an error with this message, as {@code disable_saved_tensors_hooks}. */
    public static SavedTensorsHooks disable(String message) {
        return new SavedTensorsHooks(tensor -> tensor, packed -> (Tensor) packed, message);
    }

    /** The hooks that the current thread saves through. */
    static @Nullable SavedTensorsHooks current() {
        SavedTensorsHooks innermost = ThreadState.current().savedHooks;
        return innermost == null || innermost.disabled != null ? null : innermost;
    }

    Object packed(Tensor tensor) {
        int version = tensor.storage().version();
        // What the hooks do is not theirs to pack.
        thread.savedHooks = null;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Object packed = pack.apply(tensor);
            if (tensor.storage().version() != version) {
                throw new AutogradException(
                        "a hook that packs saved tensors has changed its argument in place;" + " it may only read it");
            }
            return packed;
        } finally {
            thread.savedHooks = this;
        }
    }

    Tensor unpacked(Object packed) {
        return unpack.apply(packed);
    }

    @Override
    public void close() {
        thread.savedHooks = outer;
    }
}
