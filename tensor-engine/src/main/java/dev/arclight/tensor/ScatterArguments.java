package dev.arclight.tensor;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Gather;
import dev.arclight.op.IndexPut;
import dev.arclight.op.Op;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.ScatterReduce;
import dev.arclight.op.ScatterReduce.Reduction;
import java.util.Arrays;

/** Brings what users hand to {@link TensorScattering} into the form that its ops take: scalars, as PyTorch takes them too. */
final class ScatterArguments {
    private ScatterArguments() {}

    /** Runs an op along a dimension; a scalar stands for its only element along one. */
    static Tensor run(Op op, Tensor self, Tensor... others) {
        Tensor result = Dispatch.run(op, inputs(self, others));
        return self.rank() == 0 ? result.view() : result;
    }

    static Tensor runInPlace(Op op, Tensor self, Tensor... others) {
        Tensor[] lifted = others.clone();
        for (int i = 0; i < lifted.length; i++) {
            lifted[i] = lifted(others[i]);
        }
        Dispatch.runInPlace(op, lifted(self), lifted);
        return self;
    }

    static Tensor gather(Tensor self, int dim, Tensor index) {
        Tensor result = Dispatch.run(new Gather(dim), lifted(self), lifted(index));
        return index.rank() == 0 ? result.view() : result;
    }

    private static Tensor[] inputs(Tensor self, Tensor... others) {
        Tensor[] inputs = new Tensor[others.length + 1];
        inputs[0] = lifted(self);
        for (int i = 0; i < others.length; i++) {
            inputs[i + 1] = lifted(others[i]);
        }
        return inputs;
    }

    private static Tensor lifted(Tensor tensor) {
        return tensor.rank() == 0 ? tensor.view(1) : tensor;
    }

    /** The op of PyTorch's {@code scatter(…, reduce='add' | 'multiply')}. */
    static Op scatter(int dim, Reduction reduce) {
        return switch (reduce) {
            case SUM -> new ScatterAdd(dim);
            case PROD -> new ScatterReduce(dim, reduce, true);
            case MEAN, AMAX, AMIN ->
                throw new ArclightException(
                        "scatter: adds (SUM) or multiplies (PROD), got " + reduce + "; use scatterReduce");
        };
    }

    /** The op that fills rows of a dimension with a scalar. */
    static Op fill(Tensor self, int dim, Tensor index, Tensor value) {
        if (value.rank() != 0) {
            throw new ShapeException("indexFill: the value has shape " + value.shape() + ", expected a scalar");
        }
        if (index.rank() > 1) {
            throw new ShapeException("indexFill: the index has shape " + index.shape() + ", expected one dimension");
        }
        return new IndexPut("indexFill", Dims.of(lifted(self).shape().axis("indexFill", dim)), false);
    }

    /** A list of rows as an index of every element of a source. */
    static Tensor rows(Tensor self, int dim, Tensor index, Tensor source) {
        int axis = lifted(self).shape().axis("indexReduce", dim);
        Tensor list = lifted(index);
        Shape whole = lifted(source).shape();
        if (list.rank() != 1
                || whole.rank() != lifted(self).rank()
                || !lifted(self).shape().with(axis, list.size(0)).equals(whole)) {
            throw new ShapeException("indexReduce: self " + self.shape() + ", index " + index.shape() + " and source "
                    + source.shape() + " do not fit along dimension " + dim
                    + "; the source must be self with as many rows as the index");
        }
        int[] extents = new int[whole.rank()];
        Arrays.fill(extents, 1);
        extents[axis] = list.size(0);
        return list.view(extents).expand(whole.toArray());
    }

    /** A source with as many elements as an index, in its shape. */
    static Tensor as(Tensor index, Tensor source) {
        if (source.numel() != index.numel()) {
            throw new ShapeException("put: a source of shape " + source.shape() + " has " + source.numel()
                    + " elements, the index " + index.shape() + " has " + index.numel() + "; both must have as many");
        }
        return source.reshape(index.shape().toArray());
    }
}
