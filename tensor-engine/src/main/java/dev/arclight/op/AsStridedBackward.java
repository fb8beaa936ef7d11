package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Zeros of a shape with the input added where {@link AsStrided} would read it; the gradient of every view that is neither
 * a slice nor a reordering.
 *
 * @param whole the result's shape, row-major
 * @param part the input's
 */
public record AsStridedBackward(Shape whole, Shape part, Dims strides, int offset) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        AsStrided.requireRank("asStridedBackward", part, strides, offset);
        if (!inputs[0].shape().equals(part) || AsStrided.reach(part, strides, offset) > whole.size()) {
            throw new ShapeException("asStridedBackward: an input of shape " + inputs[0].shape() + " as " + part
                    + " with strides " + strides + " and offset " + offset + " does not fit " + whole);
        }
        return Op.one(inputs[0].dtype(), whole);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor plain = grad.contiguous();
        AsStrided.Geometry from = AsStrided.Geometry.of(plain);
        return Op.grads(Dispatch.run(new AsStrided(part, strides, plain.offset() + offset, from), plain));
    }

    /** Whether elements of the input may meet at one place. */
    public boolean overlaps() {
        return overlaps(part, strides);
    }

    static boolean overlaps(Shape shape, Dims strides) {
        long covered = 1;
        boolean[] seen = new boolean[shape.rank()];
        for (int round = 0; round < seen.length; round++) {
            int next = -1;
            for (int i = 0; i < seen.length; i++) {
                if (!seen[i] && (next < 0 || strides.get(i) < strides.get(next))) {
                    next = i;
                }
            }
            seen[next] = true;
            if (shape.dim(next) > 1) {
                if (strides.get(next) < covered) {
                    return true;
                }
                covered = (long) strides.get(next) * (shape.dim(next) - 1) + covered;
            }
        }
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new AsStridedBackward(Shape.of(3, 3), Shape.of(3), Dims.of(4), 0), Sample.real(3)),
                Sample.of(new AsStridedBackward(Shape.of(7), Shape.of(3, 3), Dims.of(2, 1), 0), Sample.real(3, 3)),
                Sample.of(new AsStridedBackward(Shape.of(2, 3), Shape.of(0), Dims.of(4), 1), Sample.real(0)));
    }
}
