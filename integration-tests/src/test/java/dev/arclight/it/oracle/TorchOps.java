package dev.arclight.it.oracle;

import dev.arclight.op.Abs;
import dev.arclight.op.Add;
import dev.arclight.op.AdvancedIndex;
import dev.arclight.op.All;
import dev.arclight.op.Amax;
import dev.arclight.op.Amin;
import dev.arclight.op.Any;
import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.AsStrided;
import dev.arclight.op.AsStridedBackward;
import dev.arclight.op.AvgPool2d;
import dev.arclight.op.AvgPool2dBackward;
import dev.arclight.op.BinaryCrossEntropy;
import dev.arclight.op.Bincount;
import dev.arclight.op.Cast;
import dev.arclight.op.Cat;
import dev.arclight.op.ConstantPad;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dBackwardInput;
import dev.arclight.op.Conv2dBackwardWeight;
import dev.arclight.op.Conv2dGeometry;
import dev.arclight.op.Copy;
import dev.arclight.op.CopyFrom;
import dev.arclight.op.Cos;
import dev.arclight.op.CountNonzero;
import dev.arclight.op.Cummax;
import dev.arclight.op.Cummin;
import dev.arclight.op.Cumprod;
import dev.arclight.op.Cumsum;
import dev.arclight.op.Diagonal;
import dev.arclight.op.Distinct;
import dev.arclight.op.Div;
import dev.arclight.op.Dot;
import dev.arclight.op.Eq;
import dev.arclight.op.Erf;
import dev.arclight.op.Exp;
import dev.arclight.op.Expand;
import dev.arclight.op.ExtremeBackward;
import dev.arclight.op.Flip;
import dev.arclight.op.Floor;
import dev.arclight.op.Gather;
import dev.arclight.op.Ge;
import dev.arclight.op.Gelu;
import dev.arclight.op.Gt;
import dev.arclight.op.Histc;
import dev.arclight.op.IndexAdd;
import dev.arclight.op.IndexCopy;
import dev.arclight.op.IndexPut;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.KthValue;
import dev.arclight.op.Le;
import dev.arclight.op.Linear;
import dev.arclight.op.Log;
import dev.arclight.op.LogCumsumExp;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.LogSumExp;
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
import dev.arclight.op.Mode;
import dev.arclight.op.Mul;
import dev.arclight.op.Ne;
import dev.arclight.op.Neg;
import dev.arclight.op.NllLoss;
import dev.arclight.op.NllLossBackward;
import dev.arclight.op.NonzeroStatic;
import dev.arclight.op.Norm;
import dev.arclight.op.Op;
import dev.arclight.op.Overall;
import dev.arclight.op.PairLoss;
import dev.arclight.op.PairLossBackward;
import dev.arclight.op.PairLossTotal;
import dev.arclight.op.Permute;
import dev.arclight.op.PoolGeometry;
import dev.arclight.op.Pow;
import dev.arclight.op.Prod;
import dev.arclight.op.Recurrence;
import dev.arclight.op.ReduceOp;
import dev.arclight.op.Reduction;
import dev.arclight.op.Relu;
import dev.arclight.op.ReluBackward;
import dev.arclight.op.Scatter;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.ScatterReduce;
import dev.arclight.op.SearchSorted;
import dev.arclight.op.Select;
import dev.arclight.op.SelectionBackward;
import dev.arclight.op.Sigmoid;
import dev.arclight.op.Sign;
import dev.arclight.op.Sin;
import dev.arclight.op.Slice;
import dev.arclight.op.SliceBackward;
import dev.arclight.op.Softmax;
import dev.arclight.op.Sort;
import dev.arclight.op.Sqrt;
import dev.arclight.op.Std;
import dev.arclight.op.Sub;
import dev.arclight.op.Sum;
import dev.arclight.op.Tanh;
import dev.arclight.op.TopK;
import dev.arclight.op.Tril;
import dev.arclight.op.Triu;
import dev.arclight.op.Unfold;
import dev.arclight.op.Var;
import dev.arclight.op.View;
import dev.arclight.op.Where;
import dev.arclight.tensor.Dims;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptionalList;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** What libtorch calls each op of the catalog. An op without an entry fails the agreement tests. */
final class TorchOps {
    /** One op's counterpart. */
    @FunctionalInterface
    interface Call<T extends Op> {
        Tensor[] run(T op, Tensor[] inputs);
    }

