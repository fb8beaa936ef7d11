package dev.arclight.op;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code x / √(mean(x²) + eps) · weight} over the last dimensions, as {@code torch.nn.functional.rms_norm}: inputs x
 * {@code […, shape]} and weight {@code [shape]}; outputs the result and the inverse root mean squares.
 *
 * @param normalizedShape the last extents of x
 */
public record RmsNorm(Shape normalizedShape, double eps) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating("rmsNorm", inputs);
        Shape statistics = LayerNorm.statistics("rmsNorm", inputs[0].shape(), normalizedShape);
        NormChecks.requireShape("rmsNorm", "weight", inputs[1], normalizedShape);
        return new TensorType[] {
            new TensorType(inputs[0].dtype(), inputs[0].shape()), new TensorType(inputs[0].dtype(), statistics)
        };
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1).andOutput(1);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0] == null ? null : NormChecks.wide(grads[0]);
        Tensor x = NormChecks.wide(saved.input(0));
        Tensor weight = NormChecks.wide(saved.input(1));
        if (grad != null && grads[1] == null && !GradMode.isEnabled()) {
            Tensor rms = NormChecks.outputs(this, saved, 2, x, weight)[1];
            return Dispatch.runAll(new RmsNormBackward(normalizedShape), grad, x, rms, weight);
        }
        int count = normalizedShape.rank();
        NormChecks.Normal normal = NormChecks.Normal.of(x, LayerNorm.last(x.rank(), count), eps, false);
        Tensor weighted = grad == null ? null : grad.mul(weight);
        return Op.grads(
                normal.gradient(weighted, null, grads[1], false),
                grad == null ? null : LayerNorm.summed(grad.mul(normal.normal()), LayerNorm.leading(x.rank(), count)));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(of(5), Sample.real(3, 5), Sample.real(5)),
                Sample.of(of(2, 3), Sample.real(2, 2, 3), Sample.real(2, 3)),
                Sample.of(of(7), Sample.real(7), Sample.real(7)),
                Sample.of(of(130), Sample.real(2, 130), Sample.real(130)),
                Sample.of(of(4), Sample.real(0, 4), Sample.real(4)));
    }

    private static RmsNorm of(int... shape) {
        return new RmsNorm(Shape.of(shape), 1e-5);
    }
}
