package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.Backend;
import dev.arclight.kernel.Kernel;
import dev.arclight.op.Amax;
import dev.arclight.op.Amin;
import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.AvgPool2d;
import dev.arclight.op.AvgPool2dBackward;
import dev.arclight.op.BatchNorm;
import dev.arclight.op.BatchNormBackward;
import dev.arclight.op.BatchNormInference;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.Cast;
import dev.arclight.op.Cat;
import dev.arclight.op.CompareOp;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dBackwardInput;
import dev.arclight.op.Conv2dBackwardWeight;
import dev.arclight.op.Copy;
import dev.arclight.op.CopyFrom;
import dev.arclight.op.CrossEntropy;
import dev.arclight.op.CrossEntropyBackward;
import dev.arclight.op.Embedding;
import dev.arclight.op.EmbeddingBagMax;
import dev.arclight.op.Gather;
import dev.arclight.op.GroupNorm;
import dev.arclight.op.GroupNormBackward;
import dev.arclight.op.Gru;
import dev.arclight.op.GruBackward;
import dev.arclight.op.IndexAdd;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.LayerNormBackward;
import dev.arclight.op.Linear;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.LogSoftmaxBackward;
import dev.arclight.op.Lstm;
import dev.arclight.op.LstmBackward;
import dev.arclight.op.Matmul;
import dev.arclight.op.MaxPool2d;
import dev.arclight.op.MaxPool2dBackward;
import dev.arclight.op.NllLoss;
import dev.arclight.op.NllLossBackward;
import dev.arclight.op.Op;
import dev.arclight.op.RmsNorm;
import dev.arclight.op.RmsNormBackward;
import dev.arclight.op.Rnn;
import dev.arclight.op.RnnBackward;
import dev.arclight.op.ScaledDotProductAttention;
import dev.arclight.op.ScaledDotProductAttentionBackward;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.SliceBackward;
import dev.arclight.op.Softmax;
import dev.arclight.op.SoftmaxBackward;
import dev.arclight.op.Sum;
import dev.arclight.op.UnaryOp;
import dev.arclight.op.WeightedRows;
import dev.arclight.op.Where;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The kernels that every machine has. */
public final class CpuBackend implements Backend {
    private static final Kernel UNARY = Halves.widening(ElementwiseKernels::unary);
    private static final Kernel BINARY = Halves.widening(ElementwiseKernels::binary);
    private static final Kernel COMPARE = Halves.widening(ElementwiseKernels::compare);

    /** Ops that move elements, of any dtype, as they are or converted; all others compute 16-bit floats in float32. */
    private static final Set<Class<? extends Op>> MOVES = Set.of(
            Cast.class,
            Cat.class,
            Copy.class,
            CopyFrom.class,
            Embedding.class,
            Gather.class,
            IndexSelect.class,
            SliceBackward.class,
            Where.class);

    private final Map<Class<? extends Op>, Kernel> kernels = Map.ofEntries(
            Map.entry(Cast.class, (op, in, out) -> Copies.copy(in[0], out[0])),
            Map.entry(Copy.class, (op, in, out) -> Copies.copy(in[0], out[0])),
            Map.entry(CopyFrom.class, (op, in, out) -> Copies.copy(in[1], out[0])),
            Map.entry(Where.class, ElementwiseKernels::where),
            Map.entry(Sum.class, ReduceKernels::reduce),
            Map.entry(Amax.class, ReduceKernels::reduce),
            Map.entry(Amin.class, ReduceKernels::reduce),
            Map.entry(Argmax.class, ReduceKernels::argmax),
            Map.entry(Argmin.class, ReduceKernels::argmax),
            Map.entry(LayerNorm.class, NormKernels::layerNorm),
            Map.entry(LayerNormBackward.class, NormKernels::layerNormBackward),
            Map.entry(RmsNorm.class, NormKernels::rmsNorm),
            Map.entry(RmsNormBackward.class, NormKernels::rmsNormBackward),
            Map.entry(GroupNorm.class, NormKernels::groupNorm),
            Map.entry(GroupNormBackward.class, NormKernels::groupNormBackward),
            Map.entry(BatchNorm.class, NormKernels::batchNorm),
            Map.entry(BatchNormBackward.class, NormKernels::batchNormBackward),
            Map.entry(BatchNormInference.class, NormKernels::batchNormInference),
            Map.entry(SoftmaxBackward.class, SoftmaxKernels::backward),
            Map.entry(LogSoftmaxBackward.class, SoftmaxKernels::backward),
            Map.entry(CrossEntropy.class, CrossEntropyKernels::forward),
            Map.entry(CrossEntropyBackward.class, CrossEntropyKernels::backward),
            Map.entry(Embedding.class, EmbeddingKernels::embedding),
            Map.entry(WeightedRows.class, EmbeddingKernels::weightedRows),
            Map.entry(EmbeddingBagMax.class, EmbeddingKernels::bagMax),
            Map.entry(ScaledDotProductAttention.class, AttentionKernels::forward),
            Map.entry(ScaledDotProductAttentionBackward.class, AttentionKernels::backward),
            Map.entry(Lstm.class, RecurrentKernels::lstm),
            Map.entry(LstmBackward.class, RecurrentKernels::lstmBackward),
            Map.entry(Gru.class, RecurrentKernels::gru),
            Map.entry(GruBackward.class, RecurrentKernels::gruBackward),
            Map.entry(Rnn.class, RecurrentKernels::rnn),
            Map.entry(RnnBackward.class, RecurrentKernels::rnnBackward),
            Map.entry(Softmax.class, SoftmaxKernels::run),
            Map.entry(LogSoftmax.class, SoftmaxKernels::run),
            Map.entry(Matmul.class, MatmulKernels::matmul),
            Map.entry(Linear.class, MatmulKernels::linear),
            Map.entry(Conv2d.class, ConvKernels::forward),
            Map.entry(Conv2dBackwardInput.class, ConvKernels::backwardInput),
            Map.entry(Conv2dBackwardWeight.class, ConvKernels::backwardWeight),
            Map.entry(AvgPool2d.class, AvgPoolKernels::forward),
            Map.entry(AvgPool2dBackward.class, AvgPoolKernels::backward),
            Map.entry(MaxPool2d.class, PoolKernels::forward),
            Map.entry(MaxPool2dBackward.class, PoolKernels::backward),
            Map.entry(Cat.class, IndexKernels::cat),
            Map.entry(SliceBackward.class, IndexKernels::sliceBackward),
            Map.entry(Gather.class, IndexKernels::gather),
            Map.entry(ScatterAdd.class, IndexKernels::scatterAdd),
            Map.entry(IndexSelect.class, IndexKernels::indexSelect),
            Map.entry(IndexAdd.class, IndexKernels::indexAdd),
            Map.entry(NllLoss.class, NllKernels::forward),
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

    @Override
    public Kernel kernel(Op op) {
        return found.get(op.getClass());
    }

    private Kernel find(Class<?> type) {
        if (UnaryOp.class.isAssignableFrom(type)) {
            return UNARY;
        }
        if (BinaryOp.class.isAssignableFrom(type)) {
            return BINARY;
        }
        if (CompareOp.class.isAssignableFrom(type)) {
            return COMPARE;
        }
        Kernel kernel = forAllDtypes.get(type);
        if (kernel == null) {
            throw new ArclightException(
                    "the CPU has no kernel for " + type.getSimpleName() + "; every op in Ops must have one");
        }
        return kernel;
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        Copies.copy(source, target);
    }
}
