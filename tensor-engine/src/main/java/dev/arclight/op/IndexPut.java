package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first input with the second written where index tensors, the rest, point, as {@code torch.index_put}. The value
 * broadcasts to the shape of what {@link AdvancedIndex} picks. Of several values for one place the last one stays, or all
 * are added in order.
 *
 * @param name what the user called
 * @param dims ascending, not negative
 * @param accumulate whether to add rather than to replace
 */
public record IndexPut(String name, Dims dims, boolean accumulate) implements Overwriting {
    public IndexPut(Dims dims, boolean accumulate) {
        this("indexPut", dims, accumulate);
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireSame(name, inputs[0], inputs[1]);
        TensorType[] indices = Arrays.copyOfRange(inputs, 2, inputs.length);
        Shape picked = Indexing.indexed(name, inputs[0].shape(), dims, indices);
        if (!inputs[1].shape().broadcastsTo(picked)) {
            throw new ShapeException(name + ": a value of shape " + inputs[1].shape()
                    + " cannot be broadcast to what the indices pick, " + picked);
        }
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public Saves saves() {
        return new Saves((1 << dims.count()) - 1 << 2, 0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor[] inputs = new Tensor[dims.count() + 1];
        for (int i = 0; i < dims.count(); i++) {
            inputs[i + 1] = saved.input(i + 2);
        }
        inputs[0] = grad;
        @Nullable Tensor[] grads = new @Nullable Tensor[dims.count() + 2];
        if (saved.needs(0)) {
            grads[0] = accumulate ? grad : Indexing.put(grad, Indexing.zero(grad), dims, inputs);
        }
        if (saved.needs(1)) {
            grads[1] = Dispatch.run(new AdvancedIndex(dims), inputs);
        }
        return grads;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new IndexPut(Dims.of(0), true), Sample.real(3, 4), Sample.real(5, 4), Sample.index(3, 5)),
                Sample.of(
                        new IndexPut(Dims.of(0, 1), true),
                        Sample.real(3, 2, 2),
                        Sample.real(3, 1),
                        Sample.index(3, 2, 1),
                        Sample.index(2, 3)),
                Sample.of(
                        new IndexPut(Dims.of(0, 2), true),
                        Sample.real(3, 4, 2),
                        Sample.real(5, 4),
                        Sample.index(3, 5),
                        Sample.index(2, 5)),
                Sample.of(new IndexPut(Dims.of(1), false), Sample.real(2, 3), Sample.real(2, 1), Sample.index(3, 1)),
                Sample.of(new IndexPut(Dims.of(1), false), Sample.real(2, 3, 2), Sample.real(), Sample.index(3, 1)),
                Sample.of(new IndexPut(Dims.of(0), false), Sample.real(3), Sample.real(0), Sample.index(3, 0)));
    }
}
