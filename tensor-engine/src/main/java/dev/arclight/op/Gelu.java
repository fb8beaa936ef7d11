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
        return 0.5 * x * (1 + Functions.erf(x * Math.sqrt(0.5)));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        Tensor cdf = x.mul(Math.sqrt(0.5)).erf().add(1.0).mul(0.5);
        Tensor pdf = x.mul(x).mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
        return Op.grads(grad.mul(cdf.add(x.mul(pdf))));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