    private static final Map<Class<? extends Op>, Call<? extends Op>> CALLS = new HashMap<>();

    static {
        ElementwiseTorchOps.register();
        unary(Abs.class, torch::abs);
        unary(Copy.class, Tensor::clone);
        unary(Cos.class, torch::cos);
        unary(Erf.class, torch::erf);
        unary(Exp.class, torch::exp);
        unary(Floor.class, torch::floor);
        unary(Gelu.class, torch::gelu);
        unary(Log.class, torch::log);
        unary(Neg.class, torch::neg);
        unary(Relu.class, torch::relu);
        unary(Sigmoid.class, torch::sigmoid);
        unary(Sign.class, torch::sign);
        unary(Sin.class, torch::sin);
        unary(Sqrt.class, torch::sqrt);
        unary(Tanh.class, torch::tanh);

        binary(Add.class, torch::add);
        binary(Sub.class, torch::sub);
        binary(Mul.class, torch::mul);
        binary(Div.class, torch::div);
        binary(Pow.class, torch::pow);
        binary(Maximum.class, torch::maximum);
        binary(Minimum.class, torch::minimum);
        binary(Dot.class, torch::dot);
        binary(Matmul.class, torch::matmul);
        binary(Eq.class, torch::eq);
        binary(Ne.class, torch::ne);
        binary(Lt.class, torch::lt);
        binary(Le.class, torch::le);
        binary(Gt.class, torch::gt);
        binary(Ge.class, torch::ge);
        binary(ReluBackward.class, (g, y) -> torch.threshold_backward(g, y, new Scalar(0)));
        binary(CopyFrom.class, (a, b) -> torch.empty_like(a.detach()).copy_(b));

        one(Amax.class, (op, in) -> torch.amax(in[0], dims(op), op.keepDim()));
        one(Amin.class, (op, in) -> torch.amin(in[0], dims(op), op.keepDim()));
        one(
                Sum.class,
                (op, in) ->
                        torch.sum(in[0], new LongArrayRefOptional(dims(op)), op.keepDim(), new ScalarTypeOptional()));
        one(Argmax.class, (op, in) -> torch.argmax(in[0], new LongOptional(op.dim()), op.keepDim()));
        one(Argmin.class, (op, in) -> torch.argmin(in[0], new LongOptional(op.dim()), op.keepDim()));
        one(All.class, (op, in) -> torch.all(in[0], folded(op, in[0]), op.keepDim()));
        one(Any.class, (op, in) -> torch.any(in[0], folded(op, in[0]), op.keepDim()));
        one(
                CountNonzero.class,
                (op, in) -> torch.sum(
                        in[0].ne(new Scalar(0)),
                        new LongArrayRefOptional(dims(op)),
                        op.keepDim(),
                        new ScalarTypeOptional()));
        one(LogSumExp.class, (op, in) -> torch.logsumexp(in[0], all(op, in[0]), op.keepDim()));
        one(Prod.class, TorchOps::prod);
        one(
                Var.class,
                (op, in) -> torch.var(
                        in[0],
                        new LongArrayRefOptional(dims(op)),
                        new ScalarOptional(new Scalar(op.correction())),
                        op.keepDim()));
        one(
                Std.class,
                (op, in) -> torch.std(
                        in[0],
                        new LongArrayRefOptional(dims(op)),
                        new ScalarOptional(new Scalar(op.correction())),
                        op.keepDim()));
        one(
                Norm.class,
                (op, in) -> torch.linalg_vector_norm(
                        in[0],
                        new Scalar(op.p()),
                        new LongArrayRefOptional(all(op, in[0])),
                        op.keepDim(),
                        new ScalarTypeOptional()));
        all(MaxAlong.class, (op, in) -> both(torch.max(in[0], op.dim(), op.keepDim())));
        all(MinAlong.class, (op, in) -> both(torch.min(in[0], op.dim(), op.keepDim())));
        all(Mode.class, (op, in) -> both(torch.mode(in[0], op.dim(), op.keepDim())));
        all(
                Median.class,
                (op, in) -> both(
                        op.ignoreNan()
                                ? torch.nanmedian(in[0], op.dim(), op.keepDim())
                                : torch.median(in[0], op.dim(), op.keepDim())));
        one(ExtremeBackward.class, TorchOps::extremeBackward);
        one(Overall.class, (op, in) -> switch (op.pick()) {
            case MAX -> torch.max(in[0]);
            case MIN -> torch.min(in[0]);
            case MEDIAN -> torch.median(in[0]);
            case NANMEDIAN -> torch.nanmedian(in[0]);
        });
        all(Cummax.class, (op, in) -> both(torch.cummax(in[0], op.dim())));
        all(Cummin.class, (op, in) -> both(torch.cummin(in[0], op.dim())));
        one(Cumsum.class, (op, in) -> scan(op.reverse(), op.dim(), in[0], x -> torch.cumsum(x, op.dim())));
        one(Cumprod.class, (op, in) -> scan(op.reverse(), op.dim(), in[0], x -> torch.cumprod(x, op.dim())));
        one(LogCumsumExp.class, (op, in) -> torch.logcumsumexp(in[0], op.dim()));
        one(Recurrence.class, (op, in) -> recurrence(op, floating(in)));
        all(Sort.class, (op, in) -> both(torch.sort(in[0], new BoolOptional(true), op.dim(), op.descending())));
        all(TopK.class, (op, in) -> both(torch.topk(in[0], op.k(), op.dim(), op.largest(), true)));
        all(KthValue.class, (op, in) -> both(torch.kthvalue(in[0], op.k(), op.dim(), op.keepDim())));
        all(Distinct.class, TorchOps::distinct);
        one(
                SearchSorted.class,
                (op, in) -> torch.searchsorted(
                        in[0],
                        in[1],
                        op.result() == dev.arclight.tensor.DType.INT32,
                        op.right(),
                        new StringViewOptional(),
                        new TensorOptional()));
        one(Bincount.class, (op, in) -> torch.bincount(in[0], optional(in, 1), op.length()));
        one(Histc.class, (op, in) -> torch.histc(in[0], op.bins(), new Scalar(op.min()), new Scalar(op.max())));
        one(
                SelectionBackward.class,
                (op, in) -> torch.scatter_add(torch.zeros_like(sized(in[0], op.shape())), op.dim(), in[1], in[0]));
        one(Softmax.class, (op, in) -> torch.softmax(in[0], op.dim(), new ScalarTypeOptional()));
        one(LogSoftmax.class, (op, in) -> torch.log_softmax(in[0], op.dim(), new ScalarTypeOptional()));

        one(Cast.class, (op, in) -> in[0].to(Torch.type(op.dtype())));
        one(Cat.class, (op, in) -> torch.cat(new TensorVector(in), op.dim()));
        one(Expand.class, (op, in) -> in[0].expand(Torch.sizes(op.shape())));
        one(View.class, (op, in) -> in[0].view(Torch.sizes(op.shape())));
        one(Permute.class, (op, in) -> in[0].permute(Torch.longs(op.order().toArray())));
        one(
                Slice.class,
                (op, in) -> torch.slice(
                        in[0], op.dim(), new LongOptional(op.start()), new LongOptional(op.end()), op.step()));
        one(
                SliceBackward.class,
                (op, in) -> torch.slice_backward(
                        in[0], Torch.sizes(op.shape()), op.dim(), op.start(), op.end(), op.step()));
        one(Where.class, (op, in) -> torch.where(in[0], in[1], in[2]));
        one(Gather.class, (op, in) -> torch.gather(in[0], op.dim(), in[1]));
        one(ScatterAdd.class, (op, in) -> torch.scatter_add(in[0], op.dim(), in[1], within(in[2], in[1])));
        one(IndexSelect.class, (op, in) -> torch.index_select(in[0], op.dim(), in[1]));
        one(IndexAdd.class, (op, in) -> torch.index_add(in[0], op.dim(), in[1], in[2]));

        one(AdvancedIndex.class, (op, in) -> in[0].index(indices(in[0], op.dims(), in, 1)));
        one(
                IndexPut.class,
                (op, in) -> torch.index_put(in[0], indices(in[0], op.dims(), in, 2), in[1], op.accumulate()));
        one(IndexCopy.class, (op, in) -> torch.index_copy(in[0], op.dim(), in[1], in[2]));
        one(Scatter.class, (op, in) -> torch.scatter(in[0], op.dim(), in[1], within(in[2], in[1])));
        one(
                ScatterReduce.class,
                (op, in) -> torch.scatter_reduce(
                        in[0],
                        op.dim(),
                        in[1],
                        within(in[2], in[1]),
                        op.reduction().toString(),
                        op.includeSelf()));
        one(MaskedFill.class, (op, in) -> torch.masked_fill(in[0], in[1], in[2]));
        one(NonzeroStatic.class, (op, in) -> torch.nonzero_static(in[0], op.size(), op.fillValue()));
        one(Tril.class, (op, in) -> torch.tril(in[0], op.diagonal()));
        one(Triu.class, (op, in) -> torch.triu(in[0], op.diagonal()));
        one(Flip.class, (op, in) -> torch.flip(in[0], Torch.longs(op.dims().toArray())));
        one(
                ConstantPad.class,
                (op, in) -> torch.constant_pad_nd(in[0], Torch.longs(op.pads().toArray()), new Scalar(op.value())));
        one(Select.class, (op, in) -> torch.select(in[0], op.dim(), op.index()));
        one(Diagonal.class, (op, in) -> torch.diagonal(in[0], op.offset(), op.dim1(), op.dim2()));
        one(Unfold.class, (op, in) -> in[0].unfold(op.dim(), op.size(), op.step()));
        one(
                AsStrided.class,
                (op, in) -> torch.as_strided(
                        in[0],
                        Torch.sizes(op.shape()),
                        Torch.list(op.strides().toArray()),
                        new LongOptional(op.offset())));
        one(AsStridedBackward.class, TorchOps::asStridedBackward);

        one(Linear.class, (op, in) -> torch.linear(in[0], in[1], optional(in, 2)));
        one(
                NllLoss.class,
                (op, in) -> torch.nll_loss(in[0], in[1], optional(in, 2), code(op.reduction()), op.ignoreIndex()));
        one(NllLossBackward.class, TorchOps::nllLossBackward);
        one(Conv2d.class, TorchOps::conv2d);
        one(
                Conv2dBackwardInput.class,
                (op, in) -> convolutionBackward(
                                op.geometry(), in[0], torch.zeros_like(sized(in[0], op.inputShape())), in[1], true)
                        .get0());
        one(
                Conv2dBackwardWeight.class,
                (op, in) -> convolutionBackward(
                                op.geometry(), in[1], in[0], torch.zeros_like(sized(in[1], op.weightShape())), false)
                        .get1());
        one(PairLoss.class, (op, in) -> pairLoss(op, in[0], in[1]));
        one(PairLossTotal.class, (op, in) -> {
            Tensor losses = pairLoss(op.loss(), in[0], in[1]);
            return op.mean() ? losses.mean() : losses.sum();
        });
        one(PairLossBackward.class, (op, in) -> pairLossBackward(op.loss(), in[0], in[1], in[2]));
        one(BinaryCrossEntropy.class, (op, in) -> binaryCrossEntropy(in[0], in[1]));
        one(AvgPool2d.class, (op, in) -> avgPool2d(op.geometry(), in[0]));
        one(AvgPool2dBackward.class, (op, in) -> avgPool2dBackward(op, in[0]));
        all(MaxPool2d.class, TorchOps::maxPool2d);
        one(MaxPool2dBackward.class, TorchOps::maxPool2dBackward);

        TorchFusedOps.addTo(CALLS);
        TorchInt8Ops.addTo(CALLS);
    }

