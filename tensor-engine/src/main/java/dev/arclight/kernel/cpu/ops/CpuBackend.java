package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.Backend;
import dev.arclight.kernel.BoundCall;
import dev.arclight.kernel.Kernel;
import dev.arclight.op.AdvancedIndex;
import dev.arclight.op.All;
import dev.arclight.op.Amax;
import dev.arclight.op.Amin;
import dev.arclight.op.Any;
import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.AsStridedBackward;
import dev.arclight.op.AvgPool2d;
import dev.arclight.op.AvgPool2dBackward;
import dev.arclight.op.BatchNorm;
import dev.arclight.op.BatchNormBackward;
import dev.arclight.op.BatchNormInference;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.Bincount;
import dev.arclight.op.Cast;
import dev.arclight.op.Cat;
import dev.arclight.op.CompareOp;
import dev.arclight.op.ConstantPad;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dBackwardInput;
import dev.arclight.op.Conv2dBackwardWeight;
import dev.arclight.op.Copy;
import dev.arclight.op.CopyFrom;
import dev.arclight.op.CountNonzero;
import dev.arclight.op.CrossEntropy;
import dev.arclight.op.CrossEntropyBackward;
import dev.arclight.op.Cummax;
import dev.arclight.op.Cummin;
import dev.arclight.op.Cumprod;
import dev.arclight.op.Cumsum;
import dev.arclight.op.Distinct;
import dev.arclight.op.Dot;
import dev.arclight.op.Embedding;
import dev.arclight.op.EmbeddingBagMax;
import dev.arclight.op.EmbeddingByte;
import dev.arclight.op.ExtremeBackward;
import dev.arclight.op.Flip;
import dev.arclight.op.Gather;
import dev.arclight.op.GroupNorm;
import dev.arclight.op.GroupNormBackward;
import dev.arclight.op.Gru;
import dev.arclight.op.GruBackward;
import dev.arclight.op.GruDynamic;
import dev.arclight.op.Histc;
import dev.arclight.op.HostOp;
import dev.arclight.op.IndexAdd;
import dev.arclight.op.IndexCopy;
import dev.arclight.op.IndexPut;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.KthValue;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.LayerNormBackward;
import dev.arclight.op.Linear;
import dev.arclight.op.LinearDynamic;
import dev.arclight.op.LogCumsumExp;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.LogSoftmaxBackward;
import dev.arclight.op.LogSumExp;
import dev.arclight.op.Lstm;
import dev.arclight.op.LstmBackward;
import dev.arclight.op.LstmDynamic;
import dev.arclight.op.MaskedFill;
import dev.arclight.op.Matmul;
import dev.arclight.op.MaxAlong;
import dev.arclight.op.MaxPool2d;
import dev.arclight.op.MaxPool2dBackward;
import dev.arclight.op.Median;
import dev.arclight.op.MinAlong;
import dev.arclight.op.Mode;
import dev.arclight.op.NllLoss;
import dev.arclight.op.NllLossBackward;
import dev.arclight.op.NonzeroStatic;
import dev.arclight.op.Norm;
import dev.arclight.op.Op;
import dev.arclight.op.Overall;
import dev.arclight.op.Overwriting;
import dev.arclight.op.PairLossTotal;
import dev.arclight.op.Prod;
import dev.arclight.op.Recurrence;
import dev.arclight.op.RmsNorm;
import dev.arclight.op.RmsNormBackward;
import dev.arclight.op.Rnn;
import dev.arclight.op.RnnBackward;
import dev.arclight.op.ScaledDotProductAttention;
import dev.arclight.op.ScaledDotProductAttentionBackward;
import dev.arclight.op.Scatter;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.ScatterReduce;
import dev.arclight.op.SearchSorted;
import dev.arclight.op.SelectionBackward;
import dev.arclight.op.SliceBackward;
import dev.arclight.op.Softmax;
import dev.arclight.op.SoftmaxBackward;
import dev.arclight.op.Sort;
import dev.arclight.op.Std;
import dev.arclight.op.Sum;
import dev.arclight.op.TernaryOp;
import dev.arclight.op.TestOp;
import dev.arclight.op.TopK;
import dev.arclight.op.Tril;
import dev.arclight.op.Triu;
import dev.arclight.op.UnaryOp;
import dev.arclight.op.Var;
import dev.arclight.op.WeightedRows;
import dev.arclight.op.Where;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kernels that every machine has. */
public final class CpuBackend implements Backend {
    private static final Kernel UNARY = Halves.widening(Slices.elementwise(ElementwiseKernels::unary));
    private static final Kernel BINARY = Halves.widening(Slices.elementwise(ElementwiseKernels::binary));
    private static final Kernel TERNARY = Halves.widening(Slices.elementwise(ElementwiseKernels::ternary));
    private static final Kernel COMPARE = Halves.widening(Slices.elementwise(ElementwiseKernels::compare));
    private static final Kernel TEST = Halves.widening(Slices.elementwise(ElementwiseKernels::test));

