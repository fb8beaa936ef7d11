package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code out[i][j] = input[index[i][j]][j]} for dimension 0, as {@code torch.gather}. */
public record Gather(int dim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireIndex("gather", inputs[1]);
        inputs[0].shape().axis(name(), dim);
        if (inputs[1].shape().size() > 0) {
            Indexing.requireWithin("gather", "index", inputs[1].shape(), inputs[0].shape(), dim);
        }
        return Op.one(inputs[0].dtype(), inputs[1].shape());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor zeros = Indexing.zero(grad).expand(saved.inputType(0).shape().toArray());
        return Op.grads(Dispatch.run(new ScatterAdd(dim), zeros, saved.input(1), grad), null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Gather(0), Sample.real(3, 4), Sample.index(3, 2, 4)),
                Sample.of(new Gather(1), Sample.real(2, 3), Sample.index(3, 2, 5)),
                Sample.of(new Gather(-1), Sample.real(3), Sample.index(3, 0)),
                Sample.of(new Gather(1), Sample.real(2, 3, 2), Sample.index(3, 1, 2, 2)));
    }
}
