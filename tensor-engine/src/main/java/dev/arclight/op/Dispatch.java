package dev.arclight.op;

import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.Tape;
import dev.arclight.kernel.Backends;
import dev.arclight.tensor.DTypeException;
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
        TensorType[] types = op.infer(typesOf(inputs));
        Tensor[] outputs = new Tensor[types.length];
        if (op instanceof ViewOp view) {
            ViewOp.Layout layout = view.layout(inputs[0]);
            outputs[0] = Tensor.alias(inputs[0], types[0].shape(), layout.strides(), layout.offset());
        } else {
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = Tensor.uninitialized(types[i]);
            }
            Backends.cpu().kernel(op).run(op, inputs, outputs);
        }
        if (anyRequiresGrad(op, inputs) && GradMode.isEnabled() && op.differentiable()) {
            Tape.record(op, inputs, outputs);
        }
        return outputs;
    }

    /**
     * Runs an op whose first input is {@code target} and writes the result over it.
     *
     * @throws ShapeException if the result would not have the target's shape
     * @throws DTypeException if the result's kind is above the target's, as floating into integer
     */
    public static Tensor runInPlace(Op op, Tensor target, Tensor... others) {
        Tensor[] inputs = new Tensor[others.length + 1];
        inputs[0] = target;
        System.arraycopy(others, 0, inputs, 1, others.length);
        TensorType type = op.infer(typesOf(inputs))[0];
        requireFits(op, target, type);
        boolean tracked = GradMode.isEnabled() && op.differentiable() && anyRequiresGrad(op, inputs);
        if (tracked) {
            Tape.requireWritable(op, target);
            for (int i = 0; i < inputs.length; i++) {
                // The gradient wants what was there before; the target may also be, or share memory with, another
                // input.
                if (op.saves().input(i) && inputs[i].storage() == target.storage()) {
                    inputs[i] = inputs[i].snapshot();
                }
            }
        }
        if (op instanceof Overwriting && type.dtype() == target.dtype() && !readsWhatItWrites(target, others)) {
            Tensor[] direct = inputs.clone();
            direct[0] = target;
            Backends.cpu().kernel(op).run(op, direct, new Tensor[] {target});
        } else {
            Tensor result = Tensor.uninitialized(type);
            Backends.cpu().kernel(op).run(op, inputs, new Tensor[] {result});
            Backends.cpu().copy(result, target);
        }
        target.storage().changed();
        if (tracked) {
            target.storage().changeRecorded();
            Tape.record(op, inputs, new Tensor[] {target});
        }
        return target;
    }

    private static boolean readsWhatItWrites(Tensor target, Tensor[] others) {
        for (Tensor other : others) {
            if (other.storage() == target.storage()) {
                return true;
            }
        }
        return false;
    }

    private static void requireFits(Op op, Tensor target, TensorType result) {
        Shape shape = target.shape();
        if (!result.shape().equals(shape)) {
            throw new ShapeException(op.name() + "_: the result has shape " + result.shape()
                    + ", which cannot be written over a tensor of shape " + shape);
        }
        boolean lossy = result.dtype().isFloating() && !target.dtype().isFloating()
                || !result.dtype().isFloating()
                        && target.dtype() == dev.arclight.tensor.DType.BOOL
                        && result.dtype() != target.dtype();
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

    private static boolean anyRequiresGrad(Op op, Tensor[] inputs) {
        boolean any = false;
        for (Tensor input : inputs) {
            Tape.requireCurrent(op, input);
            any |= input.requiresGrad();
        }
        return any;
    }
}
