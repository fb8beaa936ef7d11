package dev.arclight.tensor;

import dev.arclight.autograd.AutogradException;
import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.GradState;
import dev.arclight.autograd.Tape;
import dev.arclight.autograd.ViewHistory;
import dev.arclight.kernel.Backends;
import dev.arclight.op.Copy;
import dev.arclight.op.CopyFrom;
import dev.arclight.op.Dispatch;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
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
public final class Tensor extends TensorSampling
        implements TensorAliases,
                TensorArithmetic,
                TensorCombinations,
                TensorComparison,
                TensorConversions,
                TensorEmbedding,
                TensorFunctions,
                TensorGradients,
                TensorIndexing,
                TensorNew,
                TensorOrder,
                TensorParts,
                TensorProducts,
                TensorProperties,
                TensorRandom,
                TensorReading,
                TensorRearranging,
                TensorReductions,
                TensorScans,
                TensorScattering,
                TensorSpecialFunctions,
                TensorStatistics,
                TensorViews,
                Index {
    // Not final because of setData and become.
    private Storage storage;
    private TensorType type;
    private int[] strides;
    private int offset;
    private boolean contiguous;
    private @Nullable GradState gradState;
    private @Nullable ViewHistory viewHistory;

    private Tensor(Storage storage, TensorType type, int[] strides, int offset) {
        this.storage = storage;
        this.type = type;
        this.strides = strides;
        this.offset = offset;
        this.contiguous = isRowMajor(type.shape(), strides);
    }

    /** All of a storage, row-major. */
    private Tensor(Storage storage, TensorType type) {
        this.storage = storage;
        this.type = type;
        this.strides = type.shape().sharedStrides();
        this.offset = 0;
        this.contiguous = true;
    }

    // ---- for the engine's own rooms ---------------------------------------------------------------------

    /** The first elements of an array, which may be longer, row-major. */
    public static Tensor over(Object array, TensorType type) {
        return new Tensor(Storage.pooled(type.dtype(), array, (int) type.shape().size()), type);
    }

    /** All of a storage, row-major. */
    static Tensor over(Storage storage, TensorType type) {
        return new Tensor(storage, type);
    }

    /**
     * Looks at another tensor's memory from now on, whatever its dtype and shape, and forgets the gradient collected so
     * far; as PyTorch's {@code x.data = other}. Whoever holds this tensor, such as an optimizer, goes on holding it.
     *
     * @throws DTypeException if this requires a gradient and the other is not floating
     */
    public void setData(Tensor other) {
        if (requiresGrad() && !other.dtype().isFloating()) {
            throw new DTypeException("setData: this tensor requires a gradient, which " + other.dtype() + " has not");
        }
        storage = other.storage;
        type = other.type;
        strides = other.strides;
        offset = other.offset;
        contiguous = other.contiguous;
        setGrad(null);
    }

    /**
     * Looks at its own memory in another way from now on, which counts as a change in place.
     *
     * @param look one view
     * @throws AutogradException if this is a leaf that requires a gradient, or a view of one, and gradients are recorded
     */
    Tensor become(String what, UnaryOperator<Tensor> look) {
        if (requiresGrad() && GradMode.isRecording()) {
            Tape.requireWritable(what, this);
        }
        Tensor before = new Tensor(storage, type, strides, offset);
        before.gradState = gradState;
        before.viewHistory = viewHistory;
        Tensor view = look.apply(before);
        storage.changed();
        type = view.type;
        strides = view.strides;
        offset = view.offset;
        contiguous = view.contiguous;
        ViewHistory history = view.viewHistory;
        if (view == before || history == null) {
            return this;
        }
        if (view.gradState != null) {
            Tape.succeed(this, before.gradState, view.gradState);
        }
        if (viewHistory != null || view.gradState != null) {
            viewHistory = history.ofItself();
        }
        return this;
    }

    /** Writes what broadcasts to this tensor's shape over its elements. */
    Tensor overwrite(CopyFrom op, Tensor other) {
        if (other.shape().equals(shape())) {
            return Dispatch.runInPlace(op, this, other);
        }
        if (!other.shape().broadcastsTo(shape())) {
            throw new ShapeException(op.name() + "_: a tensor of shape " + other.shape() + " does not broadcast to "
                    + shape() + ", which it is to be written over");
        }
        return Dispatch.runInPlace(op, this, other.expand(shape().toArray()));
    }

    /**
     * Another way to look at a tensor's storage; for the engine's own rooms.
     *
     * @throws ShapeException if it shows more elements than an int counts, as it may by repeating some
     */
    public static Tensor alias(Tensor base, Shape shape, int[] strides, int offset) {
        return alias("view", base, shape, strides, offset);
    }

    /** {@link #alias(Tensor, Shape, int[], int)} for the operation {@code what}. */
    public static Tensor alias(String what, Tensor base, Shape shape, int[] strides, int offset) {
        if (shape.size() > Integer.MAX_VALUE) {
            throw new ShapeException(what + ": a view of shape " + shape + " would show " + shape.size()
                    + " elements, more than the 2^31 - 1 that a tensor can have; work on parts of it");
        }
        // Without elements there is no first one, and an offset past the array would only trip those who copy ranges.
        int start = shape.size() == 0 ? 0 : offset;
        return new Tensor(base.storage, new TensorType(base.dtype(), shape), strides, start);
    }

    /** The same memory as elements of another dtype that lives in the same kind of array. */
    static Tensor alias(Tensor base, DType dtype) {
        TensorType type = new TensorType(dtype, base.shape());
        return new Tensor(base.storage, type, base.strides, base.offset);
    }

    /** Sums of products as a formula says, {@link TensorProducts#einsum}. */
    public static Tensor einsum(String equation, Tensor... operands) {
        return TensorProducts.einsum(equation, operands);
    }

    /** The product of matrices in the cheapest order, {@link TensorProducts#multiDot}. */
    public static Tensor multiDot(List<Tensor> matrices) {
        return TensorProducts.multiDot(matrices);
    }

    /** {@link TensorProducts#chainMatmul}. */
    public static Tensor chainMatmul(Tensor... matrices) {
        return TensorProducts.chainMatmul(matrices);
    }

    // ---- what it is -------------------------------------------------------------------------------------

    @Override
    public Tensor self() {
        return this;
    }

    @Override
    public Shape shape() {
        return type.shape();
    }

    @Override
    public DType dtype() {
        return type.dtype();
    }

    /** Dtype and shape as operations infer with them. */
    @Override
    public TensorType type() {
        return type;
    }

    /** The number of dimensions. */
    @Override
    public int rank() {
        return type.shape().rank();
    }

    /** The extent of a dimension; negative counts from the end. */
    @Override
    public int size(int dim) {
        return type.shape().dim(dim);
    }

    /** The number of elements. */
    @Override
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

    /**
     * A copy in memory of its own, with the order that the dimensions have in this tensor's; gradients flow through it.
     * {@link #contiguous} gives row-major ones.
     */
    @Override
    public Tensor clone() {
        return Dispatch.run(Copy.OP, this);
    }

    /** Whether the elements lie row-major without gaps. */
    public boolean isContiguous() {
        return contiguous;
    }

    /** Whether it was made by looking at another tensor's storage. */
    public boolean isView() {
        return ViewHistory.isOfAnother(viewHistory);
    }

    // ---- reading ----------------------------------------------------------------------------------------

    /** The only element, as a double. @throws ShapeException if there are more or none */
    public double item() {
        if (numel() != 1) {
            throw new ShapeException(
                    "item: a tensor of shape " + shape() + " has " + numel() + " elements, expected one");
        }
        return at(offset);
    }

    /** One element as a double, as NumPy's {@code item(i, j)}; each index may count from the end. */
    public double item(int... index) {
        if (index.length != rank()) {
            throw new ShapeException("item: got " + index.length + " indices for a tensor of shape " + shape()
                    + ", expected one for each dimension");
        }
        int place = offset;
        for (int i = 0; i < index.length; i++) {
            int extent = size(i);
            int at = index[i] < 0 ? index[i] + extent : index[i];
            if (at < 0 || at >= extent) {
                throw new ShapeException(
                        "item: index " + index[i] + " is out of bounds for dimension " + i + " with size " + extent);
            }
            place += at * strides[i];
        }
        return at(place);
    }

    /** The element at a place of the storage. */
    double elementAt(int place) {
        return at(place);
    }

    /** The element of an integer or bool tensor at a place of the storage, exactly. */
    long wholeAt(int place) {
        return dtype() == DType.INT64 ? storage.longs()[place] : (long) at(place);
    }

    private double at(int place) {
        return switch (dtype()) {
            case FLOAT32 -> storage.floats()[place];
            case FLOAT64 -> storage.doubles()[place];
            case INT64 -> storage.longs()[place];
            case INT32 -> storage.ints()[place];
            case INT16 -> storage.shorts()[place];
            case FLOAT16 -> Half.fromFloat16(storage.shorts()[place]);
            case BFLOAT16 -> Half.fromBfloat16(storage.shorts()[place]);
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

    /** A copy of the elements in row-major order, converted to short; float16 and bfloat16 give their numbers, not bits. */
    public short[] toShortArray() {
        Tensor plain = detach().to(DType.INT16).contiguous();
        return Arrays.copyOfRange(plain.storage.shorts(), plain.offset, plain.offset + numel());
    }

    // ---- history ----------------------------------------------------------------------------------------

    /** The same memory with another history, or none; for the engine's own rooms. */
    public Tensor withState(@Nullable GradState state) {
        Tensor other = new Tensor(storage, type, strides, offset);
        other.gradState = state;
        return other;
    }

    /** A copy with the same history, for a gradient that needs the content from before an in-place change. */
    public Tensor snapshot() {
        Tensor copy = uninitialized(dtype(), shape());
        Backends.cpu().copy(this, copy);
        copy.gradState = gradState();
        return copy;
    }

    /** What autograd knows of this tensor, or null; for the engine's own rooms. */
    public @Nullable GradState gradState() {
        ViewHistory view = viewHistory;
        if (view != null && view.isBehind()) {
            ViewHistory.refresh(this);
        }
        GradState state = gradState;
        return state == null || state.isActive() ? state : null;
    }

    /** {@link #gradState()}, or what a leaf that no longer asks for gradients has kept of it. */
    @Nullable
    GradState keptState() {
        GradState state = gradState();
        return state == null ? gradState : state;
    }

    /** For the engine's own rooms. */
    public void gradState(@Nullable GradState state) {
        gradState = state;
    }

    /** How this view came from another tensor, or null; for the engine's own rooms. */
    public @Nullable ViewHistory viewHistory() {
        return viewHistory;
    }

    /** For the engine's own rooms. */
    public void viewHistory(@Nullable ViewHistory history) {
        viewHistory = history;
    }

    // ---- printing ---------------------------------------------------------------------------------------

    @Override
    public String toString() {
        return TensorPrinter.print(this, PrintOptions.DEFAULT);
    }

    /** As {@link #toString()}, with other precision, length or width. */
    public String toString(PrintOptions options) {
        return TensorPrinter.print(this, options);
    }

    // ---- inside -----------------------------------------------------------------------------------------
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
