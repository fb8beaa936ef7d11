package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient g of a {@link PairLoss} times its slope in the first of two tensors: {@code 2 · quadratic · d}, or ± its slope. */
public record PairLossBackward(PairLoss loss) implements TernaryOp.OnlyFloating {
    @Override
    public float apply(float a, float b, float c) {
        float d = b - c;
        return a
                * (Math.abs(d) > (float) loss.bound()
                        ? Math.copySign((float) loss.slope(), d)
                        : d * (float) (2 * loss.quadratic()));
    }

    @Override
    public double apply(double a, double b, double c) {
        double d = b - c;
        return a * (Math.abs(d) > loss.bound() ? Math.copySign(loss.slope(), d) : d * (2 * loss.quadratic()));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1, 2);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor a = saved.input(1);
        Tensor b = saved.input(2);
        Tensor ofFirst = null;
        if (saved.needs(1) || saved.needs(2)) {
            Tensor curved = grad.mul(saved.input(0)).mul(2 * loss.quadratic());
            ofFirst = Tensor.where(a.sub(b).abs().gt(loss.bound()), 0.0, curved);
        }
        return Op.grads(
                saved.needs(0) ? Dispatch.run(this, grad, a, b) : null,
                saved.needs(1) ? ofFirst : null,
                saved.needs(2) && ofFirst != null ? ofFirst.neg() : null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new PairLossBackward(PairLoss.squared()),
                        Sample.real(2, 3),
                        Sample.real(2, 3),
                        Sample.real(2, 3)),
                Sample.of(new PairLossBackward(PairLoss.huber(0.7)), Sample.real(), Sample.real(37), Sample.real(37)),
                Sample.of(
                        new PairLossBackward(PairLoss.smooth(1.3)),
                        Sample.real(2, 3),
                        Sample.real(2, 1),
                        Sample.real(1, 3)));
    }
}
