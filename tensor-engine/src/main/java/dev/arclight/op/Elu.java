package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code scale · x} above 0, {@code scale · alpha · (e^(inputScale · x) - 1)} below: the exponential linear unit and, by its
 * factors, SELU and CELU, as {@code torch.nn.functional.elu}.
 */
public record Elu(double alpha, double scale, double inputScale) implements UnaryOp.OnlyFloating {
    @Override
    public float apply(float x) {
        return x > 0 ? x * (float) scale : Functions.expm1(x * (float) inputScale) * (float) (alpha * scale);
    }

    @Override
    public double apply(double x) {
        return x > 0 ? x * scale : Functions.expm1(x * inputScale) * (alpha * scale);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new EluBackward(alpha, scale, inputScale), grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(new Elu(1, 1, 1), Sample.Domain.NONZERO);
    }
}
