package dev.arclight.tensor;

import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.GradState;
import dev.arclight.kernel.Backends;
import dev.arclight.op.Abs;
import dev.arclight.op.Add;
import dev.arclight.op.Amax;
import dev.arclight.op.Amin;
import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.Cast;
import dev.arclight.op.Cat;
import dev.arclight.op.Copy;
import dev.arclight.op.Cos;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Div;
import dev.arclight.op.Eq;
import dev.arclight.op.Erf;
import dev.arclight.op.Exp;
import dev.arclight.op.Expand;
import dev.arclight.op.Floor;
import dev.arclight.op.Gather;
import dev.arclight.op.Ge;
import dev.arclight.op.Gt;
import dev.arclight.op.IndexAdd;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.Le;
import dev.arclight.op.Log;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.Lt;
import dev.arclight.op.Matmul;
import dev.arclight.op.Maximum;
import dev.arclight.op.Minimum;
import dev.arclight.op.Mul;
import dev.arclight.op.Ne;
import dev.arclight.op.Neg;
import dev.arclight.op.Permute;
import dev.arclight.op.Pow;
import dev.arclight.op.Relu;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.Sigmoid;
import dev.arclight.op.Sign;
import dev.arclight.op.Sin;
import dev.arclight.op.Slice;
import dev.arclight.op.Softmax;
import dev.arclight.op.Sqrt;
import dev.arclight.op.Sub;
import dev.arclight.op.Sum;
import dev.arclight.op.Tanh;
import dev.arclight.op.View;
import dev.arclight.op.Where;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A multi-dimensional array of one dtype, with PyTorch's operations in camel case.
 *
 * <p>A tensor is a shape, strides and an offset over a {@link Storage}; views share it, so a write through one is seen by
 * all. Methods that end in {@code _} change the tensor. Every operation takes any strides and throws
 * {@link ShapeException} or {@link DTypeException} where PyTorch would raise. Tensors may be read by several threads, but
 * one that is being changed belongs to one thread.
 *
 * <pre>{@code
 * Tensor x = Tensor.of(new float[] {2, 3}, 2).requiresGrad(true);
 * x.mul(x).sum().backward();
 * x.grad();   // [4, 6]
 * }</pre>
 */
public final class Tensor {
    private final Storage storage;
    private final TensorType type;
    private final int[] strides;
    private final int offset;
    private final boolean contiguous;
    private final boolean view;

    /** How many recorded in-place changes the storage had seen when this was made. */
    private final int changesKnown;

    private @Nullable GradState gradState;

    private Tensor(Storage storage, TensorType type, int[] strides, int offset, boolean view) {
        this.storage = storage;
        this.type = type;
        this.strides = strides;
        this.offset = offset;
        this.view = view;
        this.changesKnown = storage.recordedChanges();
        this.contiguous = isRowMajor(type.shape(), strides);
    }

    // ---- creation ---------------------------------------------------------------------------------

    /** A float32 tensor that shares {@code data}, in row-major order. */
    public static Tensor of(float[] data, int... shape) {
        return wrap(DType.FLOAT32, data, data.length, shape);
    }

    /** A float64 tensor that shares {@code data}, in row-major order. */
    public static Tensor of(double[] data, int... shape) {
        return wrap(DType.FLOAT64, data, data.length, shape);
    }

    /** An int64 tensor that shares {@code data}, in row-major order. */
    public static Tensor of(long[] data, int... shape) {
        return wrap(DType.INT64, data, data.length, shape);
    }

    /** An int32 tensor that shares {@code data}, in row-major order. */
    public static Tensor of(int[] data, int... shape) {
        return wrap(DType.INT32, data, data.length, shape);
    }

    /** An int8, uint8 or bool tensor (bytes 0 and 1) that shares {@code data}, in row-major order. */
    public static Tensor ofBytes(byte[] data, DType dtype, int... shape) {
        if (dtype.bytes() != 1) {
            throw new DTypeException("ofBytes: " + dtype + " does not live in a byte[]; use int8, uint8 or bool");
        }
        return wrap(dtype, data, data.length, shape);
    }

