package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link GeluTanh}: with s = sigmoid(u), {@code g · (s + x u' s (1 - s))}. */
public record GeluTanhBackward() implements BinaryOp.OnlyFloating {
    public static final GeluTanhBackward OP = new GeluTanhBackward();

    @Override
    public float apply(float a, float b) {
        return a * Functions.geluTanhSlope(b);
    }

    @Override
    public double apply(double a, double b) {
        return a * Functions.geluTanhSlope(b);
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
            double slope = 2 * Math.sqrt(2 / Math.PI);
            Tensor square = x.square();
            Tensor s = x.mul(square.mul(slope * 0.044715).add(slope)).sigmoid();
            Tensor first = square.mul(3 * slope * 0.044715).add(slope);
            Tensor second = x.mul(6 * slope * 0.044715);
            Tensor bell = s.mul(s.neg().add(1.0));
            Tensor curve = bell.mul(first.mul(2.0)
                    .add(x.mul(second))
                    .add(x.mul(first.square()).mul(s.mul(-2.0).add(1.0))));
            gx = grad.mul(saved.input(0)).mul(curve);
        }
        return Op.grads(saved.needs(0) ? Dispatch.run(OP, grad, x) : null, gx);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
