package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@link ScatterAdd} with other ways to combine what meets at one place, as {@code torch.scatter_reduce}.
 *
 * @param includeSelf whether what was at a place takes part; places that the index does not point to keep it anyway
 */
public record ScatterReduce(int dim, Reduction reduction, boolean includeSelf) implements Overwriting {
    /** How values that meet at one place are combined. */
    public enum Reduction {
        SUM,
        PROD,
        MEAN,
        AMAX,
        AMIN;

        /** PyTorch's name for it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireScatter("scatterReduce", dim, inputs[0], inputs[1], inputs[2]);
        if (reduction == Reduction.MEAN && inputs[0].dtype() == DType.BOOL) {
            throw new DTypeException("scatterReduce: bools have no mean; convert them with to(dtype)");
        }
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public Saves saves() {
        return switch (reduction) {
            case SUM, MEAN -> Saves.inputs(1);
            case PROD, AMAX, AMIN -> Saves.inputs(0, 1, 2).andOutput(0);
        };
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor index = saved.input(1);
        Tensor[] both = switch (reduction) {
            case SUM -> new Tensor[] {grad, back(saved, grad, index)};
            case MEAN -> ofMean(saved, grad, index);
            case PROD -> ofProduct(saved, grad, index);
            case AMAX, AMIN -> ofExtreme(saved, grad, index);
        };
        return Op.grads(includeSelf ? both[0] : Scatter.zeroAt(both[0], dim, index), null, both[1]);
    }

    private Tensor back(Saved saved, Tensor grad, Tensor index) {
        return Indexing.sourceGradient(grad, dim, index, saved.inputType(2).shape());
    }

    private Tensor[] ofMean(Saved saved, Tensor grad, Tensor index) {
        int[] shape = saved.inputType(0).shape().toArray();
        Tensor own = includeSelf ? Tensor.ones(grad.dtype(), shape) : Tensor.zeros(grad.dtype(), shape);
        Tensor ones = Tensor.ones(grad.dtype()).expand(index.shape().toArray());
        Tensor count = Dispatch.run(new ScatterAdd(dim), own, index, ones).maximum(Tensor.number(1.0));
        Tensor shared = grad.div(count);
        return new Tensor[] {shared, back(saved, shared, index)};
    }

    /** The product of the others, which division gives where nothing is 0 and a product with 1 in its stead elsewhere. */
    private Tensor[] ofProduct(Saved saved, Tensor grad, Tensor index) {
        Tensor self = saved.input(0);
        Tensor source = within(saved.input(2), index.shape());
        Tensor one = Tensor.number(1.0);
        Tensor selfWithoutZeros = Tensor.where(self.eq(0), one, self);
        Tensor othersOfSelf = Dispatch.run(this, selfWithoutZeros, index, source);
        Tensor gradSelf = grad.mul(othersOfSelf).div(selfWithoutZeros);

        Tensor zero = source.eq(0);
        Tensor zeros = Dispatch.run(
                new ScatterAdd(dim), Tensor.zeros(self.dtype(), self.shape().toArray()), index, zero.to(self.dtype()));
        Tensor onlyZero = zero.mul(Dispatch.run(new Gather(dim), zeros, index).eq(1));
        Tensor withoutIt = Tensor.where(onlyZero, one, source);
        Tensor othersOfZero = Dispatch.run(this, self, index, withoutIt);
        Tensor gather = Dispatch.run(new Gather(dim), grad.mul(saved.output(0)), index);
        Tensor gradSource = Tensor.where(
                onlyZero,
                Dispatch.run(new Gather(dim), grad.mul(othersOfZero), index),
                gather.div(Tensor.where(zero, one, source)));
        return new Tensor[] {
            gradSelf, Indexing.pad(gradSource, saved.inputType(2).shape())
        };
    }

    /** All that are equal to the extreme share its gradient evenly. */
    private Tensor[] ofExtreme(Saved saved, Tensor grad, Tensor index) {
        Tensor result = saved.output(0);
        Tensor source = within(saved.input(2), index.shape());
        Tensor selfIs = saved.input(0).eq(result).to(grad.dtype());
        Tensor sourceIs =
                source.eq(Dispatch.run(new Gather(dim), result, index)).to(grad.dtype());
        Tensor count = Dispatch.run(new ScatterAdd(dim), includeSelf ? selfIs : notAt(selfIs, index), index, sourceIs);
        Tensor shared = grad.div(count.maximum(Tensor.number(1.0)));
        Tensor gradSource = sourceIs.mul(Dispatch.run(new Gather(dim), shared, index));
        return new Tensor[] {
            selfIs.mul(shared), Indexing.pad(gradSource, saved.inputType(2).shape())
        };
    }

    private Tensor notAt(Tensor self, Tensor index) {
        return Scatter.zeroAt(self, dim, index);
    }

    private static Tensor within(Tensor source, Shape index) {
        Tensor part = source;
        for (int i = 0; i < index.rank(); i++) {
            if (part.size(i) != index.dim(i)) {
                part = part.narrow(i, 0, index.dim(i));
            }
        }
        return part;
    }

    public static List<Sample> samples() {
        Sample.Input[] inputs = {Sample.distinct(3, 4), Sample.index(3, 5, 4), Sample.real(5, 4)};
        Sample.Input[] larger = {Sample.nonzero(2, 3), Sample.index(3, 2, 4), Sample.nonzero(3, 5)};
        // The mean of whole numbers is rounded down, the check's is cut off: the same where nothing is negative.
        Sample.Input[] positive = {Sample.positive(3, 4), Sample.index(3, 2, 4), Sample.positive(3, 5)};
        return List.of(
                Sample.of(new ScatterReduce(0, Reduction.SUM, true), inputs),
                Sample.of(new ScatterReduce(0, Reduction.SUM, false), inputs),
                Sample.of(new ScatterReduce(0, Reduction.MEAN, true), positive),
                Sample.of(new ScatterReduce(0, Reduction.MEAN, false), positive),
                Sample.of(new ScatterReduce(0, Reduction.PROD, true), inputs),
                Sample.of(new ScatterReduce(1, Reduction.PROD, false), larger),
                Sample.of(new ScatterReduce(0, Reduction.AMAX, true), inputs),
                Sample.of(new ScatterReduce(-1, Reduction.AMAX, false), larger),
                Sample.of(new ScatterReduce(0, Reduction.AMIN, true), inputs),
                Sample.of(new ScatterReduce(1, Reduction.AMIN, false), larger));
    }
}
