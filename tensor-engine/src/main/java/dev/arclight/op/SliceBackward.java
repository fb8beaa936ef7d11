package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Zeros of a shape with the input laid where {@link Slice} would read it. */
public record SliceBackward(Shape shape, int dim, int start, int end, int step) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        return Op.one(inputs[0].dtype(), shape);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(slice(), grad));
    }

    /** The view of the result that takes the input. */
    public Slice slice() {
        return new Slice(dim, start, end, step);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new SliceBackward(Shape.of(4, 3), 0, 1, 3, 1), Sample.real(2, 3)),
                Sample.of(new SliceBackward(Shape.of(2, 7), -1, 0, 7, 3), Sample.real(2, 3)));
    }
}
