package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sums of the elements of a dimension up to each, as {@code torch.cumsum}; bools and integers are summed as int64.
 *
 * @param reverse from the last element on
 */
public record Cumsum(int dim, boolean reverse) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        shape.axis(name(), dim);
        return Op.one(inputs[0].dtype().isFloating() ? inputs[0].dtype() : DType.INT64, shape);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new Cumsum(dim, !reverse), grad));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Cumsum(0, false), Sample.real(37)),
                Sample.of(new Cumsum(1, false), Sample.real(2, 3)),
                Sample.of(new Cumsum(-2, false), Sample.real(2, 5, 3)),
                Sample.of(new Cumsum(-1, true), Sample.real(2, 6)),
                Sample.of(new Cumsum(0, true), Sample.real(4, 3)),
                Sample.of(new Cumsum(1, false), Sample.real(4, 0)));
    }
}
