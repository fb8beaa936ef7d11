package dev.arclight.op;

import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code s[k] = b[k] + a[k] · s[k - 1]} along a dimension: what gradients of running products are made of. Its own gradient
 * is the same recurrence in the other direction.
 *
 * @param reverse from the last element on, {@code s[k] = b[k] + a[k] · s[k + 1]}
 */
public record Recurrence(int dim, boolean reverse) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        shape.axis(name(), dim);
        if (!shape.equals(inputs[1].shape())) {
            throw new ShapeException(
                    "recurrence: factors " + shape + " and addends " + inputs[1].shape() + " must have one shape");
        }
        Along.requireFloating(name(), inputs[0].dtype());
        if (inputs[0].dtype() != inputs[1].dtype()) {
            throw new DTypeException("recurrence: got " + inputs[0].dtype() + " and " + inputs[1].dtype()
                    + "; both must have one dtype");
        }
        return Op.one(inputs[0].dtype(), shape);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor a = saved.input(0);
        int n = a.size(dim);
        if (n == 0) {
            return Op.grads(grad, grad);
        }
        Tensor zero = Tensor.zeros(
                a.dtype(), a.shape().with(a.shape().axis(name(), dim), 1).toArray());
        Tensor next = shifted(a, zero, n, !reverse);
        Tensor flow = Dispatch.run(new Recurrence(dim, !reverse), next, grad);
        return Op.grads(flow.mul(shifted(saved.output(0), zero, n, reverse)), flow);
    }

    private Tensor shifted(Tensor x, Tensor edge, int n, boolean fromLater) {
        return fromLater
                ? Tensor.cat(List.of(x.narrow(dim, 1, n - 1), edge), dim)
                : Tensor.cat(List.of(edge, x.narrow(dim, 0, n - 1)), dim);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Recurrence(0, false), Sample.real(7), Sample.real(7)),
                Sample.of(new Recurrence(1, true), Sample.real(2, 4), Sample.real(2, 4)),
                Sample.of(new Recurrence(-2, false), Sample.real(2, 3, 2), Sample.real(2, 3, 2)),
                Sample.of(new Recurrence(0, true), Sample.real(0, 2), Sample.real(0, 2)));
    }
}
