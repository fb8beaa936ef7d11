package dev.arclight.tensor;

import dev.arclight.op.AdvancedIndex;
import dev.arclight.op.Dispatch;
import dev.arclight.op.IndexPut;
import dev.arclight.op.NonzeroStatic;

/** Elements for which something holds. */
final class Masks {
    private static final Dims FIRST = Dims.of(0);

    private Masks() {}

    static Tensor nonzero(Tensor tensor) {
        Tensor plain = tensor.detach();
        Tensor truth = plain.dtype() == DType.BOOL ? plain : plain.ne(Tensor.number(0L));
        return Dispatch.run(new NonzeroStatic((int) truth.sum().item(), -1), truth);
    }

    static Tensor select(Tensor tensor, Tensor mask) {
        requireMask("maskedSelect", mask);
        Shape shape = Shape.broadcast("maskedSelect", tensor.shape(), mask.shape());
        Tensor flat = tensor.expand(shape.toArray()).flatten();
        return Dispatch.run(new AdvancedIndex("maskedSelect", FIRST), flat, places(mask, shape));
    }

    static Tensor scatter(Tensor tensor, Tensor mask, Tensor source) {
        requireMask("maskedScatter", mask);
        if (tensor.dtype() != source.dtype()) {
            throw new DTypeException("maskedScatter: self is " + tensor.dtype() + " and the source " + source.dtype()
                    + "; both must be one dtype");
        }
        Shape shape = Shape.broadcast("maskedScatter", tensor.shape(), mask.shape());
        Tensor places = places(mask, shape);
        if (places.numel() > source.numel()) {
            throw new ShapeException("maskedScatter: the mask is true " + places.numel()
                    + " times, the source has only " + source.numel() + " elements");
        }
        Tensor flat = tensor.expand(shape.toArray()).flatten();
        Tensor values = source.flatten().narrow(0, 0, places.numel());
        return Dispatch.run(new IndexPut("maskedScatter", FIRST, false), flat, values, places)
                .view(shape.toArray());
    }

    /** The numbers, row-major, of the places where a mask that stretches to a shape is true. */
    private static Tensor places(Tensor mask, Shape shape) {
        return nonzero(mask.expand(shape.toArray()).flatten()).view(-1);
    }

    private static void requireMask(String what, Tensor mask) {
        if (mask.dtype() != DType.BOOL) {
            throw new DTypeException(what + ": the mask is " + mask.dtype() + ", expected bool; compare first");
        }
    }
}
