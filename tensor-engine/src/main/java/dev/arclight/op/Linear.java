package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code x · Wᵀ + b}, as {@code torch.nn.functional.linear}: x {@code [.., in]}, W {@code [out, in]}, optional b {@code [out]}. */
public record Linear() implements Op {
    public static final Linear OP = new Linear();

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape x = inputs[0].shape();
        Shape w = inputs[1].shape();
        if (x.rank() < 1 || w.rank() != 2 || x.dim(-1) != w.dim(1)) {
            throw new ShapeException("linear: input " + x + " does not fit weight " + w
                    + "; the input's last extent must be the weight's second");
        }
        if (inputs.length > 2 && !inputs[2].shape().equals(Shape.of(w.dim(0)))) {
            throw new ShapeException("linear: bias " + inputs[2].shape() + " must be [" + w.dim(0) + "]");
        }
        for (TensorType input : inputs) {
            if (input.dtype() != inputs[0].dtype() || input.dtype() == DType.BOOL) {
                throw new DTypeException("linear: got " + inputs[0].dtype() + " input and " + input.dtype()
                        + " parameter; all must have one dtype other than bool, convert with to(dtype)");
            }
        }
        return Op.one(inputs[0].dtype(), x.with(-1, w.dim(0)));
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
        Shape x = saved.inputType(0).shape();
        int out = grad.size(-1);
        Tensor rows = grad.reshape((int) x.without(-1).size(), out);
        @Nullable Tensor[] grads = new @Nullable Tensor[saved.inputCount()];
        if (saved.needs(0)) {
            grads[0] = Dispatch.run(Matmul.OP, rows, saved.input(1)).reshape(x.toArray());
        }
        if (saved.needs(1)) {
            grads[1] = Dispatch.run(Matmul.OP, rows.t(), saved.input(0).reshape(rows.size(0), x.dim(-1)));
        }
        if (grads.length > 2 && saved.needs(2)) {
            grads[2] = rows.sum(0);
        }
        return grads;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(OP, Sample.real(2, 3), Sample.real(4, 3), Sample.real(4)),
                Sample.of(OP, Sample.real(5), Sample.real(2, 5)),
                Sample.of(OP, Sample.real(2, 2, 3), Sample.real(17, 3), Sample.real(17)),
                Sample.of(OP, Sample.real(0, 3), Sample.real(2, 3), Sample.real(2)),
                Sample.of(OP, Sample.real(2, 0), Sample.real(3, 0), Sample.real(3)),
                Sample.of(OP, Sample.real(2, 3), Sample.real(0, 3), Sample.real(0)),
                Sample.of(OP, Sample.real(9, 20), Sample.real(50, 20), Sample.real(50)));
    }
}
