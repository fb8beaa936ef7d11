package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code out = self; out[index[i]] = src[i]} along a dimension, as {@code torch.index_copy}; the last of several stays. */
public record IndexCopy(int dim) implements Overwriting {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireRows("indexCopy", dim, inputs[0], inputs[1], inputs[2]);
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor index = saved.input(1);
        Tensor zeros = Indexing.zero(grad).expand(saved.inputType(2).shape().toArray());
        return Op.grads(
                saved.needs(0) ? Dispatch.run(this, grad, index, zeros) : null,
                null,
                saved.needs(2) ? Dispatch.run(new IndexSelect(dim), grad, index) : null);
    }

    // No row twice: libtorch does not say which of several stays.
    public static List<Sample> samples() {
        return List.of(
                Sample.of(new IndexCopy(0), Sample.real(3, 4), Sample.index(3, 1), Sample.real(1, 4)),
                Sample.of(new IndexCopy(1), Sample.real(2, 3, 2), Sample.index(3, 1), Sample.real(2, 1, 2)),
                Sample.of(new IndexCopy(-1), Sample.real(2, 3), Sample.index(3, 0), Sample.real(2, 0)));
    }
}
