package dev.arclight.op;

import dev.arclight.autograd.AutogradException;
import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code softmax(q·kᵀ·scale + mask)·v}, as {@code torch.nn.functional.scaled_dot_product_attention} without dropout: q
 * {@code [batch…, L, E]}, k {@code [batch…, S, E]}, v {@code [batch…, S, V]} and an optional mask that broadcasts to
 * {@code [batch…, L, S]}: bool says who takes part, floating is added. The second output is the logarithm of each row's
 * sum of exponentials, {@code [batch…, L]}. A row without anybody gives zeros.
 *
 * <p>Blocks of scores are made and used up one after the other (M. Milakov, N. Gimelshein, Online normalizer calculation
 * for softmax; T. Dao and others, FlashAttention), so memory grows with L + S, not with L·S.
 *
 * @param isCausal whether query i sees keys 0 … i only
 * @param groups how many neighbouring heads of q, its third dimension from the end, share a head of k and v
 */
public record ScaledDotProductAttention(boolean isCausal, double scale, int groups) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        check("scaledDotProductAttention", inputs[0], inputs[1], inputs[2], inputs.length > 3 ? inputs[3] : null);
        Shape q = inputs[0].shape();
        DType dtype = inputs[0].dtype();
        return new TensorType[] {
            new TensorType(dtype, q.with(-1, inputs[2].shape().dim(-1))), new TensorType(dtype, q.without(q.rank() - 1))
        };
    }

    void check(String op, TensorType query, TensorType key, TensorType value, @Nullable TensorType mask) {
        NormChecks.requireFloating(op, new TensorType[] {query, key, value});
        Shape q = query.shape();
        Shape k = key.shape();
        Shape v = value.shape();
        boolean fits = q.rank() >= 2
                && k.rank() == q.rank()
                && v.rank() == q.rank()
                && q.dim(-1) == k.dim(-1)
                && k.dim(-2) == v.dim(-2)
                && (groups == 1 || q.rank() > 2);
        for (int i = 0; fits && i < q.rank() - 2; i++) {
            int shared = i == q.rank() - 3 ? groups : 1;
            fits = k.dim(i) == v.dim(i) && q.dim(i) == k.dim(i) * shared;
        }
        if (!fits) {
            throw new ShapeException(op + ": query " + q + ", key " + k + " and value " + v + " do not fit; expected"
                    + " [batch…, L, E], [batch…, S, E] and [batch…, S, V]"
                    + (groups == 1 ? "" : " with " + groups + " query heads to each key head"));
        }
        if (mask != null) {
            if (mask.dtype() != DType.BOOL && mask.dtype() != query.dtype()) {
                throw new DTypeException(op + ": the mask is " + mask.dtype() + ", expected bool or " + query.dtype());
            }
            Shape scores = q.with(-1, k.dim(-2));
            if (!Shape.broadcast(op, mask.shape(), scores).equals(scores)) {
                throw new ShapeException(
                        op + ": the mask " + mask.shape() + " does not broadcast to the scores " + scores);
            }
        }
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1, 2, 3).andOutput(0).andOutput(1);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        @Nullable Tensor[] result = new @Nullable Tensor[saved.inputCount()];
        boolean masked = saved.inputCount() > 3;
        if (grads[1] != null) {
            throw new AutogradException("scaledDotProductAttention: the logarithms of sums have no gradient");
        }
        if (grads[0] == null) {
            return result;
        }
        Tensor grad = NormChecks.wide(grads[0]);
        Tensor q = NormChecks.wide(saved.input(0));
        Tensor k = NormChecks.wide(saved.input(1));
        Tensor v = NormChecks.wide(saved.input(2));
        Tensor mask = masked ? NormChecks.wide(saved.input(3)) : null;
        if (GradMode.isEnabled() || masked && saved.needs(3)) {
            composite(result, grad, q, k, v, mask);
            return result;
        }
        boolean half = q != saved.input(0);
        Tensor[] outputs = !half
                ? new Tensor[] {saved.output(0), saved.output(1)}
                : Dispatch.runAll(this, mask == null ? new Tensor[] {q, k, v} : new Tensor[] {q, k, v, mask});
        ScaledDotProductAttentionBackward backward = new ScaledDotProductAttentionBackward(isCausal, scale, groups);
        Tensor[] three = mask == null
                ? Dispatch.runAll(backward, grad, q, k, v, outputs[0], outputs[1])
                : Dispatch.runAll(backward, grad, q, k, v, outputs[0], outputs[1], mask);
        System.arraycopy(three, 0, result, 0, 3);
        return result;
    }

    /** The gradient in ops, with the matrix of scores. */
    private void composite(
            @Nullable Tensor[] result, Tensor grad, Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        int[] grouped = grouped(q.shape());
        Tensor queries = q.reshape(grouped);
        Tensor out = grad.reshape(grouped(grad.shape()));
        Tensor keys = groups == 1 ? k : k.unsqueeze(-3);
        Tensor values = groups == 1 ? v : v.unsqueeze(-3);
        Shape shape = q.shape().with(-1, k.size(-2));
        Tensor scores = queries.matmul(keys.transpose(-2, -1)).mul(scale);
        Tensor added = added(mask, q.dtype(), q.size(-2), k.size(-2));
        if (added != null) {
            scores = scores.add(
                    added.expand(shape.toArray()).reshape(scores.shape().toArray()));
        }
        Tensor open = anybody(scores);
        Tensor p = Tensor.where(open, scores, Tensor.zeros(scores.dtype()))
                .softmax(-1)
                .mul(open.to(scores.dtype()));
        Tensor dp = out.matmul(values.transpose(-2, -1));
        Tensor weighted = p.mul(dp);
        Tensor ds = weighted.sub(p.mul(weighted.sum(dev.arclight.tensor.Dims.of(-1), true)));
        result[0] = ds.matmul(keys).mul(scale).reshape(q.shape().toArray());
        Tensor dk = ds.transpose(-2, -1).matmul(queries).mul(scale);
        Tensor dv = p.transpose(-2, -1).matmul(out);
        result[1] = groups == 1 ? dk : dk.sum(-3);
        result[2] = groups == 1 ? dv : dv.sum(-3);
        if (mask != null && mask.dtype().isFloating()) {
            result[3] = ds.reshape(shape.toArray());
        }
    }

    /** Whether anybody takes part in each row; the row is not softened otherwise. */
    private static Tensor anybody(Tensor scores) {
        if (scores.size(-1) == 0) {
            return Tensor.zeros(DType.BOOL, scores.shape().toArray());
        }
        Tensor none = Tensor.number(Double.NEGATIVE_INFINITY);
        return scores.detach()
                .amax(dev.arclight.tensor.Dims.of(-1), true)
                .ne(none)
                .expand(scores.shape().toArray());
    }

    /** Mask and causality as one tensor to be added, or null. */
    private @Nullable Tensor added(@Nullable Tensor mask, DType dtype, int queries, int keys) {
        Tensor added = mask;
        Tensor none = Tensor.full(Double.NEGATIVE_INFINITY).to(dtype);
        if (mask != null && mask.dtype() == DType.BOOL) {
            added = Tensor.where(mask, Tensor.zeros(dtype), none);
        }
        if (!isCausal) {
            return added;
        }
        Tensor sees = Tensor.arange(0, queries).unsqueeze(1).ge(Tensor.arange(0, keys));
        Tensor causal = Tensor.where(sees, Tensor.zeros(dtype), none);
        return added == null ? causal : added.add(causal);
    }

    private int[] grouped(Shape shape) {
        int[] extents = shape.toArray();
        if (groups == 1) {
            return extents;
        }
        int rank = extents.length;
        int[] grouped = new int[rank + 1];
        System.arraycopy(extents, 0, grouped, 0, rank - 3);
        grouped[rank - 3] = extents[rank - 3] / groups;
        grouped[rank - 2] = groups;
        grouped[rank - 1] = extents[rank - 2];
        grouped[rank] = extents[rank - 1];
        return grouped;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(of(false, 1), Sample.real(3, 4), Sample.real(5, 4), Sample.real(5, 2)),
                Sample.of(of(true, 1), Sample.real(2, 5, 3), Sample.real(2, 4, 3), Sample.real(2, 4, 3)),
                Sample.of(
                        of(false, 1),
                        Sample.real(2, 2, 3, 2),
                        Sample.real(2, 2, 5, 2),
                        Sample.real(2, 2, 5, 4),
                        Sample.real(2, 1, 3, 5)),
                Sample.of(of(false, 1), Sample.real(3, 4), Sample.real(5, 4), Sample.real(5, 2), Sample.bool(3, 5)),
                Sample.of(of(true, 2), Sample.real(4, 3, 2), Sample.real(2, 3, 2), Sample.real(2, 3, 2)),
                Sample.of(of(false, 1), Sample.real(70, 17), Sample.real(300, 17), Sample.real(300, 33)),
                Sample.of(of(false, 1), Sample.real(0, 3, 4), Sample.real(0, 5, 4), Sample.real(0, 5, 2)),
                Sample.of(of(false, 1), Sample.real(3, 4), Sample.real(0, 4), Sample.real(0, 2)));
    }

    private static ScaledDotProductAttention of(boolean causal, int groups) {
        return new ScaledDotProductAttention(causal, 0.5, groups);
    }
}
