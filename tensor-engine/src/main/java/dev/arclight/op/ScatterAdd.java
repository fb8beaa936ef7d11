package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code out = self; out[index[i][j]][j] += src[i][j]} for dimension 0, as {@code torch.scatter_add}; in index order. */
public record ScatterAdd(int dim) implements Overwriting {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireScatter("scatterAdd", dim, inputs[0], inputs[1], inputs[2]);
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Shape source = saved.inputType(2).shape();
        return Op.grads(grad, null, Indexing.sourceGradient(grad, dim, saved.input(1), source));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new ScatterAdd(0), Sample.real(3, 4), Sample.index(3, 2, 4), Sample.real(2, 4)),
                Sample.of(new ScatterAdd(-1), Sample.real(2, 3), Sample.index(3, 2, 5), Sample.real(2, 5)),
                Sample.of(new ScatterAdd(1), Sample.real(3, 3), Sample.index(3, 2, 2), Sample.real(3, 4)),
                Sample.of(new ScatterAdd(0), Sample.real(3), Sample.index(3, 0), Sample.real(0)));
    }
}
