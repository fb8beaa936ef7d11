package dev.arclight.op;

import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of an extreme over some dimensions from that of its result, with these kept, and the elements: shared evenly
 * by those that are the extreme.
 *
 * @param largest of the maximum, else of the minimum
 * @param nan whether NaNs share the gradient of a NaN, as in {@code torch.max}; else it is NaN, as in {@code torch.amax}
 */
public record ExtremeBackward(Dims dims, boolean largest, boolean nan) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireFloating(name(), inputs[1].dtype());
        if (!inputs[0].shape().equals(reduction().reducedShape(inputs[1].shape()))) {
            throw new ShapeException("extremeBackward: the gradient " + inputs[0].shape() + " does not fit elements "
                    + inputs[1].shape());
        }
        if (inputs[0].dtype() != inputs[1].dtype()) {
            throw new DTypeException("extremeBackward: got " + inputs[0].dtype() + " and " + inputs[1].dtype()
                    + "; both must have one dtype");
        }
        return Op.one(inputs[1].dtype(), inputs[1].shape());
    }

    /** The extreme itself. */
    public ReduceOp reduction() {
        return largest ? new Amax(dims, true) : new Amin(dims, true);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(1);
        Tensor extreme = Dispatch.run(reduction(), x.detach());
        Tensor same = x.detach().eq(extreme);
        Tensor chosen = (nan
                        ? Dispatch.run(Where.OP, extreme.ne(extreme), x.detach().ne(x.detach()), same)
                        : same)
                .to(grad.dtype());
        Dims folded = reduction().folded(x.shape());
        return Op.grads(total(grad.mul(chosen), folded).div(total(chosen, folded)), null);
    }

    private static Tensor total(Tensor x, Dims folded) {
        return folded.count() == 0 ? x : x.sum(folded, true);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new ExtremeBackward(Dims.of(0), true, false), Sample.real(1), Sample.distinct(37)),
                Sample.of(new ExtremeBackward(Dims.of(1), false, true), Sample.real(2, 1), Sample.distinct(2, 5)),
                Sample.of(
                        new ExtremeBackward(Dims.of(0, 2), true, true), Sample.real(1, 3, 1), Sample.distinct(2, 3, 4)),
                Sample.of(new ExtremeBackward(Dims.of(), false, false), Sample.real(), Sample.distinct()));
    }
}
