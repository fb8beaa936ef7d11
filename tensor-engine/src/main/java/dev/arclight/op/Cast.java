package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts to another dtype, as {@code Tensor.to(dtype)}: floats to integers truncate toward zero, anything nonzero is true. */
public record Cast(DType dtype) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        return Op.one(dtype, inputs[0].shape());
    }

    @Override
    public boolean keepsMemoryOrder() {
        return true;
    }

    @Override
    public boolean differentiable() {
        return dtype.isFloating();
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad);
    }

    public static List<Sample> samples() {
        return Sample.unary(new Cast(DType.FLOAT64), Sample.Domain.REAL);
    }
}
