package dev.arclight.it.oracle;

import dev.arclight.op.BatchNorm;
import dev.arclight.op.BatchNormBackward;
import dev.arclight.op.BatchNormInference;
import dev.arclight.op.CrossEntropy;
import dev.arclight.op.CrossEntropyBackward;
import dev.arclight.op.Embedding;
import dev.arclight.op.EmbeddingBagMax;
import dev.arclight.op.GroupNorm;
import dev.arclight.op.GroupNormBackward;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.LayerNormBackward;
import dev.arclight.op.LogSoftmaxBackward;
import dev.arclight.op.Op;
import dev.arclight.op.Reduction;
import dev.arclight.op.RmsNorm;
import dev.arclight.op.RmsNormBackward;
import dev.arclight.op.ScaledDotProductAttention;
import dev.arclight.op.ScaledDotProductAttentionBackward;
import dev.arclight.op.SoftmaxBackward;
import dev.arclight.op.WeightedRows;
import dev.arclight.tensor.Shape;
import java.util.Map;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** What libtorch calls the fused ops. */
final class TorchFusedOps {
    private TorchFusedOps() {}

    private interface Calls {
        <T extends Op> void put(Class<T> type, TorchOps.Call<T> call);

        /** For calls made of several functions, which would take dtypes that libtorch's own would not. */
        default <T extends Op> void composed(Class<T> type, TorchOps.Call<T> call) {
            put(type, (op, in) -> {
                if (!in[0].is_floating_point()) {
                    throw new IllegalArgumentException(op.name() + " is not for " + in[0].scalar_type());
                }
                return call.run(op, in);
            });
        }
    }

    static void addTo(Map<Class<? extends Op>, TorchOps.Call<? extends Op>> known) {
        Calls calls = new Calls() {
            @Override
            public <T extends Op> void put(Class<T> type, TorchOps.Call<T> call) {
                known.put(type, call);
            }
        };
        norms(calls);
        softmax(calls);
        embeddings(calls);
        attention(calls);
    }

    private static void norms(Calls calls) {
        calls.put(
                LayerNorm.class,
                (op, in) -> three(torch.native_layer_norm(
                        in[0], Torch.sizes(op.normalizedShape()), some(in[1]), some(in[2]), op.eps())));
        calls.put(
                LayerNormBackward.class,
                (op, in) -> three(torch.native_layer_norm_backward(
                        in[0],
                        in[1],
                        Torch.sizes(op.normalizedShape()),
                        in[2],
                        in[3],
                        some(in[4]),
                        some(torch.zeros_like(in[4])),
                        all())));
        calls.composed(RmsNorm.class, TorchFusedOps::rmsNorm);
        calls.composed(RmsNormBackward.class, TorchFusedOps::rmsNormBackward);
        calls.put(GroupNorm.class, (op, in) -> {
            long[] e = extents(in[0]);
            return three(torch.native_group_norm(
                    in[0].contiguous(), some(in[1]), some(in[2]), e[0], e[1], e[2], op.groups(), op.eps()));
        });
        calls.put(GroupNormBackward.class, (op, in) -> {
            long[] e = extents(in[1]);
            return three(torch.native_group_norm_backward(
                    in[0].contiguous(),
                    in[1].contiguous(),
                    in[2].contiguous(),
                    in[3].contiguous(),
                    some(in[4]),
                    e[0],
                    e[1],
                    e[2],
                    op.groups(),
                    all()));
        });
        calls.put(
                BatchNorm.class,
                (op, in) -> three(torch.native_batch_norm(
                        in[0],
                        some(in[1]),
                        some(in[2]),
                        new TensorOptional(),
                        new TensorOptional(),
                        true,
                        0.1,
                        op.eps())));
        calls.put(
                BatchNormBackward.class,
                (op, in) -> three(torch.native_batch_norm_backward(
                        in[0],
                        in[1],
                        some(in[4]),
                        new TensorOptional(),
                        new TensorOptional(),
                        some(in[2]),
                        some(in[3]),
                        true,
                        1e-5,
                        all())));
        // libtorch's own has no gradients for the statistics.
        calls.composed(BatchNormInference.class, (op, in) -> {
            Tensor like = in[0].detach();
            Tensor centred = in[0].sub(along(in[1], like));
            Tensor scale = torch.rsqrt(in[2].add(new Scalar(op.eps()))).mul(in[3]);
            return new Tensor[] {centred.mul(along(scale, like)).add(along(in[4], like))};
        });
    }

