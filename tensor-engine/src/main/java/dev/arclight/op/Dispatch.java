package dev.arclight.op;

import dev.arclight.autograd.AutogradException;
import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.InferenceMode;
import dev.arclight.autograd.Interception;
import dev.arclight.autograd.Tape;
import dev.arclight.autograd.ViewHistory;
import dev.arclight.kernel.Backends;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.DimensionException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;

/**
 * The choke point: every operation of every tensor passes here and nowhere else. It infers the result, lets a backend's
 * kernel compute it and, if a gradient may be asked for, records the call on the tape.
 */
public final class Dispatch {
    private Dispatch() {}

    /** Runs an op and returns its first output. */
    public static Tensor run(Op op, Tensor... inputs) {
        return runAll(op, inputs)[0];
    }

    /**
     * Runs an op and returns all its outputs.
     *
     * @throws dev.arclight.tensor.ShapeException or {@link DTypeException} if the inputs do not fit the op
     */
    public static Tensor[] runAll(Op op, Tensor... inputs) {
        Interception interception = Interception.current();
        return interception == null
                ? computed(op, inputs)
                : interception.call(op, inputs, false, given -> computed(op, given));
    }

    private static Tensor[] computed(Op op, Tensor[] inputs) {
        TensorType[] types = typesOf(inputs);
        Tensor[] outputs = compute(op, inputs, infer(op, types));
        if (anyRequiresGrad(inputs) && mayBeAsked(op, outputs) && GradMode.isRecording()) {
            Tape.record(op, types, inputs, outputs);
        }
        return outputs;
    }

    /**
     * Runs an op whose first input is {@code target} and writes the result over it. What shares memory with the target
     * changes too, and if gradients are recorded, so does its history.
     *
     * @throws ShapeException if the result would not have the target's shape
     * @throws DTypeException if the result's kind is above the target's, as floating into integer
     * @throws AutogradException if the target is a leaf that requires a gradient, or may not be changed for another reason
     */
    public static Tensor runInPlace(Op op, Tensor target, Tensor... others) {
        Tensor[] inputs = new Tensor[others.length + 1];
        inputs[0] = target;
        System.arraycopy(others, 0, inputs, 1, others.length);
        Interception interception = Interception.current();
        return interception == null
                ? written(op, inputs)
                : interception.call(op, inputs, true, given -> new Tensor[] {written(op, given)})[0];
    }

    private static Tensor written(Op op, Tensor[] inputs) {
        Tensor target = inputs[0];
        TensorType[] types = typesOf(inputs);
        TensorType type = infer(op, types)[0];
        requireFits(op, target, type);
        requireWritable(op.name() + "_", target);
        if (anyRequiresGrad(inputs) && GradMode.isRecording()) {
            keepWhatIsSaved(op, inputs, target);
            Tape.InPlace call = Tape.beforeWriting(op, types, inputs, target);
            write(op, inputs, type, target);
            call.written();
        } else {
            write(op, inputs, type, target);
        }
        return target;
    }

    private static TensorType[] infer(Op op, TensorType[] types) {
        try {
            return op.infer(types);
        } catch (DimensionException missing) {
            throw missing.of(op.name());
        }
    }

    /** Whether a gradient can be asked for, if only to be refused: numbers that nobody defined one for are no constants. */
    private static boolean mayBeAsked(Op op, Tensor[] outputs) {
        return op.differentiable() || outputs[0].dtype().isFloating();
    }

