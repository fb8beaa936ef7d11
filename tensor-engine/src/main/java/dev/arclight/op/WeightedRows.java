package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code out[to[i]] += factors[i] · source[from[i]]}: source {@code [R, D]}, factors, from and to {@code [N]} give
 * {@code [rows, D]}. A bag of embeddings is one such sum, and so is its gradient, with from and to exchanged.
 */
public record WeightedRows(int rows) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), new TensorType[] {inputs[0], inputs[1]});
        Indexing.requireIndex(name(), inputs[2]);
        Indexing.requireIndex(name(), inputs[3]);
        Shape source = inputs[0].shape();
        if (source.rank() != 2 || inputs[1].shape().rank() != 1) {
            throw new ShapeException(name() + ": source " + source + " and factors " + inputs[1].shape()
                    + " do not fit; expected [rows, dimensions] and [count]");
        }
        NormChecks.requireShape(name(), "from", inputs[2], inputs[1].shape());
        NormChecks.requireShape(name(), "to", inputs[3], inputs[1].shape());
        return Op.one(inputs[0].dtype(), Shape.of(rows, source.dim(1)));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1, 2, 3);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor from = saved.input(2);
        Tensor to = saved.input(3);
        @Nullable Tensor[] grads = new @Nullable Tensor[4];
        if (saved.needs(0)) {
            int sources = saved.inputType(0).shape().dim(0);
            grads[0] = Dispatch.run(new WeightedRows(sources), grad, saved.input(1), to, from);
        }
        if (saved.needs(1)) {
            grads[1] = grad.indexSelect(0, to)
                    .mul(saved.input(0).indexSelect(0, from))
                    .sum(1);
        }
        return grads;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new WeightedRows(3), Sample.real(3, 4), Sample.real(5), Sample.index(3, 5), Sample.index(3, 5)),
                Sample.of(
                        new WeightedRows(4),
                        Sample.real(2, 19),
                        Sample.real(7),
                        Sample.index(2, 7),
                        Sample.index(3, 7)),
                Sample.of(
                        new WeightedRows(2),
                        Sample.real(2, 3),
                        Sample.real(0),
                        Sample.index(2, 0),
                        Sample.index(2, 0)));
    }
}