    /** A float32 tensor of no dimensions. */
    public static Tensor scalar(double value) {
        return of(new float[] {(float) value});
    }

    /** A Java number in an operation: its dtype gives way to the other operand's. */
    public static Tensor number(double value) {
        TensorType type = new TensorType(DType.FLOAT64, Shape.of(), true);
        return new Tensor(Storage.wrap(DType.FLOAT64, new double[] {value}), type, new int[0], 0, false);
    }

    /** A whole Java number in an operation: its dtype gives way to the other operand's. */
    public static Tensor number(long value) {
        TensorType type = new TensorType(DType.INT64, Shape.of(), true);
        return new Tensor(Storage.wrap(DType.INT64, new long[] {value}), type, new int[0], 0, false);
    }

    public static Tensor zeros(int... shape) {
        return zeros(DType.FLOAT32, shape);
    }

    public static Tensor zeros(DType dtype, int... shape) {
        Shape extents = Shape.of(shape);
        return new Tensor(
                Storage.zeros(dtype, extents.size()), new TensorType(dtype, extents), extents.strides(), 0, false);
    }

    public static Tensor ones(int... shape) {
        return ones(DType.FLOAT32, shape);
    }

    public static Tensor ones(DType dtype, int... shape) {
        return zeros(dtype, shape).fill_(1);
    }

    public static Tensor full(double value, int... shape) {
        return zeros(shape).fill_(value);
    }

    /** Zeros of another tensor's shape and dtype. */
    public static Tensor zerosLike(Tensor other) {
        return zeros(other.dtype(), other.shape().toArray());
    }

    /** Memory with any content, for code that writes every element. */
    public static Tensor uninitialized(DType dtype, Shape shape) {
        return new Tensor(
                Storage.uninitialized(dtype, shape.size()), new TensorType(dtype, shape), shape.strides(), 0, false);
    }

    /** Uniform in [0, 1), float32. */
    public static Tensor rand(Generator generator, int... shape) {
        Tensor result = zeros(shape);
        float[] data = result.storage.floats();
        for (int i = 0; i < result.numel(); i++) {
            data[i] = generator.nextFloat();
        }
        return result;
    }

    /** Standard normal, float32. */
    public static Tensor randn(Generator generator, int... shape) {
        Tensor result = zeros(shape);
        float[] data = result.storage.floats();
        for (int i = 0; i < result.numel(); i++) {
            data[i] = (float) generator.nextGaussian();
        }
        return result;
    }

    /** Whole numbers {@code start … end - 1}, int64. */
    public static Tensor arange(long start, long end) {
        if (end < start) {
            throw new ShapeException("arange: the end " + end + " is before the start " + start);
        }
        long[] data = new long[Math.toIntExact(end - start)];
        Arrays.setAll(data, i -> start + i);
        return of(data, data.length);
    }

    /** Another way to look at a tensor's storage; for the engine's own rooms. */
    public static Tensor alias(Tensor base, Shape shape, int[] strides, int offset) {
        // Without elements there is no first one, and an offset past the array would only trip those who copy ranges.
        int start = shape.size() == 0 ? 0 : offset;
        return new Tensor(base.storage, new TensorType(base.dtype(), shape), strides, start, true);
    }

    private static Tensor wrap(DType dtype, Object data, int length, int... shape) {
        Shape extents = Shape.of(shape);
        if (extents.size() != length) {
            throw new ShapeException(
                    "of: an array of " + length + " elements does not fill shape " + extents + " of " + extents.size());
        }
        return new Tensor(Storage.wrap(dtype, data), new TensorType(dtype, extents), extents.strides(), 0, false);
    }

    // ---- what it is -------------------------------------------------------------------------------

    public Shape shape() {
        return type.shape();
    }

    public DType dtype() {
        return type.dtype();
    }

    /** Dtype and shape as operations infer with them. */
    public TensorType type() {
        return type;
    }

    /** The number of dimensions. */
    public int rank() {
        return type.shape().rank();
    }

    /** The extent of a dimension; negative counts from the end. */
    public int size(int dim) {
        return type.shape().dim(dim);
    }

