package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** What normalisations share: checks, and their gradient written in ops, which has gradients of every order. */
final class NormChecks {
    private NormChecks() {}

    /** All inputs must have one floating dtype. */
    static void requireFloating(String op, TensorType[] inputs) {
        for (TensorType input : inputs) {
            if (!input.dtype().isFloating() || input.dtype() != inputs[0].dtype()) {
                throw new DTypeException(op + ": got " + inputs[0].dtype() + " input and " + input.dtype()
                        + "; all must have one floating dtype, convert with to(dtype)");
            }
        }
    }

    static void requireShape(String op, String what, TensorType type, Shape expected) {
        if (!type.shape().equals(expected)) {
            throw new ShapeException(op + ": " + what + " has shape " + type.shape() + ", expected " + expected);
        }
    }

    /** 16-bit floats as float32: gradients compute in it, since a rounded deviation would show in every one of them. */
    static Tensor wide(Tensor tensor) {
        return tensor.dtype().isHalf() ? tensor.to(DType.FLOAT32) : tensor;
    }

    /** The outputs of a call, of which 16-bit floats hold too few digits: there they are computed again. */
    static Tensor[] outputs(Op op, Saved saved, int count, Tensor... wide) {
        if (saved.inputType(0).dtype().isHalf()) {
            return Dispatch.runAll(op, wide);
        }
        Tensor[] outputs = new Tensor[count];
        for (int i = 1; i < count; i++) {
            outputs[i] = saved.output(i);
        }
        return outputs;
    }

    /** {@code [N, C, …]} with at least two dimensions. */
    static void requireChannels(String op, Shape x) {
        if (x.rank() < 2) {
            throw new ShapeException(op + ": input " + x + " must be [batch, channels, …]");
        }
    }

    /** The shape that lines a number per channel up with {@code [N, C, …]}. */
    static int[] alongChannels(Shape x) {
        int[] extents = new int[x.rank()];
        java.util.Arrays.fill(extents, 1);
        extents[1] = x.dim(1);
        return extents;
    }

    /** Every dimension but that of the channels. */
    static Dims allButChannels(Shape x) {
        int[] dims = new int[x.rank() - 1];
        for (int i = 1; i < dims.length; i++) {
            dims[i] = i + 1;
        }
        return Dims.of(dims);
    }

    /** An input normalised over dimensions, with what its gradient needs. */
    record Normal(Tensor centred, Tensor rstd, Tensor normal, Dims dims) {
        static Normal of(Tensor x, Dims dims, double eps, boolean centre) {
            Tensor centred = centre ? x.sub(x.mean(dims, true)) : x;
            Tensor variance = centred.mul(centred).mean(dims, true);
            Tensor rstd = Tensor.number(1.0).div(variance.add(eps).sqrt());
            return new Normal(centred, rstd, centred.mul(rstd), dims);
        }

        /**
         * The gradient of the input.
         *
         * @param weighted the gradient of the normalised numbers, or null
         * @param mean the gradient of the mean, in the shape of {@link #rstd}, or null
         * @param deviation the gradient of {@link #rstd}, or null
         */
        @Nullable
        Tensor gradient(@Nullable Tensor weighted, @Nullable Tensor mean, @Nullable Tensor deviation, boolean centre) {
            Tensor result = null;
            if (weighted != null) {
                Tensor along = normal.mul(weighted.mul(normal).mean(dims, true));
                Tensor rest = centre ? weighted.sub(weighted.mean(dims, true)) : weighted;
                result = rest.sub(along).mul(rstd);
            }
            double count = (double) normal.numel() / Math.max(1, rstd.numel());
            if (mean != null) {
                Tensor part = mean.div(count).expand(normal.shape().toArray());
                result = result == null ? part : result.add(part);
            }
            if (deviation != null) {
                Tensor part =
                        centred.mul(rstd.mul(rstd).mul(rstd).mul(deviation)).div(-count);
                result = result == null ? part : result.add(part);
            }
            return result;
        }
    }
}
