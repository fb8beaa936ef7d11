package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code log Σ eˣ} over the elements of a dimension up to each, as {@code torch.logcumsumexp}. */
public record LogCumsumExp(int dim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireFloating(name(), inputs[0].dtype());
        Shape shape = inputs[0].shape();
        shape.axis(name(), dim);
        return Op.one(inputs[0].dtype(), shape);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor y = saved.output(0);
        int n = y.size(dim);
        if (n == 0) {
            return Op.grads(grad);
        }
        // Σ gᵢ e^(x - yᵢ) over i ≥ k, as e^(x - y) times a sum whose steps multiply by e^(yₖ - yₖ₊₁), never above 1.
        Tensor last = Tensor.zeros(
                y.dtype(), y.shape().with(y.shape().axis(name(), dim), 1).toArray());
        Tensor decay = Tensor.cat(List.of(ratio(y.narrow(dim, 0, n - 1), y.narrow(dim, 1, n - 1)), last), dim);
        Tensor flow = Dispatch.run(new Recurrence(dim, true), decay, grad);
        return Op.grads(flow.mul(ratio(saved.input(0), y)));
    }

    /** {@code e^(a - b)}, and 0 where a is −∞, whatever b. */
    private static Tensor ratio(Tensor a, Tensor b) {
        Tensor nothing = a.eq(Double.NEGATIVE_INFINITY);
        Tensor zero = Tensor.number(0.0);
        Tensor difference = Tensor.where(nothing, zero, a).sub(Tensor.where(nothing, zero, b));
        return Tensor.where(nothing, zero, difference.exp());
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new LogCumsumExp(0), Sample.real(13)),
                Sample.of(new LogCumsumExp(1), Sample.real(2, 3)),
                Sample.of(new LogCumsumExp(-2), Sample.real(2, 4, 3)),
                Sample.of(new LogCumsumExp(1), Sample.real(4, 0)));
    }
}
