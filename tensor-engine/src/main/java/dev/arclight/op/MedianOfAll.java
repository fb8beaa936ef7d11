package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The middle of all elements, the lower of two, as {@code torch.median} without a dimension: equal elements share the
 * gradient. A NaN is the result, or is left out; of no elements it is NaN.
 */
public record MedianOfAll(boolean ignoreNan) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireNumbers(name(), inputs[0].dtype());
        if (inputs[0].shape().size() == 0 && !inputs[0].dtype().isFloating()) {
            throw new DTypeException("medianOfAll: " + inputs[0] + " holds no elements, and " + inputs[0].dtype()
                    + " no NaN to say so");
        }
        return Op.one(inputs[0].dtype(), Shape.of());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        Tensor middle = saved.output(0);
        Tensor chosen = Dispatch.run(
                Where.OP, middle.eq(middle), x.eq(middle), Dispatch.run(Where.OP, x.eq(x), no(), yes()));
        Tensor mask = chosen.to(grad.dtype());
        return Op.grads(mask.mul(grad.div(mask.sum())));
    }

    private static Tensor yes() {
        return Tensor.ones(DType.BOOL);
    }

    private static Tensor no() {
        return Tensor.zeros(DType.BOOL);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new MedianOfAll(false), Sample.distinct(2, 3)),
                Sample.of(new MedianOfAll(false), Sample.distinct(37)),
                Sample.of(new MedianOfAll(true), Sample.distinct(2, 5, 3)),
                Sample.of(new MedianOfAll(false), Sample.distinct()));
    }
}
