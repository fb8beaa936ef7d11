package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Tanh} from its result y: {@code g · (1 - |y|)(1 + |y|)}, whose factors neither cancel nor overflow. */
public record TanhBackward() implements BinaryOp.OnlyFloating {
    public static final TanhBackward OP = new TanhBackward();

    @Override
    public float apply(float a, float b) {
        return a * (1 - Math.abs(b)) * (1 + Math.abs(b));
    }

    @Override
    public double apply(double a, double b) {
        return a * (1 - Math.abs(b)) * (1 + Math.abs(b));
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
                saved.needs(1) ? grad.mul(saved.input(0)).mul(y.mul(-2.0)) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