    private TorchOps() {}

    /** Written out, since of libtorch's own losses some have no second gradient and some none of float16. */
    private static Tensor pairLoss(PairLoss loss, Tensor a, Tensor b) {
        Tensor d = difference(a, b);
        Tensor size = d.abs();
        Tensor beyond = size.sub(new Scalar(loss.bound() / 2)).mul(new Scalar(loss.slope()));
        return torch.where(size.gt(new Scalar(loss.bound())), beyond, d.mul(d).mul(new Scalar(loss.quadratic())));
    }

    private static Tensor pairLossBackward(PairLoss loss, Tensor grad, Tensor a, Tensor b) {
        Tensor d = difference(a, b);
        Tensor beyond = d.sign().mul(new Scalar(loss.slope()));
        Tensor within = d.mul(new Scalar(2 * loss.quadratic()));
        return grad.mul(torch.where(d.abs().gt(new Scalar(loss.bound())), beyond, within));
    }

    /** Of whole numbers there is none that all losses take. */
    private static Tensor difference(Tensor a, Tensor b) {
        if (!torch.isFloatingType(torch.promote_types(a.scalar_type(), b.scalar_type()))) {
            return torch.huber_loss(a, b);
        }
        return a.sub(b);
    }

    static boolean knows(Class<? extends Op> type) {
        return CALLS.containsKey(type);
    }

