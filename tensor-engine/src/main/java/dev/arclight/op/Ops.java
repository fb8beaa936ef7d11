package dev.arclight.op;

import java.util.List;
import java.util.function.Supplier;

/** The catalog of primitive operations. An op that is not listed here is not tested, so a test fails for it. */
public final class Ops {
    /**
     * One kind of op.
     *
     * @param type the record
     * @param samples the calls that the generic checks make
     */
    public record Entry(Class<? extends Op> type, Supplier<List<Sample>> samples) {}

    private static final List<Entry> ALL = List.of(
            new Entry(Abs.class, Abs::samples),
            new Entry(Add.class, Add::samples),
            new Entry(Amax.class, Amax::samples),
            new Entry(Amin.class, Amin::samples),
            new Entry(Argmax.class, Argmax::samples),
            new Entry(Argmin.class, Argmin::samples),
            new Entry(AvgPool2d.class, AvgPool2d::samples),
            new Entry(AvgPool2dBackward.class, AvgPool2dBackward::samples),
            new Entry(BatchNorm.class, BatchNorm::samples),
            new Entry(BatchNormBackward.class, BatchNormBackward::samples),
            new Entry(BatchNormInference.class, BatchNormInference::samples),
            new Entry(BinaryCrossEntropy.class, BinaryCrossEntropy::samples),
            new Entry(Cast.class, Cast::samples),
            new Entry(Cat.class, Cat::samples),
            new Entry(Conv2d.class, Conv2d::samples),
            new Entry(Conv2dBackwardInput.class, Conv2dBackwardInput::samples),
            new Entry(Conv2dBackwardWeight.class, Conv2dBackwardWeight::samples),
            new Entry(Copy.class, Copy::samples),
            new Entry(CopyFrom.class, CopyFrom::samples),
            new Entry(Cos.class, Cos::samples),
            new Entry(CrossEntropy.class, CrossEntropy::samples),
            new Entry(CrossEntropyBackward.class, CrossEntropyBackward::samples),
            new Entry(Div.class, Div::samples),
            new Entry(Embedding.class, Embedding::samples),
            new Entry(EmbeddingBagMax.class, EmbeddingBagMax::samples),
            new Entry(Eq.class, Eq::samples),
            new Entry(Erf.class, Erf::samples),
            new Entry(Exp.class, Exp::samples),
            new Entry(Expand.class, Expand::samples),
            new Entry(Floor.class, Floor::samples),
            new Entry(Gather.class, Gather::samples),
            new Entry(Ge.class, Ge::samples),
            new Entry(Gelu.class, Gelu::samples),
            new Entry(GroupNorm.class, GroupNorm::samples),
            new Entry(GroupNormBackward.class, GroupNormBackward::samples),
            new Entry(Gru.class, Gru::samples),
            new Entry(GruBackward.class, GruBackward::samples),
            new Entry(Gt.class, Gt::samples),
            new Entry(IndexAdd.class, IndexAdd::samples),
            new Entry(IndexSelect.class, IndexSelect::samples),
            new Entry(LayerNorm.class, LayerNorm::samples),
            new Entry(LayerNormBackward.class, LayerNormBackward::samples),
            new Entry(Le.class, Le::samples),
            new Entry(Linear.class, Linear::samples),
            new Entry(Log.class, Log::samples),
            new Entry(LogSoftmax.class, LogSoftmax::samples),
            new Entry(LogSoftmaxBackward.class, LogSoftmaxBackward::samples),
            new Entry(Lstm.class, Lstm::samples),
            new Entry(LstmBackward.class, LstmBackward::samples),
            new Entry(Lt.class, Lt::samples),
            new Entry(Matmul.class, Matmul::samples),
            new Entry(Maximum.class, Maximum::samples),
            new Entry(MaxPool2d.class, MaxPool2d::samples),
            new Entry(MaxPool2dBackward.class, MaxPool2dBackward::samples),
            new Entry(Minimum.class, Minimum::samples),
            new Entry(Mul.class, Mul::samples),
            new Entry(Ne.class, Ne::samples),
            new Entry(Neg.class, Neg::samples),
            new Entry(NllLoss.class, NllLoss::samples),
            new Entry(NllLossBackward.class, NllLossBackward::samples),
            new Entry(Permute.class, Permute::samples),
            new Entry(Pow.class, Pow::samples),
            new Entry(Relu.class, Relu::samples),
            new Entry(ReluBackward.class, ReluBackward::samples),
            new Entry(RmsNorm.class, RmsNorm::samples),
            new Entry(RmsNormBackward.class, RmsNormBackward::samples),
            new Entry(Rnn.class, Rnn::samples),
            new Entry(RnnBackward.class, RnnBackward::samples),
            new Entry(ScaledDotProductAttention.class, ScaledDotProductAttention::samples),
            new Entry(ScaledDotProductAttentionBackward.class, ScaledDotProductAttentionBackward::samples),
            new Entry(ScatterAdd.class, ScatterAdd::samples),
            new Entry(Sigmoid.class, Sigmoid::samples),
            new Entry(Sign.class, Sign::samples),
            new Entry(Sin.class, Sin::samples),
            new Entry(Slice.class, Slice::samples),
            new Entry(SliceBackward.class, SliceBackward::samples),
            new Entry(Softmax.class, Softmax::samples),
            new Entry(SoftmaxBackward.class, SoftmaxBackward::samples),
            new Entry(Sqrt.class, Sqrt::samples),
            new Entry(Sub.class, Sub::samples),
            new Entry(Sum.class, Sum::samples),
            new Entry(Tanh.class, Tanh::samples),
            new Entry(View.class, View::samples),
            new Entry(WeightedRows.class, WeightedRows::samples),
            new Entry(Where.class, Where::samples));

    private Ops() {}

    /** Every op, in alphabetical order. */
    public static List<Entry> all() {
        return ALL;
    }
}