    private static final Kernel ADDING_PUT = Halves.widening(IndexKernels::indexPut);
    private static final Kernel ADDING_STRIDED = Halves.widening(PlacingKernels::asStridedBackward);

    /** Ops that move elements, of any dtype, as they are or converted; all others compute 16-bit floats in float32. */
    private static final Set<Class<? extends Op>> MOVES = Set.of(
            AdvancedIndex.class,
            AsStridedBackward.class,
            Cast.class,
            Cat.class,
            ConstantPad.class,
            Copy.class,
            CopyFrom.class,
            Flip.class,
            Embedding.class,
            Gather.class,
            IndexCopy.class,
            IndexPut.class,
            IndexSelect.class,
            MaskedFill.class,
            NonzeroStatic.class,
            Scatter.class,
            SliceBackward.class,
            Tril.class,
            Triu.class,
            Where.class);

    private final Map<Class<? extends Op>, Kernel> kernels = Map.ofEntries(
            Map.entry(Cast.class, (op, in, out) -> Copies.copy(in[0], out[0])),
            Map.entry(Copy.class, (op, in, out) -> Copies.copy(in[0], out[0])),
            Map.entry(CopyFrom.class, (op, in, out) -> Copies.copy(in[1], out[0])),
            Map.entry(Where.class, Slices.elementwise(ElementwiseKernels::where)),
            Map.entry(Sum.class, ReduceKernels::sum),
            Map.entry(Amax.class, ReduceKernels::extreme),
            Map.entry(Amin.class, ReduceKernels::extreme),
            Map.entry(Argmax.class, ArgKernels::find),
            Map.entry(Argmin.class, ArgKernels::find),
            Map.entry(All.class, ReduceKernels::truth),
            Map.entry(Any.class, ReduceKernels::truth),
            Map.entry(CountNonzero.class, ReduceKernels::countNonzero),
            Map.entry(Prod.class, ReduceKernels::multiply),
            Map.entry(Var.class, ReduceKernels::variance),
            Map.entry(Std.class, ReduceKernels::variance),
            Map.entry(Norm.class, ReduceKernels::norm),
            Map.entry(LogSumExp.class, ReduceKernels::logSumExp),
            Map.entry(MaxAlong.class, ArgKernels::pick),
            Map.entry(MinAlong.class, ArgKernels::pick),
            Map.entry(SelectionBackward.class, ArgKernels::selectionBackward),
            Map.entry(Cumsum.class, ScanKernels::cumsum),
            Map.entry(Cumprod.class, ScanKernels::cumprod),
            Map.entry(Cummax.class, ScanKernels::extreme),
            Map.entry(Cummin.class, ScanKernels::extreme),
            Map.entry(LogCumsumExp.class, ScanKernels::logCumsumExp),
            Map.entry(Recurrence.class, ScanKernels::recurrence),
            Map.entry(Sort.class, SortKernels::sort),
            Map.entry(TopK.class, SortKernels::topK),
            Map.entry(KthValue.class, SortKernels::kthValue),
            Map.entry(Median.class, SortKernels::median),
            Map.entry(ExtremeBackward.class, ReduceKernels::extremeBackward),
            Map.entry(Overall.class, SortKernels::overall),
            Map.entry(Mode.class, SortKernels::mode),
            Map.entry(Distinct.class, SetKernels::distinct),
            Map.entry(SearchSorted.class, SetKernels::searchSorted),
            Map.entry(Bincount.class, SetKernels::bincount),
            Map.entry(Histc.class, SetKernels::histc),
            Map.entry(SoftmaxBackward.class, Slices.softmax(SoftmaxKernels::backward)),
            Map.entry(LogSoftmaxBackward.class, Slices.softmax(SoftmaxKernels::backward)),
            Map.entry(LayerNorm.class, Slices.layerNorm(NormKernels::layerNorm)),
            Map.entry(LayerNormBackward.class, NormKernels::layerNormBackward),
            Map.entry(RmsNorm.class, NormKernels::rmsNorm),
            Map.entry(RmsNormBackward.class, NormKernels::rmsNormBackward),
            Map.entry(GroupNorm.class, NormKernels::groupNorm),
            Map.entry(GroupNormBackward.class, NormKernels::groupNormBackward),
            Map.entry(BatchNorm.class, NormKernels::batchNorm),
            Map.entry(BatchNormBackward.class, NormKernels::batchNormBackward),
            Map.entry(BatchNormInference.class, NormKernels::batchNormInference),
            Map.entry(CrossEntropy.class, CrossEntropyKernels::forward),
            Map.entry(CrossEntropyBackward.class, CrossEntropyKernels::backward),
            Map.entry(Embedding.class, EmbeddingKernels::embedding),
            Map.entry(WeightedRows.class, EmbeddingKernels::weightedRows),
            Map.entry(EmbeddingBagMax.class, EmbeddingKernels::bagMax),
            Map.entry(EmbeddingByte.class, QuantizedKernels::embedding),
            Map.entry(ScaledDotProductAttention.class, Slices.attention(AttentionKernels::forward)),
            Map.entry(ScaledDotProductAttentionBackward.class, Slices.attention(AttentionKernels::backward)),
            Map.entry(Lstm.class, RecurrentKernels::lstm),
            Map.entry(LstmBackward.class, RecurrentKernels::lstmBackward),
            Map.entry(LstmDynamic.class, QuantizedKernels::lstm),
            Map.entry(Gru.class, RecurrentKernels::gru),
            Map.entry(GruBackward.class, RecurrentKernels::gruBackward),
            Map.entry(GruDynamic.class, QuantizedKernels::gru),
            Map.entry(Rnn.class, RecurrentKernels::rnn),
            Map.entry(RnnBackward.class, RecurrentKernels::rnnBackward),
            Map.entry(Softmax.class, Slices.softmax(SoftmaxKernels::run)),
            Map.entry(LogSoftmax.class, Slices.softmax(SoftmaxKernels::run)),
            Map.entry(Dot.class, MatmulKernels::dot),
            Map.entry(Matmul.class, WholeProducts.multiplying(Slices.batchedProducts(MatmulKernels::matmul))),
            Map.entry(Linear.class, WholeProducts.multiplying(MatmulKernels::linear)),
            Map.entry(LinearDynamic.class, QuantizedKernels::linear),
            Map.entry(
                    Conv2d.class,
                    WholeProducts.multiplying(
                            Slices.images(ConvKernels::forward), Slices.images(ConvKernels::forwardOfWholeNumbers))),
            Map.entry(Conv2dBackwardInput.class, Slices.images(ConvKernels::backwardInput)),
            Map.entry(Conv2dBackwardWeight.class, Slices.filters(ConvKernels::backwardWeight)),
            Map.entry(AvgPool2d.class, AvgPoolKernels::forward),
            Map.entry(AvgPool2dBackward.class, AvgPoolKernels::backward),
            Map.entry(MaxPool2d.class, PoolKernels::forward),
            Map.entry(MaxPool2dBackward.class, PoolKernels::backward),
            Map.entry(Cat.class, PlacingKernels::cat),
            Map.entry(SliceBackward.class, PlacingKernels::sliceBackward),
            Map.entry(Gather.class, IndexKernels::gather),
            Map.entry(ScatterAdd.class, IndexKernels::scatterAdd),
            Map.entry(IndexSelect.class, IndexKernels::indexSelect),
            Map.entry(IndexAdd.class, IndexKernels::indexAdd),
            Map.entry(AdvancedIndex.class, IndexKernels::advancedIndex),
            Map.entry(AsStridedBackward.class, CpuBackend::asStridedBackward),
            Map.entry(ConstantPad.class, PlacingKernels::constantPad),
            Map.entry(Flip.class, PlacingKernels::flip),
            Map.entry(IndexCopy.class, IndexKernels::indexCopy),
            Map.entry(IndexPut.class, CpuBackend::indexPut),
            Map.entry(MaskedFill.class, PlacingKernels::maskedFill),
            Map.entry(NonzeroStatic.class, IndexKernels::nonzeroStatic),
            Map.entry(Scatter.class, IndexKernels::scatter),
            Map.entry(ScatterReduce.class, IndexKernels::scatterReduce),
            Map.entry(Tril.class, PlacingKernels::tril),
            Map.entry(Triu.class, PlacingKernels::triu),
            Map.entry(NllLoss.class, NllKernels::forward),
            Map.entry(PairLossTotal.class, LossKernels::total),
            Map.entry(NllLossBackward.class, NllKernels::backward));

