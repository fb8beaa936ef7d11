package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrices with zeros above a diagonal, as {@code torch.tril}. */
public record Tril(int diagonal) implements Overwriting {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireMatrices("tril", inputs[0]);
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(this, grad));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Tril(0), Sample.real(3, 3)),
                Sample.of(new Tril(1), Sample.real(2, 4, 3)),
                Sample.of(new Tril(-2), Sample.real(3, 5)),
                Sample.of(new Tril(0), Sample.real(2, 0, 3)));
    }
}