    /** All outputs of libtorch's counterpart. */
    @SuppressWarnings("unchecked") // Entries are made for the class that is their key.
    static Tensor[] run(Op op, Tensor[] inputs) {
        Call<Op> call = (Call<Op>) CALLS.get(op.getClass());
        if (call == null) {
            throw new AssertionError(
                    "TorchOps has no entry for " + op.getClass().getSimpleName());
        }
        return call.run(op, inputs);
    }

    interface Unary {
        Tensor run(Tensor input);
    }

    interface Binary {
        Tensor run(Tensor left, Tensor right);
    }

    interface One<T extends Op> {
        Tensor run(T op, Tensor[] inputs);
    }

    static <T extends Op> void unary(Class<T> type, Unary call) {
        one(type, (op, in) -> call.run(in[0]));
    }

    static <T extends Op> void binary(Class<T> type, Binary call) {
        one(type, (op, in) -> call.run(in[0], in[1]));
    }

    static <T extends Op> void one(Class<T> type, One<T> call) {
        all(type, (op, in) -> new Tensor[] {call.run(op, in)});
    }

    private static <T extends Op> void all(Class<T> type, Call<T> call) {
        CALLS.put(type, call);
    }

    /** Index tensors for some dimensions, none for the others. */
    private static TensorOptionalList indices(Tensor self, Dims dims, Tensor[] inputs, int first) {
        TensorOptionalList indices = new TensorOptionalList();
        for (int dim = 0, next = first; dim < self.dim(); dim++) {
            indices.push_back(dims.contains(dim) ? new TensorOptional(inputs[next++]) : new TensorOptional());
        }
        return indices;
    }

