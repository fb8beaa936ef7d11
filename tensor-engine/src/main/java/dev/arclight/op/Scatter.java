package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code out = self; out[index[i][j]][j] = src[i][j]} for dimension 0, as {@code torch.scatter}. Of several values for one
 * place the last in row-major order stays.
 */
public record Scatter(int dim) implements Overwriting {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireScatter("scatter", dim, inputs[0], inputs[1], inputs[2]);
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor index = saved.input(1);
        Shape source = saved.inputType(2).shape();
        return Op.grads(
                saved.needs(0) ? zeroAt(grad, dim, index) : null,
                null,
                saved.needs(2) ? Indexing.sourceGradient(grad, dim, index, source) : null);
    }

    /** A tensor with zeros where an index points. */
    static Tensor zeroAt(Tensor tensor, int dim, Tensor index) {
        Tensor zeros = Indexing.zero(tensor).expand(index.shape().toArray());
        return Dispatch.run(new Scatter(dim), tensor, index, zeros);
    }

    // One place never gets two values here: libtorch does not say which of them stays.
    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Scatter(0), Sample.real(3, 4), Sample.index(3, 1, 4), Sample.real(1, 4)),
                Sample.of(new Scatter(-1), Sample.real(2, 3), Sample.index(3, 2, 1), Sample.real(2, 3)),
                Sample.of(new Scatter(1), Sample.real(3, 3, 2), Sample.index(3, 2, 1, 2), Sample.real(2, 2, 2)),
                Sample.of(new Scatter(0), Sample.real(3), Sample.index(3, 0), Sample.real(0)));
    }
}
