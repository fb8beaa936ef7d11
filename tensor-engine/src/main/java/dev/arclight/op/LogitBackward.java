package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Logit}: {@code g / (x (1 - x))}, NaN outside [0, 1]. */
public record LogitBackward() implements BinaryOp.OnlyFloating {
    public static final LogitBackward OP = new LogitBackward();

    @Override
    public float apply(float g, float x) {
        float product = x * (1 - x);
        return product < 0 ? Float.NaN : g / product;
    }

    @Override
    public double apply(double g, double x) {
        double product = x * (1 - x);
        return product < 0 ? Double.NaN : g / product;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(1);
        Tensor ofGrad = saved.needs(0) ? Dispatch.run(OP, grad, x) : null;
        Tensor ofInput = null;
        if (saved.needs(1)) {
            Tensor once =
                    Dispatch.run(OP, grad.mul(saved.input(0)).mul(x.mul(2.0).sub(1.0)), x);
            // At 0 and 1 the curvature grows beyond all bounds on one side only, so it has no value.
            Tensor inside = Dispatch.run(OP, once, x).maskedFill(x.eq(0.0).logicalOr(x.eq(1.0)), Double.NaN);
            ofInput = Tensor.where(x.lt(0.0).logicalOr(x.gt(1.0)), 0.0, inside);
        }
        return Op.grads(ofGrad, ofInput);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.FRACTION);
    }
}
