package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code out = self; out[index[i]] += src[i]} along a dimension, as {@code torch.index_add}; in index order. */
public record IndexAdd(int dim) implements Overwriting {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireRows("indexAdd", dim, inputs[0], inputs[1], inputs[2]);
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
