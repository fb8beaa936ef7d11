package dev.arclight.autograd;

import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A tensor kept for the backward pass, as it was: a change in place since then is found when it is asked for. */
final class SavedTensor {
    /** What hooks of our own make of a tensor, which wants to know when it is of no more use. */
    interface Packed {
        void freed();
    }

    private static final Object FREED = new Object();

    /** The tensor, what the hooks made of it, or {@link #FREED}. */
    private Object content;

    private final @Nullable SavedTensorsHooks hooks;

    /** The history the tensor had; a change in place or {@code detach_()} may give it another. */
    private final @Nullable GradState state;

    private final int version;

    SavedTensor(Tensor tensor, @Nullable GradState state) {
        if (tensor.isInference()) {
            throw new AutogradException("an inference tensor of shape " + tensor.shape()
                    + " cannot be saved for backward;" + " clone() it outside inference mode and use the copy");
        }
        this.state = state;
        this.version = tensor.storage().version();
        this.hooks = SavedTensorsHooks.current();
        this.content = hooks == null ? tensor : hooks.packed(tensor.detach());
    }

    /** @param what for messages: the function and which of its tensors this is */
    Tensor unpack(String function, String what) {
        if (content == FREED) {
            throw new AutogradException("backward through " + function + " a second time: what it saved was freed by"
                    + " the first; call backward with retainGraph = true there");
        }
        if (hooks != null) {
            Tensor unpacked = hooks.unpacked(content);
            return unpacked.gradState() == state ? unpacked : unpacked.withState(state);
        }
        Tensor tensor = (Tensor) content;
        int now = tensor.storage().version();
        if (now != version) {
            String source = state == null || state.isLeaf()
                    ? ""
                    : ", which is output " + state.output() + " of "
                            + state.node().name() + ",";
            throw new AutogradException(
                    "backward of " + function + ": its " + what + " of type " + tensor.type() + source
                            + " was changed in place after the call (version " + now + ", expected " + version
                            + "); use the operation without _ or clone() first, Autograd.detectAnomaly() finds the call");
        }
        return tensor.gradState() == state ? tensor : tensor.withState(state);
    }

    void free() {
        if (content instanceof Packed packed) {
            packed.freed();
        }
        content = FREED;
    }

    boolean shows(Storage storage) {
        return content instanceof Tensor tensor && tensor.storage() == storage;
    }
}
