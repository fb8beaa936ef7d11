package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elements picked by index tensors, one for each of {@code dims}, as {@code torch.index}; negative indices count from the
 * end. The index tensors broadcast; their dimensions come where the indexed ones were if those are neighbours, else first.
 *
 * @param name what the user called
 * @param dims ascending, not negative
 */
public record AdvancedIndex(String name, Dims dims) implements Op {
    public AdvancedIndex(Dims dims) {
        this("index", dims);
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        TensorType[] indices = Arrays.copyOfRange(inputs, 1, inputs.length);
        return Op.one(inputs[0].dtype(), Indexing.indexed(name, inputs[0].shape(), dims, indices));
    }

    @Override
    public Saves saves() {
        return new Saves((1 << dims.count()) - 1 << 1, 0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor[] inputs = new Tensor[dims.count() + 2];
        inputs[0] = Tensor.zeros(grad.dtype(), saved.inputType(0).shape().toArray());
        inputs[1] = grad;
        for (int i = 0; i < dims.count(); i++) {
            inputs[i + 2] = saved.input(i + 1);
        }
        @Nullable Tensor[] grads = new @Nullable Tensor[dims.count() + 1];
        grads[0] = Dispatch.run(new IndexPut(dims, true), inputs);
        return grads;
    }

    /** How many other dimensions come before those of the index tensors in the result. */
    public int position() {
        return Indexing.firstIndexed(dims);
    }

    /** The shape of what index tensors pick from {@code shape}. */
    public Shape picked(Shape shape, Tensor... indices) {
        TensorType[] types = new TensorType[indices.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = indices[i].type();
        }
        return Indexing.indexed(name, shape, dims, types);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new AdvancedIndex(Dims.of(0)), Sample.real(3, 4), Sample.index(3, 2, 2)),
                Sample.of(new AdvancedIndex(Dims.of(1)), Sample.real(2, 3, 2), Sample.index(3, 4)),
                Sample.of(
                        new AdvancedIndex(Dims.of(0, 1)),
                        Sample.real(3, 2, 2),
                        Sample.index(3, 2, 1),
                        Sample.index(2, 3)),
                Sample.of(
                        new AdvancedIndex(Dims.of(0, 2)), Sample.real(3, 4, 2), Sample.index(3, 5), Sample.index(2, 5)),
                Sample.of(new AdvancedIndex(Dims.of(0)), Sample.real(3, 2), Sample.index(3, 0)),
                Sample.of(new AdvancedIndex(Dims.of(1, 2)), Sample.real(2, 3, 3), Sample.index(3), Sample.index(3)));
    }
}