    /** The part of a source that an index covers; libtorch's own gradient fails for a larger source. */
    private static Tensor within(Tensor source, Tensor index) {
        Tensor part = source;
        for (int dim = 0; dim < index.dim(); dim++) {
            part = part.narrow(dim, 0, index.size(dim));
        }
        return part;
    }

    /** Adds each element where a matrix of places says that it lies. */
    private static Tensor asStridedBackward(AsStridedBackward op, Tensor[] in) {
        int size = Math.toIntExact(op.whole().size());
        Tensor places = torch.arange(new Scalar(Math.max(1, size)))
                .as_strided(Torch.sizes(op.part()), Torch.list(op.strides().toArray()), new LongOptional(op.offset()));
        return torch.index_add(
                        torch.zeros_like(sized(in[0], dev.arclight.tensor.Shape.of(size))),
                        0,
                        places.reshape(-1),
                        in[0].reshape(-1))
                .reshape(Torch.sizes(op.whole()));
    }

    private static LongArrayRef dims(ReduceOp op) {
        return Torch.list(op.dims().toArray());
    }

    /** An op's dimensions; libtorch takes an empty list for none here and for all elsewhere, so all are listed. */
    private static LongArrayRef all(ReduceOp op, Tensor input) {
        return op.dims().count() > 0 || input.dim() == 0
                ? dims(op)
                : Torch.list(
                        java.util.stream.IntStream.range(0, (int) input.dim()).toArray());
    }

    private static LongArrayRefOptional folded(ReduceOp op, Tensor input) {
        return new LongArrayRefOptional(all(op, input));
    }

    private static Tensor[] both(T_TensorTensor_T pair) {
        return new Tensor[] {pair.get0(), pair.get1()};
    }