    /** The number of elements. */
    public int numel() {
        return (int) type.shape().size();
    }

    /** In elements, a copy. */
    public int[] strides() {
        return strides.clone();
    }

    /** The distance in the storage of neighbours along a dimension, in elements. */
    public int stride(int dim) {
        return strides[type.shape().axis(dim)];
    }

    /** Where the first element lies in the storage. */
    public int offset() {
        return offset;
    }

    public Storage storage() {
        return storage;
    }

    /** Whether the elements lie row-major without gaps. */
    public boolean isContiguous() {
        return contiguous;
    }

    /** Whether it was made by looking at another tensor's storage. */
    public boolean isView() {
        return view;
    }

    /** Whether this view was taken before its base was changed in place with gradients recorded, hence lacks history. */
    public boolean isStaleView() {
        return view && changesKnown != storage.recordedChanges();
    }

    // ---- reading ----------------------------------------------------------------------------------

    /** The only element, as a double. @throws ShapeException if there are more or none */
    public double item() {
        if (numel() != 1) {
            throw new ShapeException(
                    "item: a tensor of shape " + shape() + " has " + numel() + " elements, expected one");
        }
        return at(offset);
    }

    /** One element as a double; each index may count from the end. */
    public double get(int... index) {
        if (index.length != rank()) {
            throw new ShapeException("get: " + index.length + " indices for shape " + shape());
        }
        int place = offset;
        for (int i = 0; i < index.length; i++) {
            int extent = size(i);
            int at = index[i] < 0 ? index[i] + extent : index[i];
            if (at < 0 || at >= extent) {
                throw new ShapeException("get: index " + index[i] + " is outside dimension " + i + " of " + shape());
            }
            place += at * strides[i];
        }
        return at(place);
    }

    private double at(int place) {
        return switch (dtype()) {
            case FLOAT32 -> storage.floats()[place];
            case FLOAT64 -> storage.doubles()[place];
            case INT64 -> storage.longs()[place];
            case INT32 -> storage.ints()[place];
            case INT8, BOOL -> storage.bytes()[place];
            case UINT8 -> storage.bytes()[place] & 0xff;
        };
    }

    /** A copy of the elements in row-major order, converted to float. */
    public float[] toFloatArray() {
        Tensor plain = detach().to(DType.FLOAT32).contiguous();
        return Arrays.copyOfRange(plain.storage.floats(), plain.offset, plain.offset + numel());
    }

    /** A copy of the elements in row-major order, converted to double. */
    public double[] toDoubleArray() {
        Tensor plain = detach().to(DType.FLOAT64).contiguous();
        return Arrays.copyOfRange(plain.storage.doubles(), plain.offset, plain.offset + numel());
    }

    /** A copy of the elements in row-major order, converted to long. */
    public long[] toLongArray() {
        Tensor plain = detach().to(DType.INT64).contiguous();
        return Arrays.copyOfRange(plain.storage.longs(), plain.offset, plain.offset + numel());
    }

    // ---- arithmetic -------------------------------------------------------------------------------

    public Tensor add(Tensor other) {
        return Dispatch.run(Add.OP, this, other);
    }

    public Tensor add(double other) {
        return Dispatch.run(Add.OP, this, number(other));
    }

    public Tensor sub(Tensor other) {
        return Dispatch.run(Sub.OP, this, other);
    }

    public Tensor sub(double other) {
        return Dispatch.run(Sub.OP, this, number(other));
    }

    public Tensor mul(Tensor other) {
        return Dispatch.run(Mul.OP, this, other);
    }

    public Tensor mul(double other) {
        return Dispatch.run(Mul.OP, this, number(other));
    }

    /** True division: integers become float32. */
    public Tensor div(Tensor other) {
        return Dispatch.run(Div.OP, this, other);
    }

    public Tensor div(double other) {
        return Dispatch.run(Div.OP, this, number(other));
    }

    public Tensor pow(Tensor exponent) {
        return Dispatch.run(Pow.OP, this, exponent);
    }

