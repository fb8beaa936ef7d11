package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The products of the elements of a dimension up to each, as {@code torch.cumprod}; bools and integers are multiplied as
 * int64. The gradient divides by nothing, so zeros are no exception.
 *
 * @param reverse from the last element on
 */
public record Cumprod(int dim, boolean reverse) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        shape.axis(name(), dim);
        return Op.one(inputs[0].dtype().isFloating() ? inputs[0].dtype() : DType.INT64, shape);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        int n = x.size(dim);
        if (n == 0) {
            return Op.grads(grad);
        }
        // Element k is in every product from its own on: Σ gᵢ ∏ x over j ≤ i, j ≠ k, which is what comes before it
        // times
        // a sum in which each step multiplies by the next element.
        Tensor edge = Tensor.ones(
                x.dtype(), x.shape().with(x.shape().axis(name(), dim), 1).toArray());
        Tensor before = shifted(saved.output(0), edge, n, reverse);
        Tensor next = shifted(x, edge, n, !reverse);
        return Op.grads(before.mul(Dispatch.run(new Recurrence(dim, !reverse), next, grad)));
    }

    /** What lies one place earlier (or later), {@code edge} where there is nothing. */
    private Tensor shifted(Tensor x, Tensor edge, int n, boolean fromLater) {
        return fromLater
                ? Tensor.cat(List.of(x.narrow(dim, 1, n - 1), edge), dim)
                : Tensor.cat(List.of(edge, x.narrow(dim, 0, n - 1)), dim);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Cumprod(0, false), Sample.nonzero(11)),
                Sample.of(new Cumprod(1, false), Sample.real(2, 3)),
                Sample.of(new Cumprod(-2, false), Sample.real(2, 5, 3)),
                Sample.of(new Cumprod(-1, true), Sample.real(2, 6)),
                Sample.of(new Cumprod(0, true), Sample.real(4, 3)),
                Sample.of(new Cumprod(1, false), Sample.real(4, 0)));
    }
}
