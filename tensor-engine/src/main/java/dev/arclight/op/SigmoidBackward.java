package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Sigmoid} from its result y: {@code g · y (1 - y)}. */
public record SigmoidBackward() implements BinaryOp.OnlyFloating {
    public static final SigmoidBackward OP = new SigmoidBackward();

    @Override
    public float apply(float a, float b) {
        return a * (1 - b) * b;
    }

    @Override
    public double apply(double a, double b) {
        return a * (1 - b) * b;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor y = saved.input(1);
        return Op.grads(
                saved.needs(0) ? Dispatch.run(OP, grad, y) : null,
                saved.needs(1) ? grad.mul(saved.input(0)).mul(y.mul(-2.0).add(1.0)) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
