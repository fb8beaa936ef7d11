package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;

/** An operation that folds some dimensions into one number each; one run of dimensions may be folded before another. */
public interface ReduceOp extends Op {
    /** The dimensions to fold; negative ones count from the end, and none stand for all, as in PyTorch. */
    Dims dims();

    /** Whether folded dimensions stay with extent 1. */
    boolean keepDim();

    /** The dimensions that are folded in an input of this shape, ascending. */
    default Dims folded(Shape shape) {
        return dims().count() == 0 ? Dims.all(shape) : dims().resolved(name(), shape);
    }

    /** How many elements become one. */
    default long foldedSize(Shape shape) {
        Dims folded = folded(shape);
        long size = 1;
        for (int i = 0; i < folded.count(); i++) {
            size *= shape.dim(folded.get(i));
        }
        return size;
    }

    /** The result's shape. */
    default Shape reducedShape(Shape shape) {
        Dims folded = folded(shape);
        Shape kept = shape;
        for (int i = folded.count() - 1; i >= 0; i--) {
            kept = keepDim() ? kept.with(folded.get(i), 1) : kept.without(folded.get(i));
        }
        return kept;
    }

    /** A result, or its gradient, with the folded dimensions put back as 1. */
    default Tensor keepingDims(Tensor reduced, Shape input) {
        if (keepDim()) {
            return reduced;
        }
        Shape kept = input;
        Dims folded = folded(input);
        for (int i = 0; i < folded.count(); i++) {
            kept = kept.with(folded.get(i), 1);
        }
        return reduced.reshape(kept.toArray());
    }

    /** @throws ShapeException if a folded dimension is empty, for which there is no result */
    default void requireElements(Shape shape) {
        Dims folded = folded(shape);
        for (int i = 0; i < folded.count(); i++) {
            if (shape.dim(folded.get(i)) == 0) {
                throw new ShapeException(name() + ": dimension " + folded.get(i) + " of shape " + shape
                        + " is empty; it must hold at least one element");
            }
        }
    }

    static List<Sample> samples(BiFunction<Dims, Boolean, Op> op, Sample.Domain domain) {
        return List.of(
                Sample.of(op.apply(Dims.of(0), false), new Sample.Input(Shape.of(37), domain)),
                Sample.of(op.apply(Dims.of(), false), new Sample.Input(Shape.of(), domain)),
                Sample.of(op.apply(Dims.of(-1), true), new Sample.Input(Shape.of(), domain)),
                Sample.of(op.apply(Dims.of(-1), true), new Sample.Input(Shape.of(2, 3), domain)),
                Sample.of(op.apply(Dims.of(0, 2), false), new Sample.Input(Shape.of(2, 3, 4), domain)),
                Sample.of(op.apply(Dims.of(1), false), new Sample.Input(Shape.of(3, 5, 2), domain)),
                Sample.of(op.apply(Dims.of(1), false), new Sample.Input(Shape.of(0, 3), domain)));
    }
}
