package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number put around the ends of the last dimensions, as {@code torch.constant_pad_nd}.
 *
 * @param pads before and after the last dimension, before and after the one before it, …; a negative one cuts
 */
public record ConstantPad(Dims pads, double value) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        if (pads.count() % 2 != 0 || pads.count() / 2 > shape.rank()) {
            throw new ShapeException(
                    "pad: " + pads + " for shape " + shape + "; expected two numbers for each of the last dimensions");
        }
        int[] extents = shape.toArray();
        for (int i = 0; i < pads.count() / 2; i++) {
            int axis = extents.length - 1 - i;
            long extent = (long) extents[axis] + pads.get(2 * i) + pads.get(2 * i + 1);
            int before = Math.min(0, pads.get(2 * i));
            int after = Math.min(0, pads.get(2 * i + 1));
            if (extents[axis] + (long) before + after < 0 || extent < 0 || extent > Integer.MAX_VALUE) {
                throw new ShapeException("pad: " + pads + " would make dimension " + axis + " of shape " + shape
                        + " have " + extent + " elements");
            }
            extents[axis] = (int) extent;
        }
        return Op.one(inputs[0].dtype(), Shape.of(extents));
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        int[] back = pads.toArray();
        for (int i = 0; i < back.length; i++) {
            back[i] = -back[i];
        }
        return Op.grads(Dispatch.run(new ConstantPad(Dims.of(back), 0), grad));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new ConstantPad(Dims.of(1, 2), 1), Sample.real(2, 3)),
                Sample.of(new ConstantPad(Dims.of(-1, 1, 2, -1), 0), Sample.real(2, 3, 4)),
                Sample.of(new ConstantPad(Dims.of(0, 0, 1, 1), 0), Sample.real(1, 3)),
                Sample.of(new ConstantPad(Dims.of(-2, -1), 1), Sample.real(3)),
                Sample.of(new ConstantPad(Dims.of(-2, 3), 1), Sample.real(2)),
                Sample.of(new ConstantPad(Dims.of(2, 1), 1), Sample.real(0)));
    }
}
