package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * Which rows of {@code [n, width]} differ. How many do is known only afterwards, so four results have room for all: where an
 * example of each distinct row lies, which of them each row is, how often each occurs, and, of one element, their number.
 *
 * @param consecutive compare each row with the one before it only; else the distinct rows are in ascending order
 */
public record Distinct(boolean consecutive) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        if (shape.rank() != 2) {
            throw new ShapeException("distinct: got shape " + shape + ", expected [n, width]");
        }
        TensorType each = new TensorType(DType.INT64, Shape.of(shape.dim(0)));
        return new TensorType[] {each, each, each, new TensorType(DType.INT64, Shape.of(1))};
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Distinct(false), Sample.distinct(37, 1)),
                Sample.of(new Distinct(true), Sample.bool(20, 1)),
                Sample.of(new Distinct(false), Sample.bool(20, 3)),
                Sample.of(new Distinct(true), Sample.bool(20, 2)),
                Sample.of(new Distinct(false), Sample.distinct(0, 1)));
    }
}
