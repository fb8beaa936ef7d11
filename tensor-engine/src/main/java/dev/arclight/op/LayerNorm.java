package dev.arclight.op;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code (x − mean) / √(variance + eps) · weight + bias} over the last dimensions, as {@code torch.native_layer_norm}:
 * inputs x {@code […, shape]}, weight and bias {@code [shape]}; outputs the result, the means and the inverse deviations.
 *
 * @param normalizedShape the last extents of x
 */
public record LayerNorm(Shape normalizedShape, double eps) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating("layerNorm", inputs);
        Shape x = inputs[0].shape();
        Shape statistics = statistics("layerNorm", x, normalizedShape);
        NormChecks.requireShape("layerNorm", "weight", inputs[1], normalizedShape);
        NormChecks.requireShape("layerNorm", "bias", inputs[2], normalizedShape);
        TensorType one = new TensorType(inputs[0].dtype(), statistics);
        return new TensorType[] {new TensorType(inputs[0].dtype(), x), one, one};
    }

    /** The shape of x with the normalised extents made 1. */
    static Shape statistics(String op, Shape x, Shape normalized) {
        int first = x.rank() - normalized.rank();
        boolean fits = first >= 0 && normalized.rank() > 0;
        int[] extents = x.toArray();
        for (int i = 0; fits && i < normalized.rank(); i++) {
            fits = x.dim(first + i) == normalized.dim(i);
            extents[first + i] = 1;
        }
        if (!fits) {
            throw new ShapeException(
                    op + ": normalizedShape " + normalized + " must be the last extents of input " + x);
        }
        return Shape.of(extents);
    }

    /** The normalised dimensions of a tensor of this rank. */
    static Dims last(int rank, int count) {
        int[] dims = new int[count];
        for (int i = 0; i < count; i++) {
            dims[i] = rank - count + i;
        }
        return Dims.of(dims);
    }

    /** The sum over dimensions, which may be none. */
    static Tensor summed(Tensor grad, Dims dims) {
        return dims.count() == 0 ? grad : grad.sum(dims, false);
    }

    /** The dimensions before the normalised ones. */
    static Dims leading(int rank, int count) {
        return last(rank - count, rank - count);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1).andOutput(1).andOutput(2);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0] == null ? null : NormChecks.wide(grads[0]);
        Tensor x = NormChecks.wide(saved.input(0));
        Tensor weight = NormChecks.wide(saved.input(1));
        if (grad != null && grads[1] == null && grads[2] == null && !GradMode.isEnabled()) {
            Tensor[] outputs = NormChecks.outputs(this, saved, 3, x, weight, weight);
            return Dispatch.runAll(new LayerNormBackward(normalizedShape), grad, x, outputs[1], outputs[2], weight);
        }
        int count = normalizedShape.rank();
        NormChecks.Normal normal = NormChecks.Normal.of(x, last(x.rank(), count), eps, true);
        Tensor weighted = grad == null ? null : grad.mul(weight);
        Dims others = leading(x.rank(), count);
        return Op.grads(
                normal.gradient(weighted, grads[1], grads[2], true),
                grad == null ? null : summed(grad.mul(normal.normal()), others),
                grad == null ? null : summed(grad, others));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(of(5), Sample.real(3, 5), Sample.real(5), Sample.real(5)),
                Sample.of(of(2, 3), Sample.real(2, 2, 3), Sample.real(2, 3), Sample.real(2, 3)),
                Sample.of(of(7), Sample.real(7), Sample.real(7), Sample.real(7)),
                Sample.of(of(130), Sample.real(2, 130), Sample.real(130), Sample.real(130)),
                Sample.of(of(4), Sample.real(0, 4), Sample.real(4), Sample.real(4)));
    }

    private static LayerNorm of(int... shape) {
        return new LayerNorm(Shape.of(shape), 1e-5);
    }
}
