package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Threshold}: g where x is above the threshold, else 0. */
public record ThresholdBackward(double threshold) implements BinaryOp.NotBool {
    @Override
    public float apply(float a, float b) {
        return b <= (float) threshold ? 0 : a;
    }

    @Override
    public double apply(double a, double b) {
        return b <= threshold ? 0 : a;
    }

    @Override
    public long apply(long a, long b) {
        return b <= threshold ? 0 : a;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(saved.needs(0) ? Dispatch.run(this, grad, saved.input(1)) : null, null);
    }

    public static List<Sample> samples() {
        return Sample.binary(new ThresholdBackward(0.5), Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
