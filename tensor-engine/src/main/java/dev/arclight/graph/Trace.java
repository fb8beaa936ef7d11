package dev.arclight.graph;

import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.Interception;
import dev.arclight.op.Interceptor;
import dev.arclight.op.Op;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Records what a forward pass calls. A value is known by its number: first the inputs, then constants and results as they come. */
final class Trace implements Interceptor {
    /** Every value, as it was when recorded. */
    final List<Tensor> values = new ArrayList<>();

    final List<Step> steps = new ArrayList<>();
    final int inputs;
    private int[] outputs = {};
    private int[] owner = {};

    /** Inputs over whose memory steps write. */
    private final BitSet written = new BitSet();

    /** The results of steps. */
    private final BitSet computed = new BitSet();

    private final IdentityHashMap<Tensor, Integer> numbers = new IdentityHashMap<>();

    /** The first value of a storage. */
    private final IdentityHashMap<Storage, Integer> owners = new IdentityHashMap<>();

    /** Of the network's state, over which nothing may be written. */
    private final Set<Storage> kept = Collections.newSetFromMap(new IdentityHashMap<>());

    private final boolean mayWriteInputs;

    private Trace(int inputs, boolean mayWriteInputs) {
        this.inputs = inputs;
        this.mayWriteInputs = mayWriteInputs;
    }

    /** @param inputs contiguous, to be written over; the computation sees others that look at the same memory */
    static Trace of(CompiledModel model, Tensor[] inputs) {
        Trace trace = new Trace(inputs.length, model.writesInputs());
        model.state().forEach(tensor -> trace.kept.add(tensor.storage()));
        Tensor[] seen = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            seen[i] = Tensor.alias(inputs[i], inputs[i].shape(), inputs[i].strides(), inputs[i].offset());
            trace.number(seen[i]);
        }
        Tensor[] results;
        try (GradMode.Scope scope = GradMode.noGrad();
                Interception interception = Interception.open(trace)) {
            results = model.forward().run(seen);
        }
        trace.outputs = trace.known(results);
        trace.owner = new int[trace.values.size()];
        for (int i = 0; i < trace.owner.length; i++) {
            trace.owner[i] = trace.ownerOf(trace.values.get(i));
        }
        trace.owners.clear();
        trace.numbers.clear();
        return trace;
    }

    /** What the computation gave. */
    Tensor[] results() {
        Tensor[] results = new Tensor[outputs.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = values.get(outputs[i]);
        }
        return results;
    }

    /** The numbers of the results. */
    int[] outputs() {
        return outputs;
    }

    @Override
    public Tensor[] call(Op op, Tensor[] inputs, boolean inPlace, Call next) {
        int[] in = known(inputs);
        if (areConstant(inputs) && !(inPlace && kept.contains(inputs[0].storage()))) {
            // What does not depend on the inputs is done once, now.
            return next.run(inputs);
        }
        if (inPlace) {
            requireWritable(op, inputs[0]);
        }
        Tensor[] results = next.run(inputs);
        int[] out = new int[results.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = inPlace ? in[0] : result(results[i]);
        }
        steps.add(new Step(op, in, out, inPlace));
        return results;
    }

    /** The first value in the memory of a tensor that was seen. */
    private int ownerOf(Tensor tensor) {
        return Objects.requireNonNull(owners.get(tensor.storage()));
    }

    private boolean areConstant(Tensor[] tensors) {
        for (Tensor tensor : tensors) {
            if (!isConstant(ownerOf(tensor))) {
                return false;
            }
        }
        return true;
    }

    private void requireWritable(Op op, Tensor target) {
        int owner = ownerOf(target);
        if (owner < inputs && mayWriteInputs) {
            written.set(owner);
        } else if (owner < inputs || isConstant(owner)) {
            throw new ArclightException("CompiledModel: " + op.name() + "_ writes over "
                    + (owner < inputs ? "an input" : "a tensor that was not computed from the inputs")
                    + ", which a compiled network leaves as it is; use the operation without _, or "
                    + (owner < inputs ? "CompiledModel.writingInputs()" : "give the tensor as an input"));
        }
    }

    /** Whether the computation writes over an input. */
    boolean isWritten(int input) {
        return written.get(input);
    }

    private int[] known(Tensor[] tensors) {
        int[] found = new int[tensors.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = known(tensors[i]);
        }
        return found;
    }

    /** The number of a value; one that no step made is another look at such a one, or a constant. */
    private int known(Tensor tensor) {
        Integer number = numbers.get(tensor);
        if (number != null) {
            return number;
        }
        Integer owner = owners.get(tensor.storage());
        int fresh = number(tensor);
        if (owner != null && !isConstant(owner)) {
            steps.add(new Step(new Alias(values.get(owner), tensor), new int[] {owner}, new int[] {fresh}, false));
            computed.set(fresh);
        }
        return fresh;
    }

    private int result(Tensor tensor) {
        int number = number(tensor);
        computed.set(number);
        return number;
    }

    private int number(Tensor tensor) {
        int number = values.size();
        values.add(tensor);
        numbers.put(tensor, number);
        owners.putIfAbsent(tensor.storage(), number);
        return number;
    }

    /** The value whose memory another one shows, or the value itself. */
    int owner(int number) {
        return owner[number];
    }

    /** Forgets the tensors that were seen, of which it then only knows how they belong together. */
    void release() {
        values.clear();
    }

    /** Whether neither an input nor computed. */
    boolean isConstant(int number) {
        return number >= inputs && !computed.get(number);
    }
}
