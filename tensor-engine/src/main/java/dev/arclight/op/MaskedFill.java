package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One number, the third input, wherever the mask, the second, is true; as {@code torch.masked_fill}. */
public record MaskedFill() implements Overwriting {
    public static final MaskedFill OP = new MaskedFill();

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (inputs[1].dtype() != DType.BOOL) {
            throw new DTypeException("maskedFill: the mask is " + inputs[1].dtype() + ", expected bool; compare first");
        }
        Indexing.requireSame("maskedFill", inputs[0], inputs[2]);
        if (inputs[2].shape().rank() != 0) {
            throw new ShapeException("maskedFill: the value has shape " + inputs[2].shape()
                    + ", expected a scalar; Tensor.where takes values of any shape");
        }
        return Op.one(inputs[0].dtype(), Shape.broadcast("maskedFill", inputs[0].shape(), inputs[1].shape()));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor mask = saved.input(1);
        return Op.grads(
                saved.needs(0) ? Dispatch.run(OP, grad, mask, Indexing.zero(grad)) : null,
                null,
                saved.needs(2) ? Dispatch.run(Where.OP, mask, grad, Indexing.zero(grad)) : null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(OP, Sample.real(2, 3), Sample.bool(2, 3), Sample.real()),
                Sample.of(OP, Sample.real(2, 3), Sample.bool(3), Sample.real()),
                Sample.of(OP, Sample.real(3), Sample.bool(2, 1), Sample.real()),
                Sample.of(OP, Sample.real(0, 3), Sample.bool(1, 3), Sample.real()),
                Sample.of(OP, Sample.real(37), Sample.bool(37), Sample.real()));
    }
}
