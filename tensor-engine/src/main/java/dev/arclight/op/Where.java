package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code condition ? a : b} with broadcasting, as {@code torch.where}. */
public record Where() implements Op {
    public static final Where OP = new Where();

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (inputs[0].dtype() != DType.BOOL) {
            throw new DTypeException("where: the condition is " + inputs[0].dtype() + ", expected bool; compare first");
        }
        Shape values = Shape.broadcast("where", inputs[1].shape(), inputs[2].shape());
        return Op.one(TensorType.promote(inputs[1], inputs[2]), Shape.broadcast("where", inputs[0].shape(), values));
    }

    @Override
    public boolean keepsMemoryOrder() {
        return true;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor zero = Tensor.number(0.0);
        Tensor condition = saved.input(0);
        return Op.grads(
                null,
                saved.needs(1) ? Dispatch.run(OP, condition, grad, zero) : null,
                saved.needs(2) ? Dispatch.run(OP, condition, zero, grad) : null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(OP, Sample.bool(2, 3), Sample.real(2, 3), Sample.real(2, 3)),
                Sample.of(OP, Sample.bool(3), Sample.real(2, 1), Sample.real()),
                Sample.of(OP, Sample.bool(0, 3), Sample.real(3), Sample.real(3)),
                Sample.of(OP, Sample.bool(37), Sample.real(37), Sample.real(1)));
    }
}
