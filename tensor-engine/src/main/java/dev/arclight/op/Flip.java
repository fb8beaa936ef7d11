package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A copy with the elements of some dimensions in opposite order, as {@code torch.flip}. */
public record Flip(Dims dims) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        dims.resolved("flip", inputs[0].shape());
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(this, grad));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Flip(Dims.of(0)), Sample.real(3, 4)),
                Sample.of(new Flip(Dims.of(-1)), Sample.real(2, 37)),
                Sample.of(new Flip(Dims.of(0, 2)), Sample.real(2, 3, 4)),
                Sample.of(new Flip(Dims.of(0)), Sample.real(0, 3)),
                Sample.of(new Flip(Dims.of()), Sample.real(2)));
    }
}
