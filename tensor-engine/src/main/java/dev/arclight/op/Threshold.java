package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** x above the threshold, else a value, as {@code torch.nn.functional.threshold}; NaN stays. */
public record Threshold(double threshold, double value) implements UnaryOp {
    @Override
    public float apply(float x) {
        return x <= (float) threshold ? (float) value : x;
    }

    @Override
    public double apply(double x) {
        return x <= threshold ? value : x;
    }

    @Override
    public long apply(long x) {
        return x <= threshold ? (long) value : x;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new ThresholdBackward(threshold), grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(new Threshold(0.5, 3), Sample.Domain.REAL);
    }
}