    private static Tensor[] compute(Op op, Tensor[] inputs, TensorType[] types) {
        Tensor[] outputs = new Tensor[types.length];
        if (op instanceof ViewOp view) {
            outputs[0] = view(view, inputs[0], types[0].shape());
            return outputs;
        }
        MemoryOrder order = MemoryOrder.of(op, inputs, types[0].shape());
        if (order != null) {
            outputs[0] = Tensor.uninitialized(order.ordered(types[0]));
            Backends.cpu().kernel(op).run(op, order.ordered(inputs), outputs);
            outputs[0] = order.restored(outputs[0]);
            return outputs;
        }
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = Tensor.uninitialized(types[i]);
        }
        Backends.cpu().kernel(op).run(op, inputs, outputs);
        return outputs;
    }

    private static Tensor view(ViewOp op, Tensor base, Shape shape) {
        ViewOp.Layout layout = op.layout(base);
        Tensor view = Tensor.alias(op.name(), base, shape, layout.strides(), layout.offset());
        if (!base.isInference()) {
            view.viewHistory(ViewHistory.of(base, op));
        }
        return view;
    }

    /**
     * Runs an op whose first input is the tensor to be written over, without asking whether that may be and without
     * gradients: for calls that were made before and are made again.
     *
     * @param type the result's
     */
    public static void writeOver(Op op, Tensor[] inputs, TensorType type) {
        write(op, inputs, type, inputs[0]);
    }

    private static void write(Op op, Tensor[] inputs, TensorType type, Tensor target) {
        if (op instanceof Overwriting && type.dtype() == target.dtype() && !readsWhatItWrites(inputs, target)) {
            Tensor[] direct = inputs.clone();
            direct[0] = target;
            Backends.cpu().kernel(op).run(op, direct, new Tensor[] {target});
        } else if (op.mayRunInPlace()
                && type.dtype() == target.dtype()
                && target.isContiguous()
                && !overlapsElsewhere(inputs, target)) {
            Backends.cpu().kernel(op).run(op, inputs, new Tensor[] {target});
        } else {
            Tensor result = Tensor.uninitialized(type);
            Backends.cpu().kernel(op).run(op, inputs, new Tensor[] {result});
            Backends.cpu().copy(result, target);
        }
        target.storage().changed();
    }

    private static boolean readsWhatItWrites(Tensor[] inputs, Tensor target) {
        for (int i = 1; i < inputs.length; i++) {
            if (inputs[i].storage() == target.storage()) {
                return true;
            }
        }
        return false;
    }

    /** Whether an input shows the target's memory in another way than the target itself. */
    private static boolean overlapsElsewhere(Tensor[] inputs, Tensor target) {
        for (Tensor input : inputs) {
            if (input != target
                    && input.storage() == target.storage()
                    && !(input.isContiguous()
                            && input.offset() == target.offset()
                            && input.numel() == target.numel())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Replaces inputs that the gradient wants by copies if the write will change them: the target may also be, or share
     * memory with, another input.
     */
    private static void keepWhatIsSaved(Op op, Tensor[] inputs, Tensor target) {
        int needed = 0;
        for (int i = 0; i < inputs.length && i < Integer.SIZE; i++) {
            needed |= inputs[i].requiresGrad() ? 1 << i : 0;
        }
        Saves saves = op.saves(needed);
        for (int i = 0; i < inputs.length; i++) {
            if (saves.input(i) && inputs[i].storage() == target.storage()) {
                inputs[i] = inputs[i].snapshot();
            }
        }
    }

    /**
     * Checks that a tensor's memory may be written over, whatever gradients are recorded.
     *
     * @throws AutogradException for an inference tensor outside inference mode
     * @throws ShapeException if several of its elements lie in one place
     */
    public static void requireWritable(String what, Tensor target) {
        if (target.isInference() && !InferenceMode.isEnabled()) {
            throw new AutogradException(what + ": this tensor was made in inference mode and cannot be changed in"
                    + " place outside; clone() it first");
        }
        if (!target.isContiguous()) {
            for (int i = 0; i < target.rank(); i++) {
                if (target.stride(i) == 0 && target.size(i) > 1) {
                    throw new ShapeException(what + ": dimension " + i + " of this tensor of shape " + target.shape()
                            + " is expanded, so that several elements lie in one place; clone() it first");
                }
            }
        }
    }

    private static void requireFits(Op op, Tensor target, TensorType result) {
        Shape shape = target.shape();
        if (!result.shape().equals(shape)) {
            throw new ShapeException(op.name() + "_: the result has shape " + result.shape()
                    + ", which cannot be written over a tensor of shape " + shape);
        }
        boolean lossy = result.dtype().isFloating() && !target.dtype().isFloating()
                || !result.dtype().isFloating() && target.dtype() == DType.BOOL && result.dtype() != target.dtype();
        if (lossy) {
            throw new DTypeException(op.name() + "_: a result of " + result.dtype() + " cannot be written over "
                    + target.dtype() + "; use the operation without _");
        }
    }

    private static TensorType[] typesOf(Tensor[] inputs) {
        TensorType[] types = new TensorType[inputs.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = inputs[i].type();
        }
        return types;
    }

    private static boolean anyRequiresGrad(Tensor[] inputs) {
        for (Tensor input : inputs) {
            if (input.requiresGrad()) {
                return true;
            }
        }
        return false;
    }
}
