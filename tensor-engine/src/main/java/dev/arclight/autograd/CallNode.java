package dev.arclight.autograd;

import dev.arclight.op.Op;
import dev.arclight.op.Saved;
import dev.arclight.op.Saves;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** A recorded call: the op, where its inputs came from and what its gradient needs. */
final class CallNode extends Node implements Saved {
    private final Op op;
    private final TensorType[] inputTypes;

    /** Where each input's gradient flows; null where none is wanted. */
    final @Nullable Node[] sources;

    final int[] sourceOutputs;
    private final @Nullable Tensor[] inputs;
    private final @Nullable Tensor[] results;
    private final int[] versions;
    private boolean released;

    private CallNode(
            Op op, TensorType[] inputTypes, @Nullable Node[] sources, int[] sourceOutputs, int depth, int outputs) {
        super(depth, outputs);
        this.op = op;
        this.inputTypes = inputTypes;
        this.sources = sources;
        this.sourceOutputs = sourceOutputs;
        this.inputs = new @Nullable Tensor[inputTypes.length];
        this.results = new @Nullable Tensor[outputs];
        this.versions = new int[inputTypes.length + outputs];
    }

    static CallNode of(Op op, Tensor[] inputs, int outputs) {
        TensorType[] types = new TensorType[inputs.length];
        @Nullable Node[] sources = new @Nullable Node[inputs.length];
        int[] sourceOutputs = new int[inputs.length];
        int depth = 0;
        for (int i = 0; i < inputs.length; i++) {
            types[i] = inputs[i].type();
            GradState state = inputs[i].gradState();
            if (state != null) {
                sources[i] = state.node();
                sourceOutputs[i] = state.output();
                depth = Math.max(depth, state.node().depth);
            }
        }
        CallNode node = new CallNode(op, types, sources, sourceOutputs, depth + 1, outputs);
        Saves saves = op.saves();
        for (int i = 0; i < inputs.length; i++) {
            if (saves.input(i)) {
                node.inputs[i] = inputs[i];
                node.versions[i] = inputs[i].storage().version();
            }
        }
        return node;
    }

    /** To be called when the results have got their states, so that saved ones are part of the graph. */
    void saveResults(Tensor[] outputs) {
        Saves saves = op.saves();
        for (int i = 0; i < outputs.length; i++) {
            if (saves.output(i)) {
                results[i] = outputs[i];
                versions[inputTypes.length + i] = outputs[i].storage().version();
            }
        }
    }

    Op op() {
        return op;
    }

    /** Forgets what was saved. */
    void release() {
        java.util.Arrays.fill(inputs, null);
        java.util.Arrays.fill(results, null);
        released = true;
    }

    void requireUsable() {
        if (released) {
            throw new AutogradException("backward through " + op.name() + " a second time: what it saved was freed by"
                    + " the first; call backward with retainGraph = true there");
        }
    }

    @Override
    public int inputCount() {
        return inputTypes.length;
    }

    @Override
    public TensorType inputType(int i) {
        return inputTypes[i];
    }

    @Override
    public boolean needs(int i) {
        return sources[i] != null;
    }

    @Override
    public Tensor input(int i) {
        return unpack(inputs[i], versions[i], "input " + i);
    }

    @Override
    public Tensor output(int i) {
        return unpack(results[i], versions[inputTypes.length + i], "output " + i);
    }

    private Tensor unpack(@Nullable Tensor tensor, int version, String what) {
        if (tensor == null) {
            throw new AutogradException(op.name() + " did not save its " + what + " for backward");
        }
        int now = tensor.storage().version();
        if (now != version) {
            throw new AutogradException("backward of " + op.name() + ": its " + what + " of shape " + tensor.shape()
                    + " was changed in place after the call (version " + now + ", expected " + version
                    + "); use the operation without _ or clone() first");
        }
        return tensor;
    }
}
