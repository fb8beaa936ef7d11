package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * Where values would go into ascending sequences, as {@code torch.searchsorted}: before equal elements or, {@code right},
 * behind them. The sequence is one, or one for each row of the values.
 */
public record SearchSorted(boolean right, DType result) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape sequence = inputs[0].shape();
        Shape values = inputs[1].shape();
        if (inputs[0].dtype() != inputs[1].dtype()) {
            throw new DTypeException("searchSorted: the sequence is " + inputs[0].dtype() + " and the values "
                    + inputs[1].dtype() + "; both must have one dtype, convert with to(dtype)");
        }
        boolean rows = sequence.rank() == values.rank() && sequence.rank() > 0;
        for (int i = 0; rows && i < sequence.rank() - 1; i++) {
            rows = sequence.dim(i) == values.dim(i);
        }
        if (sequence.rank() != 1 && !rows) {
            throw new ShapeException("searchSorted: the sequence has shape " + sequence + " and the values " + values
                    + "; the sequence must be one-dimensional or agree in all dimensions but the last");
        }
        return Op.one(result, values);
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new SearchSorted(false, DType.INT64), Sample.distinct(1), Sample.real(7)),
                Sample.of(new SearchSorted(true, DType.INT32), Sample.distinct(1), Sample.real(2, 3)),
                Sample.of(new SearchSorted(true, DType.INT64), Sample.distinct(2, 1), Sample.real(2, 3)),
                Sample.of(new SearchSorted(false, DType.INT64), Sample.distinct(0), Sample.real(2, 3)));
    }
}
