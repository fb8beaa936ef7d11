package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** x within two numbers, as {@code torch.nn.functional.hardtanh}; NaN stays, the gradient at the bounds is 0. */
public record Hardtanh(double min, double max) implements UnaryOp {
    @Override
    public float apply(float x) {
        float low = x < (float) min ? (float) min : x;
        return low > (float) max ? (float) max : low;
    }

    @Override
    public double apply(double x) {
        double low = x < min ? min : x;
        return low > max ? max : low;
    }

    @Override
    public long apply(long x) {
        return Math.min(Math.max(x, (long) min), (long) max);
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (inputs[0].dtype() == DType.UINT8 && (min < 0 || max < 0)) {
            throw new DTypeException(
                    name() + ": " + min + " to " + max + " reaches below what uint8 holds; convert with to(...)");
        }
        return UnaryOp.super.infer(inputs);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new HardtanhBackward(min, max, 1), grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(new Hardtanh(-1, 1), Sample.Domain.NONZERO);
    }
}
