package dev.arclight.amp;

import dev.arclight.op.Abs;
import dev.arclight.op.Acos;
import dev.arclight.op.Acosh;
import dev.arclight.op.Add;
import dev.arclight.op.Addcdiv;
import dev.arclight.op.Addcmul;
import dev.arclight.op.AdvancedIndex;
import dev.arclight.op.All;
import dev.arclight.op.Amax;
import dev.arclight.op.Amin;
import dev.arclight.op.Any;
import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.AsStrided;
import dev.arclight.op.AsStridedBackward;
import dev.arclight.op.Asin;
import dev.arclight.op.Asinh;
import dev.arclight.op.Atan;
import dev.arclight.op.Atan2;
import dev.arclight.op.Atanh;
import dev.arclight.op.AvgPool2d;
import dev.arclight.op.AvgPool2dBackward;
import dev.arclight.op.BatchNorm;
import dev.arclight.op.BatchNormBackward;
import dev.arclight.op.BatchNormInference;
import dev.arclight.op.BinaryCrossEntropy;
import dev.arclight.op.Bincount;
import dev.arclight.op.BitwiseAnd;
import dev.arclight.op.BitwiseLeftShift;
import dev.arclight.op.BitwiseNot;
import dev.arclight.op.BitwiseOr;
import dev.arclight.op.BitwiseRightShift;
import dev.arclight.op.BitwiseXor;
import dev.arclight.op.Cast;
import dev.arclight.op.Cat;
import dev.arclight.op.Ceil;
import dev.arclight.op.Clamp;
import dev.arclight.op.ClampMax;
import dev.arclight.op.ClampMin;
import dev.arclight.op.ConstantPad;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dBackwardInput;
import dev.arclight.op.Conv2dBackwardWeight;
import dev.arclight.op.Copy;
import dev.arclight.op.CopyFrom;
import dev.arclight.op.Copysign;
import dev.arclight.op.Cos;
import dev.arclight.op.Cosh;
import dev.arclight.op.CountNonzero;
import dev.arclight.op.CrossEntropy;
import dev.arclight.op.CrossEntropyBackward;
import dev.arclight.op.Cube;
import dev.arclight.op.Cummax;
import dev.arclight.op.Cummin;
import dev.arclight.op.Cumprod;
import dev.arclight.op.Cumsum;
import dev.arclight.op.Diagonal;
import dev.arclight.op.Digamma;
import dev.arclight.op.Distinct;
import dev.arclight.op.Div;
import dev.arclight.op.Dot;
import dev.arclight.op.Elu;
import dev.arclight.op.EluBackward;
import dev.arclight.op.Embedding;
import dev.arclight.op.EmbeddingBagMax;
import dev.arclight.op.Eq;
import dev.arclight.op.Erf;
import dev.arclight.op.Erfc;
import dev.arclight.op.Erfinv;
import dev.arclight.op.Exp;
import dev.arclight.op.Exp2;
import dev.arclight.op.Expand;
import dev.arclight.op.Expm1;
import dev.arclight.op.ExtremeBackward;
import dev.arclight.op.Flip;
import dev.arclight.op.Floor;
import dev.arclight.op.FloorDivide;
import dev.arclight.op.Fmax;
import dev.arclight.op.Fmin;
import dev.arclight.op.Fmod;
import dev.arclight.op.Frac;
import dev.arclight.op.Gather;
import dev.arclight.op.Gcd;
import dev.arclight.op.Ge;
import dev.arclight.op.Gelu;
import dev.arclight.op.GeluBackward;
import dev.arclight.op.GeluTanh;
import dev.arclight.op.GeluTanhBackward;
import dev.arclight.op.GroupNorm;
import dev.arclight.op.GroupNormBackward;
import dev.arclight.op.Gru;
import dev.arclight.op.GruBackward;
import dev.arclight.op.Gt;
import dev.arclight.op.Hardshrink;
import dev.arclight.op.Hardsigmoid;
import dev.arclight.op.Hardswish;
import dev.arclight.op.HardswishBackward;
import dev.arclight.op.Hardtanh;
import dev.arclight.op.HardtanhBackward;
import dev.arclight.op.Heaviside;
import dev.arclight.op.Histc;
import dev.arclight.op.Hypot;
import dev.arclight.op.I0;
import dev.arclight.op.I1;
import dev.arclight.op.IndexAdd;
import dev.arclight.op.IndexCopy;
import dev.arclight.op.IndexPut;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.Isfinite;
import dev.arclight.op.Isinf;
import dev.arclight.op.KthValue;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.LayerNormBackward;
import dev.arclight.op.Lcm;
import dev.arclight.op.Le;
import dev.arclight.op.LeakyRelu;
import dev.arclight.op.LeakyReluBackward;
import dev.arclight.op.Lerp;
import dev.arclight.op.Lgamma;
import dev.arclight.op.Linear;
import dev.arclight.op.Log;
import dev.arclight.op.Log10;
import dev.arclight.op.Log1p;
import dev.arclight.op.Log2;
import dev.arclight.op.LogCumsumExp;
import dev.arclight.op.LogSigmoid;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.LogSoftmaxBackward;
import dev.arclight.op.LogSumExp;
import dev.arclight.op.Logaddexp;
import dev.arclight.op.Logaddexp2;
import dev.arclight.op.LogicalAnd;
import dev.arclight.op.LogicalNot;
import dev.arclight.op.LogicalOr;
import dev.arclight.op.LogicalXor;
import dev.arclight.op.Logit;
import dev.arclight.op.Lstm;
import dev.arclight.op.LstmBackward;
import dev.arclight.op.Lt;
import dev.arclight.op.MaskedFill;
import dev.arclight.op.Matmul;
import dev.arclight.op.MaxAlong;
import dev.arclight.op.MaxPool2d;
import dev.arclight.op.MaxPool2dBackward;
import dev.arclight.op.Maximum;
import dev.arclight.op.Median;
import dev.arclight.op.MinAlong;
import dev.arclight.op.Minimum;
import dev.arclight.op.Mish;
import dev.arclight.op.MishBackward;
import dev.arclight.op.Mode;
import dev.arclight.op.Mul;
import dev.arclight.op.NanToNum;
import dev.arclight.op.Ne;
import dev.arclight.op.Neg;
import dev.arclight.op.Nextafter;
import dev.arclight.op.NllLoss;
import dev.arclight.op.NllLossBackward;
import dev.arclight.op.NonzeroStatic;
import dev.arclight.op.Norm;
import dev.arclight.op.Op;
import dev.arclight.op.Overall;
import dev.arclight.op.Permute;
import dev.arclight.op.Polygamma;
import dev.arclight.op.Pow;
import dev.arclight.op.Prelu;
import dev.arclight.op.Prod;
import dev.arclight.op.Reciprocal;
import dev.arclight.op.Recurrence;
import dev.arclight.op.Relu;
import dev.arclight.op.ReluBackward;
import dev.arclight.op.Remainder;
import dev.arclight.op.RmsNorm;
import dev.arclight.op.RmsNormBackward;
import dev.arclight.op.Rnn;
import dev.arclight.op.RnnBackward;
import dev.arclight.op.Round;
import dev.arclight.op.Rsqrt;
import dev.arclight.op.ScaledDotProductAttention;
import dev.arclight.op.ScaledDotProductAttentionBackward;
import dev.arclight.op.Scatter;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.ScatterReduce;
import dev.arclight.op.SearchSorted;
import dev.arclight.op.Select;
import dev.arclight.op.SelectionBackward;
import dev.arclight.op.ShrinkBackward;
import dev.arclight.op.Sigmoid;
import dev.arclight.op.SigmoidBackward;
import dev.arclight.op.Sign;
import dev.arclight.op.Signbit;
import dev.arclight.op.Silu;
import dev.arclight.op.SiluBackward;
import dev.arclight.op.Sin;
import dev.arclight.op.Sinc;
import dev.arclight.op.Sinh;
import dev.arclight.op.Slice;
import dev.arclight.op.SliceBackward;
import dev.arclight.op.Softmax;
import dev.arclight.op.SoftmaxBackward;
import dev.arclight.op.Softplus;
import dev.arclight.op.SoftplusBackward;
import dev.arclight.op.Softshrink;
import dev.arclight.op.Sort;
import dev.arclight.op.Sqrt;
import dev.arclight.op.Square;
import dev.arclight.op.Std;
import dev.arclight.op.Sub;
import dev.arclight.op.Sum;
import dev.arclight.op.Tan;
import dev.arclight.op.Tanh;
import dev.arclight.op.TanhBackward;
import dev.arclight.op.Threshold;
import dev.arclight.op.ThresholdBackward;
import dev.arclight.op.TopK;
import dev.arclight.op.Tril;
import dev.arclight.op.Triu;
import dev.arclight.op.Trunc;
import dev.arclight.op.TruncDivide;
import dev.arclight.op.Unfold;
import dev.arclight.op.Var;
import dev.arclight.op.View;
import dev.arclight.op.WeightedRows;
import dev.arclight.op.Where;
import dev.arclight.op.Xlogy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which op computes in which dtype, as PyTorch's lists for CUDA say, and which function made of several ops does. The lists for
 * its CPU are shorter where its CPU lacked kernels; here one program gives one result everywhere.
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

    /** Written out, so that whoever adds an op decides. */
    private static final List<Class<? extends Op>> UNCHANGED = List.of(
            Abs.class,
            Acosh.class,
            Add.class,
            AdvancedIndex.class,
            All.class,
            Amax.class,
            Amin.class,
            Any.class,
            Argmax.class,
            Argmin.class,
            Asinh.class,
            AsStrided.class,
            AsStridedBackward.class,
            Atan.class,
            Atanh.class,
            AvgPool2d.class,
            AvgPool2dBackward.class,
            BatchNormBackward.class,
            Bincount.class,
            BitwiseAnd.class,
            BitwiseLeftShift.class,
            BitwiseNot.class,
            BitwiseOr.class,
            BitwiseRightShift.class,
            BitwiseXor.class,
            Cast.class,
            Ceil.class,
            Clamp.class,
            ClampMax.class,
            ClampMin.class,
            ConstantPad.class,
            Conv2dBackwardWeight.class,
            Copy.class,
            CopyFrom.class,
            Copysign.class,
            Cos.class,
            CountNonzero.class,
            CrossEntropyBackward.class,
            Cummax.class,
            Cummin.class,
            Diagonal.class,
            Digamma.class,
            Distinct.class,
            Div.class,
            Elu.class,
            EluBackward.class,
            Embedding.class,
            EmbeddingBagMax.class,
            Eq.class,
            Erf.class,
            Erfc.class,
            Exp2.class,
            Expand.class,
            ExtremeBackward.class,
            Flip.class,
            Floor.class,
            FloorDivide.class,
            Fmax.class,
            Fmin.class,
            Fmod.class,
            Frac.class,
            Gather.class,
            Gcd.class,
            Ge.class,
            Gelu.class,
            GeluBackward.class,
            GeluTanh.class,
            GeluTanhBackward.class,
            GroupNormBackward.class,
            GruBackward.class,
            Gt.class,
            Hardshrink.class,
            Hardsigmoid.class,
            Hardswish.class,
            HardswishBackward.class,
            Hardtanh.class,
            HardtanhBackward.class,
            Heaviside.class,
            Histc.class,
            Hypot.class,
            I0.class,
            I1.class,
            IndexAdd.class,
            IndexCopy.class,
            IndexSelect.class,
            Isfinite.class,
            Isinf.class,
            KthValue.class,
            LayerNormBackward.class,
            Lcm.class,
            Le.class,
            LeakyRelu.class,
            LeakyReluBackward.class,
            Lerp.class,
            Lgamma.class,
            Logaddexp.class,
            Logaddexp2.class,
            LogCumsumExp.class,
            LogicalAnd.class,
            LogicalNot.class,
            LogicalOr.class,
            LogicalXor.class,
            Logit.class,
            LogSigmoid.class,
            LogSoftmaxBackward.class,
            LstmBackward.class,
            Lt.class,
            MaskedFill.class,
            MaxAlong.class,
            Maximum.class,
            MaxPool2d.class,
            MaxPool2dBackward.class,
            Median.class,
            MinAlong.class,
            Minimum.class,
            Mish.class,
            MishBackward.class,
            Mode.class,
            Mul.class,
            NanToNum.class,
            Ne.class,
            Neg.class,
            Nextafter.class,
            NllLossBackward.class,
            NonzeroStatic.class,
            Overall.class,
            Permute.class,
            Polygamma.class,
            Recurrence.class,
            Relu.class,
            ReluBackward.class,
            Remainder.class,
            RmsNormBackward.class,
            RnnBackward.class,
            Round.class,
            ScaledDotProductAttentionBackward.class,
            Scatter.class,
            ScatterReduce.class,
            SearchSorted.class,
            Select.class,
            SelectionBackward.class,
            ShrinkBackward.class,
            Sigmoid.class,
            SigmoidBackward.class,
            Sign.class,
            Signbit.class,
            Silu.class,
            SiluBackward.class,
            Sin.class,
            Sinc.class,
            Slice.class,
            SliceBackward.class,
            SoftmaxBackward.class,
            SoftplusBackward.class,
            Softshrink.class,
            Sort.class,
            Sqrt.class,
            Std.class,
            Sub.class,
            Tanh.class,
            TanhBackward.class,
            Threshold.class,
            ThresholdBackward.class,
            TopK.class,
            Tril.class,
            Triu.class,
            Trunc.class,
            TruncDivide.class,
            Unfold.class,
            Var.class,
            View.class,
            WeightedRows.class,
            Xlogy.class);

    private static final Map<Class<? extends Op>, CastPolicy> OPS = byKey(Map.of(
            CastPolicy.LOWER_PRECISION, LOWER_PRECISION,
            CastPolicy.FLOAT32, FLOAT32,
            CastPolicy.FLOAT32_AND_BACK, FLOAT32_AND_BACK,
            CastPolicy.WIDEST, WIDEST,
            CastPolicy.UNCHANGED, UNCHANGED,
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