    private final Map<Class<? extends Op>, Kernel> forAllDtypes = new HashMap<>();

    public CpuBackend() {
        kernels.forEach(
                (type, kernel) -> forAllDtypes.put(type, MOVES.contains(type) ? kernel : Halves.widening(kernel)));
    }

    /** The answers of {@link #find}, which every call asks for. */
    private final ClassValue<Kernel> found = new ClassValue<>() {
        @Override
        protected Kernel computeValue(Class<?> type) {
            return find(type);
        }
    };

    private static final Kernel HOST = Halves.widening((op, inputs, outputs) -> ((HostOp) op).compute(inputs, outputs));

    @Override
    public Kernel kernel(Op op) {
        return found.get(op.getClass());
    }

    /** Moves elements as they are, or adds them. */
    private static void indexPut(Op op, Tensor[] inputs, Tensor[] outputs) {
        Kernel kernel = ((IndexPut) op).accumulate() ? ADDING_PUT : IndexKernels::indexPut;
        kernel.run(op, inputs, outputs);
    }

    /** Moves elements as they are, or adds those that overlap. */
    private static void asStridedBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        Kernel kernel = ((AsStridedBackward) op).overlaps() ? ADDING_STRIDED : PlacingKernels::asStridedBackward;
        kernel.run(op, inputs, outputs);
    }

    private Kernel find(Class<?> type) {
        if (UnaryOp.class.isAssignableFrom(type)) {
            return UNARY;
        }
        if (BinaryOp.class.isAssignableFrom(type)) {
            return BINARY;
        }
        if (TernaryOp.class.isAssignableFrom(type)) {
            return TERNARY;
        }
        if (CompareOp.class.isAssignableFrom(type)) {
            return COMPARE;
        }
        if (TestOp.class.isAssignableFrom(type)) {
            return TEST;
        }
        if (HostOp.class.isAssignableFrom(type)) {
            return HOST;
        }
        Kernel kernel = forAllDtypes.get(type);
        if (kernel == null) {
            throw new ArclightException(
                    "the CPU has no kernel for " + type.getSimpleName() + "; every op in Ops must have one");
        }
        return kernel;
    }

    @Override
    public BoundCall bind(BoundCall.Request request) {
        BoundCall special = BoundKernels.bind(request, this::kernel);
        return special == null ? Backend.super.bind(request) : special;
    }

    @Override
    public @Nullable BoundCall bindOver(Overwriting op, Tensor[] inputs) {
        return op instanceof IndexCopy copy ? IndexKernels.boundOver(copy, inputs[0], inputs[1], inputs[2]) : null;
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        Copies.copy(source, target);
    }
}