    private static Tensor along(Tensor perChannel, Tensor like) {
        int[] extents = new int[(int) like.dim()];
        java.util.Arrays.fill(extents, 1);
        extents[1] = (int) like.size(1);
        return perChannel.reshape(Torch.sizes(Shape.of(extents)));
    }

    private static Tensor[] rmsNorm(RmsNorm op, Tensor[] in) {
        Tensor y = torch.rms_norm(in[0], Torch.sizes(op.normalizedShape()), some(in[1]), new DoubleOptional(op.eps()));
        int count = op.normalizedShape().rank();
        int[] dims = new int[count];
        for (int i = 0; i < count; i++) {
            dims[i] = (int) in[0].dim() - count + i;
        }
        Tensor squares = torch.mean(
                in[0].mul(in[0]),
                new org.bytedeco.pytorch.LongArrayRefOptional(Torch.list(dims)),
                true,
                new org.bytedeco.pytorch.ScalarTypeOptional());
        return new Tensor[] {y, torch.rsqrt(squares.add(new Scalar(op.eps())))};
    }

    private static Tensor[] rmsNormBackward(RmsNormBackward op, Tensor[] in) {
        Tensor weighted = in[0].mul(in[3]);
        Tensor normal = in[1].mul(in[2]);
        Tensor mean = weighted.mul(normal).mean(new long[] {-1}, true, new org.bytedeco.pytorch.ScalarTypeOptional());
        return new Tensor[] {
            weighted.sub(normal.mul(mean)).mul(in[2]),
            torch.sum(in[0].mul(normal), new long[] {0}, false, new org.bytedeco.pytorch.ScalarTypeOptional())
        };
    }

    private static void softmax(Calls calls) {
        calls.composed(SoftmaxBackward.class, (op, in) -> {
            Tensor products = in[0].mul(in[1]);
            return new Tensor[] {products.sub(in[1].mul(sum(products, op.dim())))};
        });
        calls.composed(LogSoftmaxBackward.class, (op, in) ->
                new Tensor[] {in[0].sub(in[1].exp().mul(sum(in[0], op.dim())))});
        calls.put(CrossEntropy.class, (op, in) -> {
            Tensor loss = torch.cross_entropy_loss(
                    in[0],
                    in[1],
                    in.length > 2 ? some(in[2]) : new TensorOptional(),
                    TorchOps.code(op.reduction()),
                    op.ignoreIndex(),
                    op.labelSmoothing());
            Tensor max = torch.amax(in[0], new long[] {1}, true);
            return new Tensor[] {
                loss, max.squeeze(1), sum(in[0].sub(max).exp(), 1).squeeze(1)
            };
        });
        calls.composed(CrossEntropyBackward.class, TorchFusedOps::crossEntropyBackward);
    }

    /** The gradient from {@code exp(x − max) / sum}, whatever maxima and sums were given. */
    private static Tensor[] crossEntropyBackward(CrossEntropyBackward op, Tensor[] in) {
        Tensor x = in[1];
        long classes = x.size(1);
        Tensor softmax = x.sub(in[2].unsqueeze(1)).exp().div(in[3].unsqueeze(1));
        Tensor hot = torch.one_hot(in[4].to(torch.ScalarType.Long), classes).to(x.scalar_type());
        Tensor wanted = hot.mul(new Scalar(1 - op.labelSmoothing())).add(new Scalar(op.labelSmoothing() / classes));
        Tensor counted = in[4].ne(new Scalar(op.ignoreIndex())).to(x.scalar_type());
        Tensor scale = in[0];
        if (op.reduction() == Reduction.MEAN) {
            scale = scale.div(counted.sum());
        }
        if (op.reduction() == Reduction.NONE) {
            scale = scale.unsqueeze(1);
        }
        return new Tensor[] {softmax.sub(wanted).mul(scale).mul(counted.unsqueeze(1))};
    }

    private static void embeddings(Calls calls) {
        calls.put(Embedding.class, (op, in) ->
                new Tensor[] {torch.embedding(in[0], in[1], op.paddingIdx(), op.scaleGradByFreq(), false)});
        calls.composed(WeightedRows.class, (op, in) -> {
            Tensor zeros = torch.zeros_like(in[0].detach().new_empty(op.rows(), in[0].size(1)));
            Tensor rows = torch.index_select(in[0], 0, in[2]).mul(in[1].unsqueeze(1));
            return new Tensor[] {torch.index_add(zeros, 0, in[3], rows)};
        });
        calls.composed(EmbeddingBagMax.class, TorchFusedOps::bagMax);
    }