    public Tensor pow(double exponent) {
        return Dispatch.run(Pow.OP, this, number(exponent));
    }

    public Tensor maximum(Tensor other) {
        return Dispatch.run(Maximum.OP, this, other);
    }

    public Tensor minimum(Tensor other) {
        return Dispatch.run(Minimum.OP, this, other);
    }

    public Tensor add_(Tensor other) {
        return Dispatch.runInPlace(Add.OP, this, other);
    }

    public Tensor add_(double other) {
        return Dispatch.runInPlace(Add.OP, this, number(other));
    }

    public Tensor sub_(Tensor other) {
        return Dispatch.runInPlace(Sub.OP, this, other);
    }

    public Tensor mul_(Tensor other) {
        return Dispatch.runInPlace(Mul.OP, this, other);
    }

    public Tensor mul_(double other) {
        return Dispatch.runInPlace(Mul.OP, this, number(other));
    }

    public Tensor div_(Tensor other) {
        return Dispatch.runInPlace(Div.OP, this, other);
    }

    /** Writes the elements of {@code other}, broadcast and converted, over this tensor's. */
    public Tensor copy_(Tensor other) {
        return Dispatch.runInPlace(
                dev.arclight.op.CopyFrom.OP,
                this,
                other.type.shape().equals(shape()) ? other : other.expand(shape().toArray()));
    }

    /** Sets every element. */
    public Tensor fill_(double value) {
        return copy_(number(value));
    }

    public Tensor zero_() {
        return fill_(0);
    }

    public Tensor neg() {
        return Dispatch.run(Neg.OP, this);
    }

    public Tensor abs() {
        return Dispatch.run(Abs.OP, this);
    }

    public Tensor sign() {
        return Dispatch.run(Sign.OP, this);
    }

    public Tensor floor() {
        return Dispatch.run(Floor.OP, this);
    }

    public Tensor exp() {
        return Dispatch.run(Exp.OP, this);
    }

    public Tensor log() {
        return Dispatch.run(Log.OP, this);
    }

    public Tensor sqrt() {
        return Dispatch.run(Sqrt.OP, this);
    }

    public Tensor sin() {
        return Dispatch.run(Sin.OP, this);
    }

    public Tensor cos() {
        return Dispatch.run(Cos.OP, this);
    }

    public Tensor tanh() {
        return Dispatch.run(Tanh.OP, this);
    }

    public Tensor sigmoid() {
        return Dispatch.run(Sigmoid.OP, this);
    }

    public Tensor relu() {
        return Dispatch.run(Relu.OP, this);
    }

    public Tensor erf() {
        return Dispatch.run(Erf.OP, this);
    }

    // ---- comparison -------------------------------------------------------------------------------

    public Tensor eq(Tensor other) {
        return Dispatch.run(Eq.OP, this, other);
    }

    public Tensor eq(double other) {
        return Dispatch.run(Eq.OP, this, number(other));
    }

    public Tensor ne(Tensor other) {
        return Dispatch.run(Ne.OP, this, other);
    }

    public Tensor lt(Tensor other) {
        return Dispatch.run(Lt.OP, this, other);
    }

    public Tensor lt(double other) {
        return Dispatch.run(Lt.OP, this, number(other));
    }

    public Tensor le(Tensor other) {
        return Dispatch.run(Le.OP, this, other);
    }

    public Tensor gt(Tensor other) {
        return Dispatch.run(Gt.OP, this, other);
    }

    public Tensor gt(double other) {
        return Dispatch.run(Gt.OP, this, number(other));
    }

    public Tensor ge(Tensor other) {
        return Dispatch.run(Ge.OP, this, other);
    }

