package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A copy in memory of its own, as {@code Tensor.clone}.
 *
 * @param rowMajor whether also that of a tensor whose dimensions lie in another order in memory is row-major
 */
public record Copy(boolean rowMajor) implements Op {
    public static final Copy OP = new Copy(false);
    public static final Copy ROW_MAJOR = new Copy(true);

    @Override
    public String name() {
        return "clone";
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public boolean keepsMemoryOrder() {
        return !rowMajor;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad);
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
