package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The largest element of each dimension over bags of rows, as {@code torch.embedding_bag} with mode max: weight
 * {@code [V, D]}, row numbers and bag numbers {@code [N]} give {@code [bags, D]} and the rows that won, int64, -1 for an
 * empty bag, which is zero. The first of equals wins.
 */
public record EmbeddingBagMax(int bags) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), new TensorType[] {inputs[0]});
        Indexing.requireIndex(name(), inputs[1]);
        Indexing.requireIndex(name(), inputs[2]);
        if (inputs[0].shape().rank() != 2 || inputs[1].shape().rank() != 1) {
            throw new ShapeException(name() + ": weight " + inputs[0].shape() + " and indices " + inputs[1].shape()
                    + " do not fit; expected [rows, dimensions] and [count]");
        }
        NormChecks.requireShape(name(), "the bags", inputs[2], inputs[1].shape());
        Shape out = Shape.of(bags, inputs[0].shape().dim(1));
        return new TensorType[] {new TensorType(inputs[0].dtype(), out), new TensorType(DType.INT64, out)};
    }

    @Override
    public Saves saves() {
        return Saves.NONE.andOutput(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor winners = saved.output(1);
        Tensor some = winners.ge(Tensor.number(0L));
        Tensor zeros = Tensor.zeros(grad.dtype(), saved.inputType(0).shape().toArray());
        Tensor rows = winners.mul(some.to(DType.INT64));
        return Op.grads(Dispatch.run(new ScatterAdd(0), zeros, rows, Tensor.where(some, grad, 0.0)), null, null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new EmbeddingBagMax(3), Sample.distinct(3, 4), Sample.index(3, 5), Sample.index(3, 5)),
                Sample.of(new EmbeddingBagMax(2), Sample.distinct(2, 19), Sample.index(2, 7), Sample.index(2, 7)),
                Sample.of(new EmbeddingBagMax(2), Sample.distinct(2, 3), Sample.index(2, 0), Sample.index(2, 0)));
    }
}
