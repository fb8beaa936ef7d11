package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Softplus}: {@code g · sigmoid(βx)}, g where βx is above the threshold. */
public record SoftplusBackward(double beta, double threshold) implements BinaryOp.OnlyFloating {
    @Override
    public float apply(float a, float b) {
        return b * (float) beta > (float) threshold ? a : a * Functions.sigmoid(b * (float) beta);
    }

    @Override
    public double apply(double a, double b) {
        return b * beta > threshold ? a : a * Functions.sigmoid(b * beta);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(1);
        @Nullable Tensor gx = null;
        if (saved.needs(1)) {
            Tensor scaled = x.mul(beta);
            Tensor s = scaled.sigmoid();
            Tensor curve = s.mul(s.neg().add(1.0)).mul(beta);
            gx = grad.mul(saved.input(0)).mul(Tensor.where(scaled.gt(threshold), Tensor.number(0.0), curve));
        }
        return Op.grads(saved.needs(0) ? Dispatch.run(this, grad, x) : null, gx);
    }

    public static List<Sample> samples() {
        return Sample.binary(new SoftplusBackward(1, 20), Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
