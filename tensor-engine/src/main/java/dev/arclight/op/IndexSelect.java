package dev.arclight.op;

import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a dimension picked by a list of numbers, as {@code torch.index_select}. */
public record IndexSelect(int dim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireIndex("indexSelect", inputs[1]);
        if (inputs[1].shape().rank() != 1) {
            throw new ShapeException(
                    "indexSelect: the index has shape " + inputs[1].shape() + ", expected one dimension");
        }
        return Op.one(
                inputs[0].dtype(),
                inputs[0]
                        .shape()
                        .with(
                                inputs[0].shape().axis(name(), dim),
                                inputs[1].shape().dim(0)));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor zeros = Indexing.zero(grad).expand(saved.inputType(0).shape().toArray());
        return Op.grads(Dispatch.run(new IndexAdd(dim), zeros, saved.input(1), grad), null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new IndexSelect(0), Sample.real(3, 4), Sample.index(3, 5)),
                Sample.of(new IndexSelect(1), Sample.real(2, 3, 2), Sample.index(3, 2)),
                Sample.of(new IndexSelect(-1), Sample.real(2, 3), Sample.index(3, 0)));
    }
}
