package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The product over some dimensions, as {@code torch.prod}; bools and integers are multiplied as int64. */
public record Prod(Dims dims, boolean keepDim) implements ReduceOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        DType dtype = inputs[0].dtype();
        return Op.one(dtype.isFloating() ? dtype : DType.INT64, reducedShape(inputs[0].shape()));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor input = saved.input(0);
        Shape shape = input.shape();
        Tensor weight = keepingDims(grad, shape);
        if (shape.rank() == 0) {
            return Op.grads(weight);
        }
        if (Dispatch.run(new All(Dims.of(), false), input).item() != 0) {
            return Op.grads(weight.mul(keepingDims(saved.output(0), shape)).div(input));
        }
        // With a zero there is nothing to divide by: the factors before an element times those after it.
        int[] order = keptFirst(shape);
        Tensor rows = input.permute(order);
        int[] permuted = rows.shape().toArray();
        int folded = (int) foldedSize(shape);
        rows = rows.reshape((int) (shape.size() / Math.max(folded, 1)), folded);
        Tensor others = exclusive(rows, false).mul(exclusive(rows, true));
        return Op.grads(weight.mul(others.reshape(permuted).permute(inverse(order))));
    }

    /** Along rows, the product of what comes before each element (or after it). */
    private static Tensor exclusive(Tensor rows, boolean after) {
        int n = rows.size(1);
        Tensor one = Tensor.ones(rows.dtype(), rows.size(0), 1);
        Tensor shifted = after
                ? Tensor.cat(List.of(rows.narrow(1, 1, n - 1), one), 1)
                : Tensor.cat(List.of(one, rows.narrow(1, 0, n - 1)), 1);
        return Dispatch.run(new Cumprod(1, after), shifted);
    }

    private int[] keptFirst(Shape shape) {
        Dims folded = folded(shape);
        int[] order = new int[shape.rank()];
        int next = 0;
        for (int d = 0; d < order.length; d++) {
            if (!folded.contains(d)) {
                order[next++] = d;
            }
        }
        for (int i = 0; i < folded.count(); i++) {
            order[next++] = folded.get(i);
        }
        return order;
    }

    private static int[] inverse(int[] order) {
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[order[i]] = i;
        }
        return inverse;
    }

    public static List<Sample> samples() {
        return ReduceOp.samples(Prod::new, Sample.Domain.NONZERO);
    }
}
