package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look at an input's storage with any shape, strides and offset, as {@code torch.as_strided}.
 *
 * @param offset from the start of the storage, not of the input
 * @param from how the input lies in the storage, which its gradient needs
 */
public record AsStrided(Shape shape, Dims strides, int offset, Geometry from) implements ViewOp {
    /** Where a tensor's elements lie in its storage. */
    public record Geometry(Dims strides, int offset) {
        public static Geometry of(Tensor tensor) {
            return new Geometry(Dims.of(tensor.strides()), tensor.offset());
        }

        /** Of a contiguous tensor that starts its storage. */
        static Geometry contiguous(int... shape) {
            return new Geometry(Dims.of(Shape.of(shape).strides()), 0);
        }
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        requireRank("asStrided", shape, strides, offset);
        return Op.one(inputs[0].dtype(), shape);
    }

    static void requireRank(String op, Shape shape, Dims strides, int offset) {
        if (strides.count() != shape.rank()) {
            throw new ShapeException(op + ": shape " + shape + " and strides " + strides + " must be equally many");
        }
        boolean negative = offset < 0;
        for (int i = 0; i < strides.count(); i++) {
            negative |= strides.get(i) < 0;
        }
        if (negative) {
            throw new ShapeException(op + ": strides " + strides + " and offset " + offset + " must not be negative");
        }
    }

    /** One past the last place in storage that a tensor lying so touches. */
    static long reach(Shape shape, Dims strides, int offset) {
        if (shape.size() == 0) {
            return 0;
        }
        long last = offset;
        for (int i = 0; i < shape.rank(); i++) {
            last += (long) (shape.dim(i) - 1) * strides.get(i);
        }
        return last + 1;
    }

    /** Whether the input lies as the gradient will expect it. */
    @Override
    public boolean fits(Tensor input) {
        return from.equals(Geometry.of(input));
    }

    @Override
    public Layout layout(Tensor input) {
        if (!fits(input)) {
            throw new ShapeException("asStrided: the input lies as " + Geometry.of(input) + ", the op was made for "
                    + from + "; use Tensor.asStrided");
        }
        long reach = reach(shape, strides, offset);
        if (reach > input.storage().length()) {
            throw new ShapeException("asStrided: shape " + shape + " with strides " + strides + " and offset " + offset
                    + " reaches " + reach + " elements of a storage of "
                    + input.storage().length());
        }
        return new Layout(strides.toArray(), offset);
    }

    /**
     * Through a stand-in for the part of the storage that both touch: what flows to a place of it is shared evenly by the
     * elements of the input that lie there, as in PyTorch.
     */
    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Shape input = saved.inputType(0).shape();
        int length = (int) Math.max(reach(input, from.strides, from.offset), reach(shape, strides, offset));
        Shape storage = Shape.of(length);
        Tensor places = Dispatch.run(new AsStridedBackward(storage, shape, strides, offset), grad);
        if (AsStridedBackward.overlaps(input, from.strides)) {
            Tensor ones = Tensor.ones(grad.dtype(), input.toArray());
            Tensor count = Dispatch.run(new AsStridedBackward(storage, input, from.strides, from.offset), ones);
            places = places.div(count.maximum(Tensor.number(1.0)));
        }
        Geometry whole = Geometry.contiguous(length);
        return Op.grads(Dispatch.run(new AsStrided(input, from.strides, from.offset, whole), places));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new AsStrided(Shape.of(2, 3), Dims.of(1, 2), 1, Geometry.contiguous(3, 4)), Sample.real(3, 4)),
                Sample.of(new AsStrided(Shape.of(3, 2), Dims.of(1, 1), 0, Geometry.contiguous(4)), Sample.real(4)),
                Sample.of(new AsStrided(Shape.of(), Dims.of(), 2, Geometry.contiguous(3)), Sample.real(3)),
                Sample.of(new AsStrided(Shape.of(2, 0), Dims.of(1, 1), 0, Geometry.contiguous(2)), Sample.real(2)));
    }
}