    /** libtorch multiplies over one dimension at a time. */
    private static Tensor prod(Prod op, Tensor[] in) {
        if (op.dims().count() == 0) {
            Tensor all = torch.prod(in[0]);
            return op.keepDim() ? all.reshape(Torch.longs(new int[(int) in[0].dim()])) : all;
        }
        int[] dims = java.util.Arrays.stream(op.dims().toArray())
                .map(dim -> dim < 0 ? dim + (int) Math.max(in[0].dim(), 1) : dim)
                .sorted()
                .toArray();
        Tensor result = in[0];
        for (int i = dims.length - 1; i >= 0; i--) {
            result = torch.prod(result, dims[i], op.keepDim(), new ScalarTypeOptional());
        }
        return result;
    }

    private static Tensor extremeBackward(ExtremeBackward op, Tensor[] in) {
        Tensor x = floating(in)[1].detach();
        LongArrayRef dims = all(op.reduction(), x);
        Tensor chosen = x.eq(op.largest() ? torch.amax(x, dims, true) : torch.amin(x, dims, true))
                .to(in[0].scalar_type());
        Tensor count = x.dim() == 0
                ? chosen
                : torch.sum(chosen, new LongArrayRefOptional(dims), true, new ScalarTypeOptional());
        return in[0].mul(chosen).div(count);
    }

    private static Tensor scan(boolean reverse, int dim, Tensor x, Unary call) {
        return reverse ? call.run(x.flip(dim)).flip(dim) : call.run(x);
    }

    /** What is composed here of functions that take any dtype takes floating ones only. */
    private static Tensor[] floating(Tensor[] in) {
        if (!in[0].is_floating_point()) {
            throw new RuntimeException("only for floating dtypes, as libtorch says it");
        }
        return in;
    }

    private static Tensor recurrence(Recurrence op, Tensor[] in) {
        int n = (int) in[0].size(op.dim());
        TensorVector steps = new TensorVector();
        Tensor[] states = new Tensor[n];
        for (int k = 0; k < n; k++) {
            int at = op.reverse() ? n - 1 - k : k;
            Tensor b = in[1].select(op.dim(), at);
            states[at] = k == 0 ? b : b.add(in[0].select(op.dim(), at).mul(states[op.reverse() ? at + 1 : at - 1]));
        }
        for (Tensor state : states) {
            steps.push_back(state);
        }
        return n == 0 ? in[1].clone() : torch.stack(steps, op.dim());
    }

    /** Results padded to the number of rows, and an example of each distinct row: the first. */
    private static Tensor[] distinct(Distinct op, Tensor[] in) {
        int n = (int) in[0].size(0);
        if (n == 0) {
            Tensor none = Torch.of(dev.arclight.tensor.Tensor.of(new long[0], 0));
            return new Tensor[] {none, none, none, Torch.of(dev.arclight.tensor.Tensor.of(new long[1], 1))};
        }
        T_TensorTensorTensor_T found = op.consecutive()
                ? torch.unique_consecutive(in[0], true, true, new LongOptional(0))
                : torch.unique_dim(in[0], 0, true, true, true);
        long[] inverse = Torch.longs(found.get1());
        long[] counts = Torch.longs(found.get2());
        long[] examples = new long[n];
        for (int i = n - 1; i >= 0; i--) {
            examples[(int) inverse[i]] = i;
        }
        return new Tensor[] {
            Torch.of(dev.arclight.tensor.Tensor.of(examples, n)),
            found.get1(),
            Torch.of(dev.arclight.tensor.Tensor.of(java.util.Arrays.copyOf(counts, n), n)),
            Torch.of(dev.arclight.tensor.Tensor.of(new long[] {counts.length}, 1))
        };
    }

    private static TensorOptional optional(Tensor[] inputs, int index) {
        return index < inputs.length ? new TensorOptional(inputs[index]) : new TensorOptional();
    }

    /** An uninitialized tensor of another's dtype. */
    private static Tensor sized(Tensor like, dev.arclight.tensor.Shape shape) {
        return like.detach().new_empty(Torch.sizes(shape));
    }

    /** ATen's {@code Reduction} enum. */
    static long code(Reduction reduction) {
        return switch (reduction) {
            case NONE -> 0;
            case MEAN -> 1;
            case SUM -> 2;
        };
    }

