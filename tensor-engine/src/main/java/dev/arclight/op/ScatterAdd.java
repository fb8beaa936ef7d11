package dev.arclight.op;

import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code out = self; out[index[i][j]][j] += src[i][j]} for dimension 0, as {@code torch.scatter_add}; in index order. */
public record ScatterAdd(int dim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireIndex("scatterAdd", inputs[1]);
        Indexing.requireSame("scatterAdd", inputs[0], inputs[2]);
        Indexing.requireWithin("scatterAdd", "index", inputs[1].shape(), inputs[0].shape(), dim);
        if (!inputs[1].shape().equals(inputs[2].shape())) {
            throw new ShapeException("scatterAdd: index " + inputs[1].shape() + " and source " + inputs[2].shape()
                    + " must have one shape");
        }
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad, null, Dispatch.run(new Gather(dim), grad, saved.input(1)));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new ScatterAdd(0), Sample.real(3, 4), Sample.index(3, 2, 4), Sample.real(2, 4)),
                Sample.of(new ScatterAdd(-1), Sample.real(2, 3), Sample.index(3, 2, 5), Sample.real(2, 5)),
                Sample.of(new ScatterAdd(0), Sample.real(3), Sample.index(3, 0), Sample.real(0)));
    }
}
