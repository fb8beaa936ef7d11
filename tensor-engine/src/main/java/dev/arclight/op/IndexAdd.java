package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code out = self; out[index[i]] += src[i]} along a dimension, as {@code torch.index_add}; in index order. */
public record IndexAdd(int dim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireIndex("indexAdd", inputs[1]);
        Indexing.requireSame("indexAdd", inputs[0], inputs[2]);
        Shape index = inputs[1].shape();
        Shape source = inputs[2].shape();
        if (index.rank() != 1
                || !inputs[0]
                        .shape()
                        .with(dim, index.size() == 0 ? 0 : index.dim(0))
                        .equals(source)) {
            throw new ShapeException("indexAdd: self " + inputs[0].shape() + ", index " + index + " and source "
                    + source + " do not fit along dimension " + dim
                    + "; the source must be self with as many rows as the index");
        }
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad, null, Dispatch.run(new IndexSelect(dim), grad, saved.input(1)));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new IndexAdd(0), Sample.real(3, 4), Sample.index(3, 5), Sample.real(5, 4)),
                Sample.of(new IndexAdd(1), Sample.real(2, 3, 2), Sample.index(3, 2), Sample.real(2, 2, 2)));
    }
}