    private static Tensor nllLossBackward(NllLossBackward op, Tensor[] in) {
        long rows = in[1].size(0);
        Tensor input =
                torch.zeros_like(sized(in[0], dev.arclight.tensor.Shape.of(Math.toIntExact(rows), op.classes())));
        Tensor counted = in[1].ne(new Scalar(op.ignoreIndex())).to(in[0].scalar_type());
        Tensor total = in.length > 2
                ? torch.index_select(in[2], 0, in[1].clamp_min(new Scalar(0)))
                        .mul(counted)
                        .sum()
                : counted.sum();
        return torch.nll_loss_backward(
                in[0], input, in[1], optional(in, 2), code(op.reduction()), op.ignoreIndex(), total);
    }

    private static Tensor conv2d(Conv2d op, Tensor[] in) {
        Conv2dGeometry g = op.geometry();
        return torch.conv2d(
                in[0],
                in[1],
                optional(in, 2),
                new long[] {g.strideH(), g.strideW()},
                new long[] {g.padH(), g.padW()},
                new long[] {g.dilationH(), g.dilationW()},
                g.groups());
    }

    private static T_TensorTensorTensor_T convolutionBackward(
            Conv2dGeometry g, Tensor grad, Tensor input, Tensor weight, boolean ofInput) {
        BoolPointer wanted = new BoolPointer(3).put(0, ofInput).put(1, !ofInput).put(2, false);
        return torch.convolution_backward(
                grad,
                input,
                weight,
                new LongArrayRefOptional(),
                new long[] {g.strideH(), g.strideW()},
                new long[] {g.padH(), g.padW()},
                new long[] {g.dilationH(), g.dilationW()},
                false,
                new long[] {0, 0},
                g.groups(),
                wanted);
    }

    private static Tensor[] maxPool2d(MaxPool2d op, Tensor[] in) {
        T_TensorTensor_T both = torch.max_pool2d_with_indices(
                in[0],
                new long[] {op.kernelH(), op.kernelW()},
                new long[] {op.strideH(), op.strideW()},
                new long[] {op.padH(), op.padW()},
                new long[] {op.dilationH(), op.dilationW()},
                op.ceilMode());
        return new Tensor[] {both.get0(), both.get1()};
    }

    private static Tensor binaryCrossEntropy(Tensor input, Tensor target) {
        TensorVector both = torch.broadcast_tensors(new TensorVector(input, target));
        return torch.binary_cross_entropy(both.get(0), both.get(1), new TensorOptional(), code(Reduction.NONE));
    }

    private static Tensor avgPool2d(PoolGeometry g, Tensor input) {
        return torch.avg_pool2d(
                input,
                new long[] {g.kernelH(), g.kernelW()},
                new long[] {g.strideH(), g.strideW()},
                new long[] {g.padH(), g.padW()},
                g.ceilMode(),
                g.countIncludePad(),
                g.divisorOverride() > 0 ? new LongOptional(g.divisorOverride()) : new LongOptional());
    }

    private static Tensor avgPool2dBackward(AvgPool2dBackward op, Tensor grad) {
        PoolGeometry g = op.geometry();
        return torch.avg_pool2d_backward(
                grad,
                sized(
                        grad,
                        dev.arclight.tensor.Shape.of(
                                Math.toIntExact(grad.size(0)), Math.toIntExact(grad.size(1)), op.height(), op.width())),
                new long[] {g.kernelH(), g.kernelW()},
                new long[] {g.strideH(), g.strideW()},
                new long[] {g.padH(), g.padW()},
                g.ceilMode(),
                g.countIncludePad(),
                g.divisorOverride() > 0 ? new LongOptional(g.divisorOverride()) : new LongOptional());
    }

    /** libtorch's own wants the pooled input; this is what it does with it. */
    private static Tensor maxPool2dBackward(MaxPool2dBackward op, Tensor[] in) {
        long n = in[0].size(0);
        long c = in[0].size(1);
        long places = in[0].size(2) * in[0].size(3);
        Tensor zeros = torch.zeros_like(in[0].detach().new_empty(n, c, (long) op.height() * op.width()));
        return torch.scatter_add(zeros, 2, in[1].reshape(n, c, places), in[0].reshape(n, c, places))
                .reshape(n, c, op.height(), op.width());
    }
}
