package dev.arclight.graph;

import dev.arclight.kernel.PackedWeights;
import dev.arclight.nn.Module;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.Collection;

/**
 * A network frozen for inference, as {@code torch.jit.freeze} and {@code torch.compile} make one. Its sessions give the same
 * bits as the network's own forward pass, sooner: calls are recorded once for each shape of inputs, weights are packed
 * once, activations are computed where their inputs lie, and all memory is planned, so that a batch allocates nothing.
 *
 * <pre>{@code
 * CompiledModel compiled = CompiledModel.of(model.eval());   // one for all threads
 * InferenceSession session = compiled.newSession();          // one for each thread
 * for (Tensor batch : batches) {
 *     Tensor logits = session.run(batch);                    // until the next run
 * }
 * }</pre>
 *
 * <p>The forward pass is run when a session meets inputs of new shapes, and what it did is done again: a branch that it took
 * by the value of a number it takes always, as with {@code torch.jit.trace}; two such runs on other values are compared,
 * and where they differ that is an error. Weights may not change afterwards. Immutable but for the packed weights, which
 * all sessions share; safe for all threads.
 */
public final class CompiledModel {
    private final Module module;
    private final Computation forward;
    private final boolean writesInputs;
    private final PackedWeights weights = new PackedWeights();

    private CompiledModel(Module module, Computation forward, boolean writesInputs) {
        this.module = module;
        this.forward = forward;
        this.writesInputs = writesInputs;
    }

    /**
     * Of a network that takes one tensor and gives one.
     *
     * @throws ArclightException if it is in training mode
     */
    public static CompiledModel of(Module module) {
        requireEvaluation(module);
        return new CompiledModel(
                module,
                inputs -> {
                    if (inputs.length != 1) {
                        throw new ArclightException(
                                "a compiled " + module.getClass().getSimpleName() + " got " + inputs.length
                                        + " inputs, and takes one; give CompiledModel.of a computation for more");
                    }
                    return new Tensor[] {module.call(inputs[0])};
                },
                false);
    }

    /**
     * Of what a network computes of several tensors.
     *
     * @param module whose mode is checked, and whose state may not be written over
     * @throws ArclightException if it is in training mode
     */
    public static CompiledModel of(Module module, Computation forward) {
        requireEvaluation(module);
        return new CompiledModel(module, forward, false);
    }

    /**
     * The same network, whose operations may write over its inputs in place, as a decoder does over its caches. Each run changes
     * such inputs once, which then must be contiguous and share no memory with others; one that fails may leave them changed.
     */
    public CompiledModel writingInputs() {
        return new CompiledModel(module, forward, true);
    }

    private static void requireEvaluation(Module module) {
        if (module.isTraining()) {
            throw new ArclightException(
                    "CompiledModel: the " + module.getClass().getSimpleName()
                            + " is in training mode, in which layers change themselves; call eval() first");
        }
    }

    /** A session of its own memory, for one thread at a time. */
    public InferenceSession newSession() {
        return new InferenceSession(this);
    }

    boolean writesInputs() {
        return writesInputs;
    }

    Computation forward() {
        return forward;
    }

    /** The network's parameters and buffers. */
    Collection<Tensor> state() {
        return module.stateDict().values();
    }

    PackedWeights weights() {
        return weights;
    }
}
