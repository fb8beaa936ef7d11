package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scalar product of two vectors, as {@code torch.dot}. */
public record Dot() implements Op {
    public static final Dot OP = new Dot();

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape a = inputs[0].shape();
        Shape b = inputs[1].shape();
        if (a.rank() != 1 || b.rank() != 1 || a.dim(0) != b.dim(0)) {
            throw new ShapeException("dot: got " + a + " and " + b + ", expected two vectors of one length");
        }
        if (inputs[0].dtype() != inputs[1].dtype()) {
            throw new DTypeException("dot: got " + inputs[0].dtype() + " and " + inputs[1].dtype()
                    + "; both must have one dtype, convert with to(dtype)");
        }
        if (inputs[0].dtype() == DType.BOOL) {
            throw new DTypeException("dot: not defined for bool; convert with to(UINT8)");
        }
        return Op.one(inputs[0].dtype(), Shape.of());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(
                saved.needs(0) ? saved.input(1).mul(grad) : null,
                saved.needs(1) ? saved.input(0).mul(grad) : null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(OP, Sample.real(37), Sample.real(37)),
                Sample.of(OP, Sample.real(1), Sample.real(1)),
                Sample.of(OP, Sample.real(0), Sample.real(0)));
    }
}
