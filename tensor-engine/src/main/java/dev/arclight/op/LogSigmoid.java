package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code log(1 / (1 + e⁻ˣ))}, as {@code torch.nn.functional.logsigmoid}. */
public record LogSigmoid() implements UnaryOp.OnlyFloating {
    public static final LogSigmoid OP = new LogSigmoid();

    /** As in PyTorch, alone among the functions of one tensor. */
    @Override
    public boolean keepsMemoryOrder() {
        return false;
    }

    @Override
    public float apply(float x) {
        return -Functions.softplus(-x);
    }

    @Override
    public double apply(double x) {
        return -Functions.softplus(-x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new SoftplusBackward(-1, Double.POSITIVE_INFINITY), grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
