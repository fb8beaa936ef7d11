package dev.arclight.nn;

import dev.arclight.op.Dispatch;
import dev.arclight.op.ScaledDotProductAttention;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What stands behind {@link Functional#scaledDotProductAttention}: broadcasting, shared heads, dropout. */
final class AttentionFunctions {
    private static final String NAME = "scaledDotProductAttention";

    private AttentionFunctions() {}

    static Tensor attention(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor attnMask,
            double dropoutP,
            boolean isCausal,
            @Nullable Double scale,
            boolean enableGqa) {
        if (attnMask != null && isCausal) {
            throw new ArclightException(NAME + ": attnMask must be absent when isCausal is true");
        }
        if (!(dropoutP >= 0 && dropoutP <= 1)) {
            throw new ArclightException(NAME + ": dropoutP is " + dropoutP + "; it must be from 0 to 1");
        }
        if (query.rank() < 2 || key.rank() < 2 || value.rank() < 2) {
            throw new ShapeException(NAME + ": query " + query.shape() + ", key " + key.shape() + " and value "
                    + value.shape() + " need at least two dimensions each");
        }
        int groups = enableGqa ? groups(query, key, value) : 1;
        int[] batch = batch(query, key, value, groups);
        Tensor q = expanded(query, batch, 1);
        Tensor k = expanded(key, batch, groups);
        Tensor v = expanded(value, batch, groups);
        double factor = scale == null ? 1 / Math.sqrt(query.size(-1)) : scale;
        Tensor mask = attnMask == null ? null : converted(attnMask, query.dtype());
        if (dropoutP > 0) {
            return withDropout(q, k, v, mask, dropoutP, isCausal, factor, groups);
        }
        ScaledDotProductAttention op = new ScaledDotProductAttention(isCausal, factor, groups);
        return mask == null ? Dispatch.run(op, q, k, v) : Dispatch.run(op, q, k, v, mask);
    }

    private static Tensor converted(Tensor mask, DType dtype) {
        if (mask.dtype() == DType.BOOL || mask.dtype() == dtype) {
            return mask;
        }
        if (mask.dtype() != DType.FLOAT32) {
            throw new DTypeException(
                    NAME + ": attnMask is " + mask.dtype() + ", expected bool, float32 or the query's " + dtype);
        }
        return mask.to(dtype);
    }

    private static int groups(Tensor query, Tensor key, Tensor value) {
        if (query.rank() < 3 || key.rank() < 3 || value.rank() < 3) {
            throw new ShapeException(NAME + ": enableGqa needs a dimension of heads, the third from the end; got query "
                    + query.shape() + ", key " + key.shape() + " and value " + value.shape());
        }
        int heads = query.size(-3);
        int shared = key.size(-3);
        if (shared != value.size(-3) || shared == 0 || heads % shared != 0) {
            throw new ShapeException(NAME + ": with enableGqa the query's " + heads
                    + " heads must be a multiple of those of key and value, " + shared + " and " + value.size(-3));
        }
        return heads / shared;
    }

    /** The leading dimensions that all three broadcast to, as the query has them. */
    private static int[] batch(Tensor query, Tensor key, Tensor value, int groups) {
        Shape batch = leading(query, 1);
        batch = Shape.broadcast(NAME, batch, leading(key, groups));
        return Shape.broadcast(NAME, batch, leading(value, groups)).toArray();
    }

    private static Shape leading(Tensor tensor, int groups) {
        int[] extents = Arrays.copyOf(tensor.shape().toArray(), tensor.rank() - 2);
        if (extents.length > 0) {
            extents[extents.length - 1] *= groups;
        }
        return Shape.of(extents);
    }

    private static Tensor expanded(Tensor tensor, int[] batch, int groups) {
        int[] extents = Arrays.copyOf(batch, batch.length + 2);
        if (groups > 1) {
            extents[batch.length - 1] /= groups;
        }
        extents[batch.length] = tensor.size(-2);
        extents[batch.length + 1] = tensor.size(-1);
        return tensor.shape().equals(Shape.of(extents)) ? tensor : tensor.expand(extents);
    }

    /** With the whole matrix of probabilities, since each of them may be dropped. */
    private static Tensor withDropout(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor mask,
            double dropoutP,
            boolean isCausal,
            double scale,
            int groups) {
        Tensor k = groups == 1 ? key : repeated(key, groups);
        Tensor v = groups == 1 ? value : repeated(value, groups);
        Tensor scores = query.matmul(k.transpose(-2, -1)).mul(scale);
        Tensor none = Tensor.full(Double.NEGATIVE_INFINITY).to(query.dtype());
        if (isCausal) {
            Tensor sees = Tensor.arange(0, query.size(-2)).unsqueeze(1).ge(Tensor.arange(0, k.size(-2)));
            scores = Tensor.where(sees, scores, none);
        }
        if (mask != null) {
            scores = mask.dtype() == DType.BOOL ? Tensor.where(mask, scores, none) : scores.add(mask);
        }
        Tensor open = scores.detach().amax(Dims.of(-1), true).ne(none);
        Tensor probabilities = Tensor.where(open, scores, Tensor.zeros(query.dtype()))
                .softmax(-1)
                .mul(open.to(query.dtype()));
        return Functional.dropout(probabilities, dropoutP, true).matmul(v);
    }

    /** Each head as often as queries share it. */
    private static Tensor repeated(Tensor heads, int groups) {
        int[] extents = heads.shape().toArray();
        int[] wide = Arrays.copyOf(extents, extents.length + 1);
        int axis = extents.length - 2;
        System.arraycopy(extents, axis, wide, axis + 1, 2);
        wide[axis] = groups;
        extents[axis - 1] *= groups;
        return heads.unsqueeze(axis).expand(wide).reshape(extents);
    }
}