    /** {@code condition ? a : b} for every element. */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return Dispatch.run(Where.OP, condition, a, b);
    }

    // ---- reductions -------------------------------------------------------------------------------

    /** The sum over the given dimensions, which disappear; over all of them if none is given. */
    public Tensor sum(int... dims) {
        return sum(dims.length == 0 ? Dims.all(shape()) : Dims.of(dims), false);
    }

    public Tensor sum(Dims dims, boolean keepDim) {
        return Dispatch.run(new Sum(dims, keepDim), this);
    }

    /** The mean over the given dimensions, or over all. @throws DTypeException unless floating */
    public Tensor mean(int... dims) {
        return mean(dims.length == 0 ? Dims.all(shape()) : Dims.of(dims), false);
    }

    public Tensor mean(Dims dims, boolean keepDim) {
        if (!dtype().isFloating()) {
            throw new DTypeException("mean: not defined for " + dtype() + "; convert with to(FLOAT32)");
        }
        Dims folded = dims.resolved("mean", shape());
        double count = 1;
        for (int i = 0; i < folded.count(); i++) {
            count *= size(folded.get(i));
        }
        return sum(folded, keepDim).div(count);
    }

    public Tensor amax(Dims dims, boolean keepDim) {
        return Dispatch.run(new Amax(dims, keepDim), this);
    }

    public Tensor amin(Dims dims, boolean keepDim) {
        return Dispatch.run(new Amin(dims, keepDim), this);
    }

    /** The largest element. */
    public Tensor max() {
        return amax(Dims.all(shape()), false);
    }

    /** The smallest element. */
    public Tensor min() {
        return amin(Dims.all(shape()), false);
    }

    /** Where the largest element of a dimension lies, int64. */
    public Tensor argmax(int dim) {
        return Dispatch.run(new Argmax(dim, false), this);
    }

    /** Where the smallest element of a dimension lies, int64. */
    public Tensor argmin(int dim) {
        return Dispatch.run(new Argmin(dim, false), this);
    }

    public Tensor softmax(int dim) {
        return Dispatch.run(new Softmax(dim), this);
    }

    public Tensor logSoftmax(int dim) {
        return Dispatch.run(new LogSoftmax(dim), this);
    }

    // ---- matrices ---------------------------------------------------------------------------------

    /**
     * The matrix product, as {@code torch.matmul}: vectors · vectors give a scalar, matrices and batches of them broadcast
     * over leading dimensions, a vector counts as a row on the left and as a column on the right.
     */
    public Tensor matmul(Tensor other) {
        if (rank() == 0 || other.rank() == 0) {
            throw new ShapeException(
                    "matmul: " + shape() + " and " + other.shape() + ": both need a dimension; use mul");
        }
        Tensor left = rank() == 1 ? unsqueeze(0) : this;
        Tensor right = other.rank() == 1 ? other.unsqueeze(1) : other;
        Tensor product;
        if (left.rank() > 2 && right.rank() == 2 && left.isContiguous() && left.size(-1) > 0) {
            int rows = left.numel() / left.size(-1);
            Tensor flat = Dispatch.run(Matmul.OP, left.view(rows, left.size(-1)), right);
            product = flat.view(left.shape().with(-1, right.size(1)).toArray());
        } else {
            product = Dispatch.run(Matmul.OP, left, right);
        }
        if (other.rank() == 1) {
            product = product.squeeze(-1);
        }
        return rank() == 1 ? product.squeeze(other.rank() == 1 ? -1 : -2) : product;
    }

    /** The transpose of a matrix; a vector or scalar is returned as it is. */
    public Tensor t() {
        if (rank() > 2) {
            throw new ShapeException("t: shape " + shape() + " has more than two dimensions; use transpose");
        }
        return rank() < 2 ? this : transpose(0, 1);
    }

    // ---- views ------------------------------------------------------------------------------------

    /** The same elements in another shape; one extent may be -1. @throws ShapeException if the strides forbid it */
    public Tensor view(int... shape) {
        return Dispatch.run(new View(resolve("view", shape)), this);
    }

    /** As {@link #view}, copying where the strides forbid one. */
    public Tensor reshape(int... shape) {
        View op = new View(resolve("reshape", shape));
        if (op.shape().equals(shape())) {
            return this;
        }
        return Dispatch.run(op, op.shape().size() != numel() || op.fits(this) ? this : contiguous());
    }

    public Tensor permute(int... order) {
        return Dispatch.run(new Permute(Dims.of(order)), this);
    }

    public Tensor transpose(int a, int b) {
        int[] order = Dims.all(shape()).toArray();
        int first = shape().axis(a);
        int second = shape().axis(b);
        order[first] = second;
        order[second] = first;
        return permute(order);
    }

    /** Repeats dimensions of extent 1 without copying; -1 leaves one as it is. */
    public Tensor expand(int... shape) {
        int[] wanted = shape.clone();
        int added = wanted.length - rank();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == -1 && i >= added) {
                wanted[i] = size(i - added);
            }
        }
        return Dispatch.run(new Expand(Shape.of(wanted)), this);
    }

    public Tensor unsqueeze(int dim) {
        int at = dim < 0 ? dim + rank() + 1 : dim;
        if (at < 0 || at > rank()) {
            throw new ShapeException("unsqueeze: dimension " + dim + " does not fit shape " + shape());
        }
        int[] extents = new int[rank() + 1];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = i < at ? size(i) : i == at ? 1 : size(i - 1);
        }
        return view(extents);
    }

    /** Removes a dimension of extent 1; one of another extent stays. */
    public Tensor squeeze(int dim) {
        return size(dim) == 1 ? view(shape().without(dim).toArray()) : this;
    }

    /** Joins dimensions {@code start … end} (inclusive, negative counts from the end) into one. */
    public Tensor flatten(int start, int end) {
        if (rank() == 0) {
            return reshape(1);
        }
        int first = shape().axis(start);
        int last = shape().axis(end);
        if (first > last) {
            throw new ShapeException("flatten: start " + start + " comes after end " + end + " in shape " + shape());
        }
        int[] extents = new int[rank() - (last - first)];
        int joined = 1;
        for (int i = 0, j = 0; i < rank(); i++) {
            if (i < first || i > last) {
                extents[j++] = size(i);
            } else {
                joined *= size(i);
                if (i == last) {
                    extents[j++] = joined;
                }
            }
        }
        return reshape(extents);
    }

    /** {@code length} elements of a dimension from {@code start} on. */
    public Tensor narrow(int dim, int start, int length) {
        int from = start < 0 ? start + size(dim) : start;
        return Dispatch.run(new Slice(dim, from, from + length, 1), this);
    }

    /** {@code start:end:step} of a dimension with Python's rules: negative counts from the end, too far is cut. */
    public Tensor slice(int dim, int start, int end, int step) {
        int extent = size(dim);
        int from = Math.max(0, Math.min(extent, start < 0 ? start + extent : start));
        int to = Math.max(from, Math.min(extent, end < 0 ? end + extent : end));
        return Dispatch.run(new Slice(dim, from, to, step), this);
    }

    /** One element of a dimension, which disappears. */
    public Tensor select(int dim, int index) {
        int extent = size(dim);
        int at = index < 0 ? index + extent : index;
        if (at < 0 || at >= extent) {
            throw new ShapeException(
                    "select: index " + index + " is outside dimension " + dim + " of shape " + shape());
        }
        Tensor one = Dispatch.run(new Slice(dim, at, at + 1, 1), this);
        return one.view(one.shape().without(dim).toArray());
    }

    /** This tensor if its elements lie row-major without gaps, else a copy that does. */
    public Tensor contiguous() {
        return contiguous ? this : copy();
    }

    /** A contiguous copy in memory of its own, as PyTorch's {@code clone}. */
    public Tensor copy() {
        return Dispatch.run(Copy.OP, this);
    }

    /** Converted to another dtype; this tensor if it has it. */
    public Tensor to(DType dtype) {
        return dtype == dtype() && !type.weak() ? this : Dispatch.run(new Cast(dtype), this);
    }

    // ---- joining and indexing ---------------------------------------------------------------------

    /** Tensors one after the other along a dimension. */
    public static Tensor cat(List<Tensor> tensors, int dim) {
        return Dispatch.run(new Cat(dim), tensors.toArray(Tensor[]::new));
    }

    /** Tensors of one shape side by side along a new dimension. */
    public static Tensor stack(List<Tensor> tensors, int dim) {
        return cat(tensors.stream().map(tensor -> tensor.unsqueeze(dim)).toList(), dim);
    }

    public Tensor gather(int dim, Tensor index) {
        return Dispatch.run(new Gather(dim), this, index);
    }

    public Tensor scatterAdd(int dim, Tensor index, Tensor source) {
        return Dispatch.run(new ScatterAdd(dim), this, index, source);
    }

    public Tensor indexSelect(int dim, Tensor index) {
        return Dispatch.run(new IndexSelect(dim), this, index);
    }

    public Tensor indexAdd(int dim, Tensor index, Tensor source) {
        return Dispatch.run(new IndexAdd(dim), this, index, source);
    }

    // ---- gradients --------------------------------------------------------------------------------

    /** Whether gradients flow through this tensor. */
    public boolean requiresGrad() {
        return gradState != null;
    }

    /**
     * Asks that gradients of this leaf be collected, or no longer.
     *
     * @throws DTypeException if it is not floating
     */
    public Tensor requiresGrad(boolean required) {
        if (required && !dtype().isFloating()) {
            throw new DTypeException("requiresGrad: only floating tensors have gradients, this is " + dtype());
        }
        if (!isLeaf()) {
            throw new dev.arclight.autograd.AutogradException(
                    "requiresGrad: this tensor is the result of an operation; call it on a leaf, or detach() first");
        }
        if (required != requiresGrad()) {
            gradState = required ? GradState.leaf() : null;
        }
        return this;
    }

    /** Whether it was made by the user rather than by a recorded operation. */
    public boolean isLeaf() {
        return gradState == null || gradState.isLeaf();
    }

    /** The gradient collected by {@link #backward}, or null. */
    public @Nullable Tensor grad() {
        return gradState == null ? null : gradState.grad();
    }

    /** Replaces the collected gradient; null forgets it. */
    public void grad(@Nullable Tensor grad) {
        if (gradState != null) {
            gradState.grad(grad);
        }
    }

    /** Adds the gradients of this single element to {@link #grad()} of every leaf it was made from. */
    public void backward() {
        Autograd.backward(this, null, false, false);
    }

    /** As {@link #backward()} for a tensor of any shape, given its own gradient. */
    public void backward(Tensor gradient) {
        Autograd.backward(this, gradient, false, false);
    }

    /** The same storage without a history. */
    public Tensor detach() {
        return gradState == null ? this : new Tensor(storage, type, strides, offset, view);
    }

    /** A copy with the same history, for a gradient that needs the content from before an in-place change. */
    public Tensor snapshot() {
        Tensor copy = uninitialized(dtype(), shape());
        Backends.cpu().copy(this, copy);
        copy.gradState = gradState;
        return copy;
    }

    /** What autograd knows of this tensor, or null; for the engine's own rooms. */
    public @Nullable GradState gradState() {
        return gradState;
    }

    /** For the engine's own rooms. */
    public void gradState(GradState state) {
        gradState = state;
    }

    // ---- printing ---------------------------------------------------------------------------------

    @Override
    public String toString() {
        return TensorPrinter.print(this);
    }

    // ---- inside -----------------------------------------------------------------------------------

    private Shape resolve(String what, int... wanted) {
        int[] extents = wanted.clone();
        int free = -1;
        long known = 1;
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] == -1) {
                if (free >= 0) {
                    throw new ShapeException(what + ": only one extent of " + Arrays.toString(wanted) + " may be -1");
                }
                free = i;
            } else {
                known *= extents[i];
            }
        }
        if (free >= 0) {
            if (known == 0 || numel() % known != 0) {
                throw new ShapeException(what + ": " + numel() + " elements of shape " + shape() + " do not fit "
                        + Arrays.toString(wanted));
            }
            extents[free] = (int) (numel() / known);
        }
        return Shape.of(extents);
    }

    private static boolean isRowMajor(Shape shape, int[] strides) {
        int step = 1;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            int extent = shape.dim(i);
            if (extent == 0) {
                return true;
            }
            if (extent != 1) {
                if (strides[i] != step) {
                    return false;
                }
                step *= extent;
            }
        }
        return true;
    }
}