    /** libtorch's own wants rows in the order of their bags. */
    private static Tensor[] bagMax(EmbeddingBagMax op, Tensor[] in) {
        Tensor order = torch.argsort(in[2], true, 0, false);
        Tensor rows = torch.index_select(in[1], 0, order);
        Tensor sorted = torch.index_select(in[2], 0, order);
        Tensor counts = torch.bincount(sorted.to(torch.ScalarType.Long), new TensorOptional(), op.bags());
        Tensor offsets = torch.cumsum(counts, 0).sub(counts);
        T_TensorTensorTensorTensor_T all = torch.embedding_bag(
                in[0], rows.to(torch.ScalarType.Long), offsets, false, 2, false, new TensorOptional(), false);
        Tensor empty = counts.eq(new Scalar(0)).unsqueeze(1);
        return new Tensor[] {all.get0(), all.get3().masked_fill(empty, new Scalar(-1))};
    }

    private static void attention(Calls calls) {
        calls.composed(ScaledDotProductAttention.class, (op, in) -> {
            Tensor y = torch.scaled_dot_product_attention(
                    in[0],
                    in[1],
                    in[2],
                    in.length > 3 ? some(in[3]) : new TensorOptional(),
                    0,
                    op.isCausal(),
                    new DoubleOptional(op.scale()),
                    op.groups() > 1);
            Tensor mask = in.length > 3 ? in[3] : null;
            Tensor scores = scores(op.isCausal(), op.scale(), op.groups(), in[0], in[1], mask);
            return new Tensor[] {y, torch.logsumexp(scores, -1)};
        });
        calls.composed(ScaledDotProductAttentionBackward.class, (op, in) -> {
            Tensor scores = scores(op.isCausal(), op.scale(), op.groups(), in[1], in[2], null);
            Tensor v = repeated(in[3], op.groups());
            Tensor p = scores.sub(in[5].unsqueeze(-1)).exp();
            Tensor delta = sum(in[0].mul(in[4]), -1);
            Tensor ds =
                    p.mul(torch.matmul(in[0], v.transpose(-2, -1)).sub(delta)).mul(new Scalar(op.scale()));
            Tensor dk = torch.matmul(ds.transpose(-2, -1), in[1]);
            Tensor dv = torch.matmul(p.transpose(-2, -1), in[0]);
            return new Tensor[] {
                torch.matmul(ds, repeated(in[2], op.groups())), joined(dk, op.groups()), joined(dv, op.groups())
            };
        });
    }

    private static Tensor scores(boolean causal, double scale, int groups, Tensor q, Tensor k, Tensor mask) {
        Tensor scores = torch.matmul(q, repeated(k, groups).transpose(-2, -1)).mul(new Scalar(scale));
        if (causal) {
            Tensor sees = torch.ones_like(scores).tril().ne(new Scalar(0));
            scores = scores.masked_fill(sees.logical_not(), new Scalar(Double.NEGATIVE_INFINITY));
        }
        if (mask == null) {
            return scores;
        }
        return mask.is_floating_point()
                ? scores.add(mask)
                : scores.masked_fill(mask.logical_not(), new Scalar(Double.NEGATIVE_INFINITY));
    }

    private static Tensor repeated(Tensor heads, int groups) {
        return groups == 1 ? heads : torch.repeat_interleave(heads, groups, new LongOptional(-3), new LongOptional());
    }

    private static Tensor joined(Tensor heads, int groups) {
        if (groups == 1) {
            return heads;
        }
        long[] split = {heads.size(-3) / groups, groups, heads.size(-2), heads.size(-1)};
        return torch.sum(heads.reshape(split), new long[] {1}, false, new org.bytedeco.pytorch.ScalarTypeOptional());
    }

    private static Tensor sum(Tensor tensor, int dim) {
        return tensor.dim() == 0
                ? tensor
                : torch.sum(tensor, new long[] {dim}, true, new org.bytedeco.pytorch.ScalarTypeOptional());
    }

    /** Batch, channels and the product of the rest. */
    private static long[] extents(Tensor x) {
        long inner = 1;
        for (int i = 2; i < x.dim(); i++) {
            inner *= x.size(i);
        }
        return new long[] {x.size(0), x.size(1), inner};
    }

    private static BoolPointer all() {
        return new BoolPointer(3).put(0, true).put(1, true).put(2, true);
    }

    private static TensorOptional some(Tensor tensor) {
        return new TensorOptional(tensor);
    }

    private static Tensor[] three(T_TensorTensorTensor_T tuple) {
        return new Tensor[] {tuple.get0(), tuple.get1(), tuple.get2()};
    }
}
