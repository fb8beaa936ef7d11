package dev.arclight.autograd;

import dev.arclight.op.Op;
import dev.arclight.op.Saved;
import dev.arclight.op.Saves;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * What an op saved, with float16 and bfloat16 as float32: a gradient that is made of several ops then rounds once, when
 * it is converted to its input's dtype, as kernels that compute a whole gradient would.
 */
final class WideSaved implements Saved {
    private final Saved saved;

    private WideSaved(Saved saved) {
        this.saved = saved;
    }

    /** {@link Op#gradients}, computed in float32 where something is of 16 bits. */
    @SuppressWarnings("ReferenceEquality") // The same object spares the comparison; another may still be equal.
    static @Nullable Tensor[] gradients(Op op, Saved saved, @Nullable Tensor[] grads) {
        // What needs nothing saved moves or scales the incoming gradient, by one op as a rule: nothing to gain.
        if (op.saves() == Saves.NONE || !anyHalf(saved, grads)) {
            return op.gradients(saved, grads);
        }
        @Nullable Tensor[] wide = grads.clone();
        for (int i = 0; i < wide.length; i++) {
            Tensor grad = wide[i];
            wide[i] = grad == null ? null : widened(grad);
        }
        return op.gradients(new WideSaved(saved), wide);
    }

    private static boolean anyHalf(Saved saved, @Nullable Tensor[] grads) {
        for (Tensor grad : grads) {
            if (grad != null && grad.dtype().isHalf()) {
                return true;
            }
        }
        for (int i = 0; i < saved.inputCount(); i++) {
            if (saved.inputType(i).dtype().isHalf()) {
                return true;
            }
        }
        return false;
    }

    private static Tensor widened(Tensor tensor) {
        return tensor.dtype().isHalf() ? tensor.to(DType.FLOAT32) : tensor;
    }

    @Override
    public int inputCount() {
        return saved.inputCount();
    }

    @Override
    public TensorType inputType(int i) {
        return saved.inputType(i);
    }

    @Override
    public boolean needs(int i) {
        return saved.needs(i);
    }

    @Override
    public Tensor input(int i) {
        return widened(saved.input(i));
    }

    @Override
    public Tensor output(int i) {
        return widened(saved.output(i));
    }
}
