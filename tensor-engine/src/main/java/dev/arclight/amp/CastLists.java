package dev.arclight.amp;

import dev.arclight.op.Acos;
import dev.arclight.op.Addcdiv;
import dev.arclight.op.Addcmul;
import dev.arclight.op.Asin;
import dev.arclight.op.Atan2;
import dev.arclight.op.BatchNorm;
import dev.arclight.op.BatchNormInference;
import dev.arclight.op.BinaryCrossEntropy;
import dev.arclight.op.Cat;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dBackwardInput;
import dev.arclight.op.Cosh;
import dev.arclight.op.CrossEntropy;
import dev.arclight.op.Cube;
import dev.arclight.op.Cumprod;
import dev.arclight.op.Cumsum;
import dev.arclight.op.Dot;
import dev.arclight.op.Erfinv;
import dev.arclight.op.Exp;
import dev.arclight.op.Expm1;
import dev.arclight.op.GroupNorm;
import dev.arclight.op.Gru;
import dev.arclight.op.IndexPut;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.Linear;
import dev.arclight.op.Log;
import dev.arclight.op.Log10;
import dev.arclight.op.Log1p;
import dev.arclight.op.Log2;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.LogSumExp;
import dev.arclight.op.Lstm;
import dev.arclight.op.Matmul;
import dev.arclight.op.NllLoss;
import dev.arclight.op.Norm;
import dev.arclight.op.Op;
import dev.arclight.op.Pow;
import dev.arclight.op.Prelu;
import dev.arclight.op.Prod;
import dev.arclight.op.Reciprocal;
import dev.arclight.op.RmsNorm;
import dev.arclight.op.Rnn;
import dev.arclight.op.Rsqrt;
import dev.arclight.op.ScaledDotProductAttention;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.Sinh;
import dev.arclight.op.Softmax;
import dev.arclight.op.Softplus;
import dev.arclight.op.Square;
import dev.arclight.op.Sum;
import dev.arclight.op.Tan;
import dev.arclight.op.Where;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which op computes in which dtype, as PyTorch's lists for CUDA say, and which function made of several ops does. The lists for
 * its CPU are shorter where its CPU lacked kernels; here one program gives one result everywhere. What stands in no list takes
 * its inputs as they come.
 */
final class CastLists {
    private static final List<Class<? extends Op>> LOWER_PRECISION = List.of(
            Conv2d.class,
            Conv2dBackwardInput.class,
            Gru.class,
            Linear.class,
            Lstm.class,
            Matmul.class,
            Prelu.class,
            Rnn.class,
            ScaledDotProductAttention.class);

    private static final List<Class<? extends Op>> FLOAT32 = List.of(
            Acos.class,
            Asin.class,
            Cosh.class,
            CrossEntropy.class,
            Cube.class,
            Cumprod.class,
            Cumsum.class,
            Erfinv.class,
            Exp.class,
            Expm1.class,
            GroupNorm.class,
            LayerNorm.class,
            Log.class,
            Log10.class,
            Log1p.class,
            Log2.class,
            LogSoftmax.class,
            LogSumExp.class,
            NllLoss.class,
            Norm.class,
            Pow.class,
            Prod.class,
            Reciprocal.class,
            RmsNorm.class,
            Rsqrt.class,
            Sinh.class,
            Softmax.class,
            Softplus.class,
            Square.class,
            Sum.class,
            Tan.class);

    private static final List<Class<? extends Op>> FLOAT32_AND_BACK =
            List.of(BatchNorm.class, BatchNormInference.class);

    private static final List<Class<? extends Op>> WIDEST = List.of(
            Addcdiv.class,
            Addcmul.class,
            Atan2.class,
            Cat.class,
            Dot.class,
            IndexPut.class,
            ScatterAdd.class,
            Where.class);

    private static final List<Class<? extends Op>> REFUSED = List.of(BinaryCrossEntropy.class);

    private static final Map<Class<? extends Op>, CastPolicy> OPS = byKey(Map.of(
            CastPolicy.LOWER_PRECISION, LOWER_PRECISION,
            CastPolicy.FLOAT32, FLOAT32,
            CastPolicy.FLOAT32_AND_BACK, FLOAT32_AND_BACK,
            CastPolicy.WIDEST, WIDEST,
            CastPolicy.REFUSED, REFUSED));

    /** Functions by the names of the methods that users call. */
    private static final Map<String, CastPolicy> FUNCTIONS = byKey(Map.of(
            CastPolicy.LOWER_PRECISION,
            List.of("addbmm", "addmm", "addmv", "addr", "baddbmm", "einsum", "recurrentCell"),
            CastPolicy.FLOAT32,
            List.of(
                    "binaryCrossEntropyWithLogits",
                    "cdist",
                    "cosineEmbeddingLoss",
                    "cosineSimilarity",
                    "ctcLoss",
                    "hingeEmbeddingLoss",
                    "huberLoss",
                    "interpolate",
                    "klDiv",
                    "l1Loss",
                    "marginRankingLoss",
                    "mseLoss",
                    "multiMarginLoss",
                    "multilabelMarginLoss",
                    "pdist",
                    "poissonNllLoss",
                    "renorm",
                    "smoothL1Loss",
                    "softMarginLoss",
                    "tripletMarginLoss"),
            CastPolicy.WIDEST,
            List.of("bilinear", "cross", "tensordot"),
            CastPolicy.REFUSED,
            List.of("binaryCrossEntropy")));

    private CastLists() {}

    /** What an op does; one of a program's own is left as it is. */
    static CastPolicy of(Op op) {
        return OPS.getOrDefault(op.getClass(), CastPolicy.UNCHANGED);
    }

    static CastPolicy of(String function) {
        return FUNCTIONS.getOrDefault(function, CastPolicy.UNCHANGED);
    }

    /** The ops of the lists, each once. */
    static Collection<Class<? extends Op>> ops() {
        return OPS.keySet();
    }

    private static <K> Map<K, CastPolicy> byKey(Map<CastPolicy, List<K>> lists) {
        Map<K, CastPolicy> policies = new HashMap<>();
        lists.forEach((policy, keys) -> keys.forEach(key -> {
            if (policies.put(key, policy) != null) {
                throw new IllegalStateException(key + " stands in two lists");
            }
        }));
        return policies;
    }
}
