package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The square root of {@link Var}, as {@code torch.std}; where all elements are equal it has no gradient. */
public record Std(Dims dims, double correction, boolean keepDim) implements ReduceOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireFloating(name(), inputs[0].dtype());
        return Op.one(inputs[0].dtype(), reducedShape(inputs[0].shape()));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor input = saved.input(0);
        Tensor result = saved.output(0);
        Tensor ofVariance = Tensor.where(result.eq(0.0), Tensor.number(0.0), grad.div(result.mul(2.0)));
        return Op.grads(Var.gradient(this, correction, input, keepingDims(ofVariance, input.shape())));
    }

    public static List<Sample> samples() {
        // A single element has no spread, and gradients of gradients of its root are not defined.
        List<Sample> samples = new ArrayList<>();
        for (Sample sample : ReduceOp.samples((dims, keepDim) -> new Std(dims, 0.5, keepDim), Sample.Domain.DISTINCT)) {
            if (sample.inputs().get(0).shape().rank() > 0) {
                samples.add(sample);
            }
        }
        return List.copyOf(samples);
    }
}
