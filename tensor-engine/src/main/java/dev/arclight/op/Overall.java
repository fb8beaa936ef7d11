package dev.arclight.op;

import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One of all elements, as {@code torch.max}, {@code min} and {@code median} without a dimension: its equals share the gradient. */
public record Overall(Pick pick) implements Op {
    /** Which element. */
    public enum Pick {
        /** The largest; NaN wins. */
        MAX,
        /** The smallest; NaN wins. */
        MIN,
        /** The middle, the lower of two; NaN wins, and is what no elements give. */
        MEDIAN,
        /** The middle of those that are not NaN. */
        NANMEDIAN
    }

    @Override
    public String name() {
        return pick.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        boolean extreme = pick == Pick.MAX || pick == Pick.MIN;
        if (!extreme) {
            Along.requireNumbers(name(), inputs[0].dtype());
        }
        if (inputs[0].shape().size() == 0) {
            if (extreme) {
                throw new ShapeException(name() + ": shape " + inputs[0].shape() + " holds no elements");
            }
            if (!inputs[0].dtype().isFloating()) {
                throw new DTypeException(name() + ": shape " + inputs[0].shape() + " holds no elements, and "
                        + inputs[0].dtype() + " no NaN to say so");
            }
        }
        return Op.one(inputs[0].dtype(), Shape.of());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        if (pick == Pick.MAX || pick == Pick.MIN) {
            ExtremeBackward op = new ExtremeBackward(Dims.all(x.shape()), pick == Pick.MAX, true);
            return Op.grads(Dispatch.run(
                    op, grad.reshape(op.reduction().reducedShape(x.shape()).toArray()), x));
        }
        Tensor picked = saved.output(0);
        Tensor chosen = Double.isNaN(picked.item()) ? x.ne(x) : x.eq(picked);
        Tensor mask = chosen.to(grad.dtype());
        return Op.grads(Dispatch.run(Where.OP, chosen, grad.div(mask.sum()), Tensor.number(0.0)));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Overall(Pick.MAX), Sample.distinct(37)),
                Sample.of(new Overall(Pick.MIN), Sample.distinct(2, 3)),
                Sample.of(new Overall(Pick.MEDIAN), Sample.distinct(2, 3)),
                Sample.of(new Overall(Pick.MEDIAN), Sample.distinct(37)),
                Sample.of(new Overall(Pick.NANMEDIAN), Sample.distinct(2, 5, 3)),
                Sample.of(new Overall(Pick.MAX), Sample.distinct()));
    }
}
