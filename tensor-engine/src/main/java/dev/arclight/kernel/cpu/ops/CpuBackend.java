package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.Backend;
import dev.arclight.kernel.Kernel;
import dev.arclight.op.AdvancedIndex;
import dev.arclight.op.Amax;
import dev.arclight.op.Amin;
import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.AsStridedBackward;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.Cast;
import dev.arclight.op.Cat;
import dev.arclight.op.CompareOp;
import dev.arclight.op.ConstantPad;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dBackwardInput;
import dev.arclight.op.Conv2dBackwardWeight;
import dev.arclight.op.Copy;
import dev.arclight.op.CopyFrom;
import dev.arclight.op.Flip;
import dev.arclight.op.Gather;
import dev.arclight.op.IndexAdd;
import dev.arclight.op.IndexCopy;
import dev.arclight.op.IndexPut;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.Linear;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.MaskedFill;
import dev.arclight.op.Matmul;
import dev.arclight.op.MaxPool2d;
import dev.arclight.op.MaxPool2dBackward;
import dev.arclight.op.NllLoss;
import dev.arclight.op.NllLossBackward;
import dev.arclight.op.NonzeroStatic;
import dev.arclight.op.Op;
import dev.arclight.op.Scatter;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.ScatterReduce;
import dev.arclight.op.SliceBackward;
import dev.arclight.op.Softmax;
import dev.arclight.op.Sum;
import dev.arclight.op.Tril;
import dev.arclight.op.Triu;
import dev.arclight.op.UnaryOp;
import dev.arclight.op.Where;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.Map;

/** The kernels that every machine has. */
public final class CpuBackend implements Backend {
    private static final Kernel UNARY = ElementwiseKernels::unary;
    private static final Kernel BINARY = ElementwiseKernels::binary;
    private static final Kernel COMPARE = ElementwiseKernels::compare;

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
            Map.entry(Softmax.class, SoftmaxKernels::run),
            Map.entry(LogSoftmax.class, SoftmaxKernels::run),
            Map.entry(Matmul.class, MatmulKernels::matmul),
            Map.entry(Linear.class, MatmulKernels::linear),
            Map.entry(Conv2d.class, ConvKernels::forward),
            Map.entry(Conv2dBackwardInput.class, ConvKernels::backwardInput),
            Map.entry(Conv2dBackwardWeight.class, ConvKernels::backwardWeight),
            Map.entry(MaxPool2d.class, PoolKernels::forward),
            Map.entry(MaxPool2dBackward.class, PoolKernels::backward),
            Map.entry(Cat.class, PlacingKernels::cat),
            Map.entry(SliceBackward.class, PlacingKernels::sliceBackward),
            Map.entry(Gather.class, IndexKernels::gather),
            Map.entry(ScatterAdd.class, IndexKernels::scatterAdd),
            Map.entry(IndexSelect.class, IndexKernels::indexSelect),
            Map.entry(IndexAdd.class, IndexKernels::indexAdd),
            Map.entry(AdvancedIndex.class, IndexKernels::advancedIndex),
            Map.entry(AsStridedBackward.class, PlacingKernels::asStridedBackward),
            Map.entry(ConstantPad.class, PlacingKernels::constantPad),
            Map.entry(Flip.class, PlacingKernels::flip),
            Map.entry(IndexCopy.class, IndexKernels::indexCopy),
            Map.entry(IndexPut.class, IndexKernels::indexPut),
            Map.entry(MaskedFill.class, PlacingKernels::maskedFill),
            Map.entry(NonzeroStatic.class, IndexKernels::nonzeroStatic),
            Map.entry(Scatter.class, IndexKernels::scatter),
            Map.entry(ScatterReduce.class, IndexKernels::scatterReduce),
            Map.entry(Tril.class, PlacingKernels::tril),
            Map.entry(Triu.class, PlacingKernels::triu),
            Map.entry(NllLoss.class, NllKernels::forward),
            Map.entry(NllLossBackward.class, NllKernels::backward));

    @Override
    public Kernel kernel(Op op) {
        if (op instanceof UnaryOp) {
            return UNARY;
        }
        if (op instanceof BinaryOp) {
            return BINARY;
        }
        if (op instanceof CompareOp) {
            return COMPARE;
        }
        Kernel kernel = kernels.get(op.getClass());
        if (kernel == null) {
            throw new ArclightException("the CPU has no kernel for " + op.name() + "; every op in Ops must have one");
        }
        return kernel;
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        Copies.copy(source, target);
    }
}
