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
            // In two parts, as by the product rule: they cancel to NaN at 0 and 1, where the slope has no sign.
            Tensor curve = Dispatch.run(OP, Dispatch.run(OP, grad.mul(saved.input(0)), x), x);
            Tensor outside = x.lt(0.0).logicalOr(x.gt(1.0));
            ofInput = Tensor.where(
                    outside, 0.0, curve.mul(x).sub(curve.mul(x.neg().add(1.0))));
        }
        return Op.grads(ofGrad, ofInput);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.FRACTION);
    }
}
