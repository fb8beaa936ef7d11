package dev.arclight.op;

import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Gaussian error linear unit {@code x·Φ(x)} (Hendrycks and Gimpel 2016), as {@code torch.nn.functional.gelu}. */
public record Gelu() implements UnaryOp.Floating {
    public static final Gelu OP = new Gelu();

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (!inputs[0].dtype().isFloating()) {
            throw new DTypeException("gelu: not defined for " + inputs[0].dtype() + "; convert with to(DType.FLOAT32)");
        }
        return UnaryOp.Floating.super.infer(inputs);
    }

    @Override
    public float apply(float x) {
        return Functions.gelu(x);
    }

    @Override
    public double apply(double x) {
        return Functions.gelu(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(GeluBackward.OP, grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
