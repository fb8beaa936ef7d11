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
import dev.arclight.op.Gru;
import dev.arclight.op.GruBackward;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.LayerNormBackward;
import dev.arclight.op.LogSoftmaxBackward;
import dev.arclight.op.Lstm;
import dev.arclight.op.LstmBackward;
import dev.arclight.op.Op;
import dev.arclight.op.Reduction;
import dev.arclight.op.RmsNorm;
import dev.arclight.op.RmsNormBackward;
import dev.arclight.op.Rnn;
import dev.arclight.op.RnnBackward;
import dev.arclight.op.ScaledDotProductAttention;
import dev.arclight.op.ScaledDotProductAttentionBackward;
import dev.arclight.op.SoftmaxBackward;
import dev.arclight.op.WeightedRows;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import java.util.Map;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
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
                    throw new RuntimeException(
                            op.name() + " is not for " + in[0].scalar_type() + ", as libtorch says it");
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
        recurrence(calls);
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

    /** Only what the layers are for: what they keep for their gradients is not libtorch's. */
    private static void recurrence(Calls calls) {
        calls.composed(Lstm.class, (op, in) -> {
            boolean projected = in.length > 6;
            Tensor none = torch.zeros_like(in[5]);
            TensorVector weights = projected
                    ? new TensorVector(new Tensor[] {in[3], in[4], in[5], none, in[6]})
                    : new TensorVector(new Tensor[] {in[3], in[4], in[5], none});
            Walk walk = new Walk(op.batchSizes(), op.reverse(), in[0]);
            TensorVector states = new TensorVector(new Tensor[] {walk.in(in[1]), walk.in(in[2])});
            T_TensorTensorTensor_T all = walk.sizes == null
                    ? torch.lstm(walk.data, states, weights, true, 1, 0, false, false, false)
                    : torch.lstm(walk.data, walk.sizes, states, weights, true, 1, 0, false, false);
            return new Tensor[] {walk.out(all.get0()), walk.state(all.get1()), walk.state(all.get2())};
        });
        calls.composed(Gru.class, (op, in) -> {
            TensorVector weights = new TensorVector(new Tensor[] {in[2], in[3], in[4], in[5]});
            Walk walk = new Walk(op.batchSizes(), op.reverse(), in[0]);
            T_TensorTensor_T all = walk.sizes == null
                    ? torch.gru(walk.data, walk.in(in[1]), weights, true, 1, 0, false, false, false)
                    : torch.gru(walk.data, walk.sizes, walk.in(in[1]), weights, true, 1, 0, false, false);
            return new Tensor[] {walk.out(all.get0()), walk.state(all.get1())};
        });
        calls.composed(Rnn.class, (op, in) -> {
            TensorVector weights = new TensorVector(new Tensor[] {in[2], in[3], in[4], torch.zeros_like(in[4])});
            Walk walk = new Walk(op.batchSizes(), op.reverse(), in[0]);
            Tensor h = walk.in(in[1]);
            T_TensorTensor_T all;
            if (walk.sizes == null) {
                all = op.relu()
                        ? torch.rnn_relu(walk.data, h, weights, true, 1, 0, false, false, false)
                        : torch.rnn_tanh(walk.data, h, weights, true, 1, 0, false, false, false);
            } else {
                all = op.relu()
                        ? torch.rnn_relu(walk.data, walk.sizes, h, weights, true, 1, 0, false, false)
                        : torch.rnn_tanh(walk.data, walk.sizes, h, weights, true, 1, 0, false, false);
            }
            return new Tensor[] {walk.out(all.get0()), walk.state(all.get1())};
        });
        calls.composed(LstmBackward.class, (op, in) -> lstmBackward(in));
        calls.composed(GruBackward.class, (op, in) -> gruBackward(in));
        calls.composed(RnnBackward.class, (op, in) -> rnnBackward(op.relu(), in));
    }

    /** One direction for libtorch, which has the other only beside it: steps are turned around. */
    private static final class Walk {
        final Tensor data;

        /** Of a packed sequence that is walked forward; null for whole batches. */
        final Tensor sizes;

        private final int[] packed;
        private final boolean reverse;

        Walk(Dims batchSizes, boolean reverse, Tensor x) {
            this.reverse = reverse;
            this.packed = batchSizes.toArray();
            if (packed.length == 0) {
                sizes = null;
                data = reverse ? x.flip(0) : x;
                return;
            }
            Tensor whole = Torch.of(dev.arclight.tensor.Tensor.of(
                    java.util.Arrays.stream(packed).asLongStream().toArray(), packed.length));
            sizes = whole;
            data = reverse ? turned(x) : x;
        }

        /** Each example's rows of a packed sequence in opposite order. */
        private Tensor turned(Tensor rows) {
            int[] starts = new int[packed.length];
            int total = packed[0];
            for (int t = 1; t < packed.length; t++) {
                starts[t] = starts[t - 1] + packed[t - 1];
                total += packed[t];
            }
            long[] order = new long[total];
            for (int b = 0; b < packed[0]; b++) {
                int length = 0;
                while (length < packed.length && packed[length] > b) {
                    length++;
                }
                for (int t = 0; t < length; t++) {
                    order[starts[t] + b] = (long) starts[length - 1 - t] + b;
                }
            }
            return torch.index_select(rows, 0, Torch.of(dev.arclight.tensor.Tensor.of(order, total)));
        }

        Tensor in(Tensor state) {
            return state.unsqueeze(0);
        }

        Tensor state(Tensor states) {
            return states.squeeze(0);
        }

        Tensor out(Tensor rows) {
            return !reverse ? rows : packed.length == 0 ? rows.flip(0) : turned(rows);
        }
    }

    /** Forward and unpacked, as the sample is. */
    private static Tensor[] lstmBackward(Tensor[] in) {
        int steps = (int) in[0].size(0);
        int batch = (int) in[0].size(1);
        Tensor dh = in[1];
        Tensor dc = in[2];
        Tensor[] all = new Tensor[steps];
        Tensor[] hidden = new Tensor[steps];
        for (int t = steps - 1; t >= 0; t--) {
            Tensor[] g = parts(in[4].narrow(0, (long) t * batch, batch), 4);
            Tensor tanh = in[5].narrow(0, (long) t * batch, batch).tanh();
            Tensor before = t == 0 ? in[8] : in[5].narrow(0, (long) (t - 1) * batch, batch);
            hidden[t] = t == 0 ? in[7] : in[3].select(0, t - 1);
            dh = dh.add(in[0].select(0, t));
            dc = dc.add(dh.mul(g[3]).mul(less(tanh.mul(tanh))));
            all[t] = cat(
                    1,
                    dc.mul(g[2]).mul(g[0]).mul(less(g[0])),
                    dc.mul(before).mul(g[1]).mul(less(g[1])),
                    dc.mul(g[0]).mul(less(g[2].mul(g[2]))),
                    dh.mul(tanh).mul(g[3]).mul(less(g[3])));
            dc = dc.mul(g[1]);
            dh = torch.matmul(all[t], in[10]);
        }
        Tensor sums = cat(0, all);
        Tensor x = in[6].reshape((long) steps * batch, in[6].size(2));
        return new Tensor[] {
            torch.matmul(sums, in[9]).reshape(in[6].size(0), in[6].size(1), in[6].size(2)),
            dh,
            dc,
            torch.matmul(sums.t(), x),
            torch.matmul(sums.t(), cat(0, hidden)),
            sum(sums, 0).squeeze(0)
        };
    }

    private static Tensor[] gruBackward(Tensor[] in) {
        int steps = (int) in[0].size(0);
        int batch = (int) in[0].size(1);
        Tensor dh = in[1];
        Tensor[] inputs = new Tensor[steps];
        Tensor[] states = new Tensor[steps];
        Tensor[] hidden = new Tensor[steps];
        for (int t = steps - 1; t >= 0; t--) {
            Tensor[] g = parts(in[3].narrow(0, (long) t * batch, batch), 3);
            hidden[t] = t == 0 ? in[6] : in[2].select(0, t - 1);
            dh = dh.add(in[0].select(0, t));
            Tensor fresh = dh.mul(less(g[1])).mul(less(g[2].mul(g[2])));
            Tensor reset = fresh.mul(in[4].narrow(0, (long) t * batch, batch))
                    .mul(g[0])
                    .mul(less(g[0]));
            Tensor update = dh.mul(hidden[t].sub(g[2])).mul(g[1]).mul(less(g[1]));
            inputs[t] = cat(1, reset, update, fresh);
            states[t] = cat(1, reset, update, fresh.mul(g[0]));
            dh = dh.mul(g[1]).add(torch.matmul(states[t], in[8]));
        }
        Tensor x = in[5].reshape((long) steps * batch, in[5].size(2));
        Tensor sums = cat(0, inputs);
        Tensor own = cat(0, states);
        return new Tensor[] {
            torch.matmul(sums, in[7]).reshape(in[5].size(0), in[5].size(1), in[5].size(2)),
            dh,
            torch.matmul(sums.t(), x),
            torch.matmul(own.t(), cat(0, hidden)),
            sum(sums, 0).squeeze(0),
            sum(own, 0).squeeze(0)
        };
    }

    private static Tensor[] rnnBackward(boolean relu, Tensor[] in) {
        int steps = (int) in[0].size(0);
        int batch = (int) in[0].size(1);
        Tensor dh = in[1];
        Tensor[] all = new Tensor[steps];
        Tensor[] hidden = new Tensor[steps];
        for (int t = steps - 1; t >= 0; t--) {
            Tensor y = in[2].select(0, t);
            hidden[t] = t == 0 ? in[4] : in[2].select(0, t - 1);
            dh = dh.add(in[0].select(0, t));
            Tensor slope = relu ? y.gt(new Scalar(0)).to(y.scalar_type()) : less(y.mul(y));
            all[t] = dh.mul(slope);
            dh = torch.matmul(all[t], in[6]);
        }
        Tensor x = in[3].reshape((long) steps * batch, in[3].size(2));
        Tensor sums = cat(0, all);
        return new Tensor[] {
            torch.matmul(sums, in[5]).reshape(in[3].size(0), in[3].size(1), in[3].size(2)),
            dh,
            torch.matmul(sums.t(), x),
            torch.matmul(sums.t(), cat(0, hidden)),
            sum(sums, 0).squeeze(0)
        };
    }

    private static Tensor[] parts(Tensor gates, int count) {
        long width = gates.size(1) / count;
        Tensor[] parts = new Tensor[count];
        for (int i = 0; i < count; i++) {
            parts[i] = gates.narrow(1, i * width, width);
        }
        return parts;
    }

    private static Tensor cat(int dim, Tensor... tensors) {
        return torch.cat(new TensorVector(tensors), dim);
    }

    private static Tensor less(Tensor tensor) {
        return tensor.neg().add(new Scalar(1));
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
