package dev.arclight.op;

import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Conv2d}'s weight from the input and the output's gradient; it is linear in both. */
public record Conv2dBackwardWeight(Conv2dGeometry geometry, Shape weightShape) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (inputs[0].dtype() != inputs[1].dtype() || !inputs[0].dtype().isFloating()) {
            throw new DTypeException(name() + ": got " + inputs[0].dtype() + " and " + inputs[1].dtype()
                    + "; both must have one floating dtype, convert with to(dtype)");
        }
        return Op.one(inputs[0].dtype(), weightShape);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Op byInput = new Conv2dBackwardInput(geometry, saved.inputType(0).shape());
        return Op.grads(
                saved.needs(0) ? Dispatch.run(byInput, saved.input(1), grad) : null,
                saved.needs(1) ? Dispatch.run(new Conv2d(geometry), saved.input(0), grad) : null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new Conv2dBackwardWeight(Conv2dGeometry.of(1, 1), Shape.of(4, 3, 3, 3)),
                        Sample.real(2, 3, 5, 4),
                        Sample.real(2, 4, 5, 4)),
                Sample.of(
                        new Conv2dBackwardWeight(Conv2dGeometry.of(2, 0), Shape.of(2, 1, 2, 3)),
                        Sample.real(1, 1, 6, 7),
                        Sample.real(1, 2, 3, 3)),
                Sample.of(
                        new Conv2dBackwardWeight(new Conv2dGeometry(1, 2, 2, 1, 2, 1, 2), Shape.of(6, 2, 3, 3)),
                        Sample.real(2, 4, 5, 6),
                        Sample.real(2, 6, 5, 3)));
    }
}
