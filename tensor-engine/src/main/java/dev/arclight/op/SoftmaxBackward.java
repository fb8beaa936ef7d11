package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Softmax} from that of its result and the result: {@code y · (grad - Σ grad · y)}. */
public record SoftmaxBackward(int dim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireFloating(name(), inputs[0].dtype());
        if (!inputs[0].equals(inputs[1])) {
            throw new ShapeException(name() + ": the gradient is " + inputs[0] + " and the result " + inputs[1]
                    + "; both must be alike");
        }
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor g = saved.input(0);
        Tensor y = saved.input(1);
        Dims along = Dims.of(dim);
        Tensor weighted = grad.mul(y);
        Tensor total = weighted.sum(along, true);
        return Op.grads(
                saved.needs(0) ? weighted.sub(y.mul(total)) : null,
                saved.needs(1) ? grad.mul(g.sub(g.mul(y).sum(along, true))).sub(g.mul(total)) : null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new SoftmaxBackward(1), Sample.real(2, 3), Sample.real(2, 3)),
                Sample.of(new SoftmaxBackward(0), Sample.real(37), Sample.real(37)),
                Sample.of(new SoftmaxBackward(-2), Sample.real(2, 5, 3), Sample.real(2, 5, 3)),
                Sample.of(new SoftmaxBackward(-1), Sample.real(), Sample.real()),
                Sample.of(new SoftmaxBackward(1), Sample.real(0, 3), Sample.real(0, 3)));
    }
}
