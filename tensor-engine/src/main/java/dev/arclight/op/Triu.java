package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrices with zeros below a diagonal, as {@code torch.triu}. */
public record Triu(int diagonal) implements Overwriting {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireMatrices("triu", inputs[0]);
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(this, grad));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Triu(0), Sample.real(3, 3)),
                Sample.of(new Triu(1), Sample.real(2, 4, 3)),
                Sample.of(new Triu(-2), Sample.real(5, 3)),
                Sample.of(new Triu(7), Sample.real(2, 3)));
    }
}
