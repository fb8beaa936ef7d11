package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loss of the difference d of two tensors: {@code quadratic · d²} up to a bound in magnitude, {@code slope · (|d| - bound / 2)}
 * beyond. The absolute, squared, Huber and smooth absolute errors are all of this kind.
 *
 * @param bound where the parabola ends, at least 0; ∞ for nowhere
 */
public record PairLoss(double quadratic, double bound, double slope) implements BinaryOp.OnlyFloating {
    /** {@code |d|}. */
    public static PairLoss absolute() {
        return new PairLoss(0, 0, 1);
    }

    /** {@code d²}. */
    public static PairLoss squared() {
        return new PairLoss(1, Double.POSITIVE_INFINITY, 1);
    }

    /** {@code ½d²} up to δ, {@code δ · (|d| - ½δ)} beyond (Huber 1964). */
    public static PairLoss huber(double delta) {
        return new PairLoss(0.5, delta, delta);
    }

    /** {@code ½d²/β} up to β, {@code |d| - ½β} beyond. */
    public static PairLoss smooth(double beta) {
        return beta == 0 ? absolute() : new PairLoss(0.5 / beta, beta, 1);
    }

    @Override
    public float apply(float a, float b) {
        float d = a - b;
        float size = Math.abs(d);
        return size > (float) bound ? (size - (float) bound * 0.5f) * (float) slope : d * d * (float) quadratic;
    }

    @Override
    public double apply(double a, double b) {
        double d = a - b;
        double size = Math.abs(d);
        return size > bound ? (size - bound * 0.5) * slope : d * d * quadratic;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return gradient(saved, grad, saved.input(0), saved.input(1));
    }

    /** @param grad of the losses' shape, or one number for all */
    @Nullable
    Tensor[] gradient(Saved saved, Tensor grad, Tensor a, Tensor b) {
        PairLossBackward backward = new PairLossBackward(this);
        Tensor ofFirst = saved.needs(0) ? Dispatch.run(backward, grad, a, b) : null;
        Tensor ofSecond = null;
        if (saved.needs(1)) {
            ofSecond = ofFirst != null ? ofFirst.neg() : Dispatch.run(backward, grad.neg(), a, b);
        }
        return Op.grads(ofFirst, ofSecond);
    }

    /** Bounds lie between the differences, where a loss has a second derivative. */
    public static List<Sample> samples() {
        return List.of(
                Sample.of(absolute(), Sample.distinct(2, 3), Sample.distinct(2, 3)),
                Sample.of(squared(), Sample.real(37), Sample.real(37)),
                Sample.of(huber(0.7), Sample.real(2, 1), Sample.real(1, 3)),
                Sample.of(smooth(1.3), Sample.real(2, 3), Sample.real()),
                Sample.of(smooth(0.4), Sample.real(37), Sample.real(37)),
                Sample.of(squared(), Sample.real(0, 3), Sample.real(3)));
    }
}
