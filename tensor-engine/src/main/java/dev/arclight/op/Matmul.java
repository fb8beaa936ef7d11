package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The product of matrices, batched with broadcasting over leading dimensions, as {@code torch.matmul} for ranks ≥ 2:
 * {@code [.., m, k] · [.., k, n] → [.., m, n]}. Integers wrap around to their width. {@link Tensor#matmul} adds the vector cases.
 */
public record Matmul() implements Op {
    public static final Matmul OP = new Matmul();

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape a = inputs[0].shape();
        Shape b = inputs[1].shape();
        if (a.rank() < 2 || b.rank() < 2 || a.dim(-1) != b.dim(-2)) {
            throw new ShapeException("matmul: " + a + " and " + b
                    + " do not multiply; the last extent of the first must equal the last but one of the second");
        }
        if (inputs[0].dtype() != inputs[1].dtype()) {
            throw new DTypeException("matmul: got " + inputs[0].dtype() + " and " + inputs[1].dtype()
                    + "; both must have one dtype, convert with to(dtype)");
        }
        if (inputs[0].dtype() == DType.BOOL) {
            throw new DTypeException("matmul: not defined for bool; convert with to(DType.INT32) first");
        }
        int[] batch = Shape.broadcast("matmul", leading(a), leading(b)).toArray();
        int[] extents = Arrays.copyOf(batch, batch.length + 2);
        extents[batch.length] = a.dim(-2);
        extents[batch.length + 1] = b.dim(-1);
        return Op.one(inputs[0].dtype(), Shape.of(extents));
    }

    /** The batch dimensions of a matrix's shape. */
    public static Shape leading(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 2));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public Saves saves(int needed) {
        return Saves.crosswise(needed);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(
                saved.needs(0) ? Dispatch.run(OP, grad, saved.input(1).transpose(-2, -1)) : null,
                saved.needs(1) ? Dispatch.run(OP, saved.input(0).transpose(-2, -1), grad) : null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(OP, Sample.real(2, 3), Sample.real(3, 4)),
                Sample.of(OP, Sample.real(1, 5), Sample.real(5, 1)),
                Sample.of(OP, Sample.real(2, 3, 4), Sample.real(4, 2)),
                Sample.of(OP, Sample.real(2, 1, 2, 3), Sample.real(3, 3, 2)),
                Sample.of(OP, Sample.real(0, 3), Sample.real(3, 2)),
                Sample.of(OP, Sample.real(2, 0), Sample.real(0, 3)),
                Sample.of(OP, Sample.real(19, 21), Sample.real(21, 50)));
    }
}
