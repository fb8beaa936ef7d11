package dev.arclight.op;

import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mean of each window of {@code [N, C, H, W]}, as {@code torch.nn.functional.avg_pool2d}. */
public record AvgPool2d(PoolGeometry geometry) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (!inputs[0].dtype().isFloating()) {
            throw new DTypeException(
                    "avgPool2d: not supported for " + inputs[0].dtype() + "; convert with to(FLOAT32)");
        }
        return Op.one(inputs[0].dtype(), geometry.output(inputs[0].shape()));
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Shape in = saved.inputType(0).shape();
        return Op.grads(Dispatch.run(new AvgPool2dBackward(geometry, in.dim(2), in.dim(3)), grad));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new AvgPool2d(new PoolGeometry(2, 2, 2, 2, 0, 0, false, true, 0)), Sample.real(2, 2, 4, 6)),
                Sample.of(new AvgPool2d(new PoolGeometry(3, 2, 1, 2, 1, 1, false, true, 0)), Sample.real(1, 2, 5, 7)),
                Sample.of(new AvgPool2d(new PoolGeometry(3, 3, 2, 2, 1, 1, true, false, 0)), Sample.real(2, 1, 5, 6)),
                Sample.of(new AvgPool2d(new PoolGeometry(3, 2, 2, 3, 1, 0, true, true, 0)), Sample.real(1, 1, 6, 7)),
                Sample.of(new AvgPool2d(new PoolGeometry(2, 3, 1, 1, 0, 1, false, true, 5)), Sample.real(1, 2, 4, 4)),
                Sample.of(new AvgPool2d(new PoolGeometry(2, 2, 2, 2, 0, 0, false, true, 0)), Sample.real(0, 2, 4, 4)));
    }
}
