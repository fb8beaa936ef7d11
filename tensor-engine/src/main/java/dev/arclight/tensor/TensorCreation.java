package dev.arclight.tensor;

/**
 * Tensors out of Java arrays and out of nothing; users call these as {@code Tensor.zeros(2, 3)}.
 *
 * <p>A dtype comes first where one is given; without one a tensor is of the default dtype,
 * float32 unless {@link DType#setDefault} says otherwise. Gradients are asked for afterwards:
 * {@code Tensor.zeros(2, 3).requiresGrad(true)}. Every method throws {@link ShapeException} for a negative extent and for
 * more elements than a Java array holds.
 */
public abstract sealed class TensorCreation extends TensorJoining permits TensorSequences {
    private static final TensorType NUMBER = new TensorType(DType.FLOAT64, Shape.of(), true);
    private static final TensorType WHOLE_NUMBER = new TensorType(DType.INT64, Shape.of(), true);

    TensorCreation() {}

    // From Java's numbers and arrays.

    /** A float32 tensor that shares {@code data}, in row-major order; without a shape the array is one number. */
    public static Tensor of(float[] data, int... shape) {
        return wrap(DType.FLOAT32, data, data.length, shape);
    }

    /** A float64 tensor that shares {@code data}, in row-major order; without a shape the array is one number. */
    public static Tensor of(double[] data, int... shape) {
        return wrap(DType.FLOAT64, data, data.length, shape);
    }

    /** An int64 tensor that shares {@code data}, in row-major order; without a shape the array is one number. */
    public static Tensor of(long[] data, int... shape) {
        return wrap(DType.INT64, data, data.length, shape);
    }

    /** An int32 tensor that shares {@code data}, in row-major order; without a shape the array is one number. */
    public static Tensor of(int[] data, int... shape) {
        return wrap(DType.INT32, data, data.length, shape);
    }

    /** An int16 tensor that shares {@code data}, in row-major order; without a shape the array is one number. */
    public static Tensor of(short[] data, int... shape) {
        return wrap(DType.INT16, data, data.length, shape);
    }

    /**
     * A float16 or bfloat16 tensor that shares {@code bits}, in row-major order.
     *
     * @throws DTypeException if the dtype is another one
     */
    public static Tensor ofBits(short[] bits, DType dtype, int... shape) {
        if (!dtype.isHalf()) {
            throw new DTypeException("ofBits: " + dtype + " is not held as 16 bits; use float16 or bfloat16");
        }
        return wrap(dtype, bits, bits.length, shape);
    }

    /** An int8, uint8 or bool tensor (bytes 0 and 1) that shares {@code data}, in row-major order. */
    public static Tensor ofBytes(byte[] data, DType dtype, int... shape) {
        if (dtype.bytes() != 1) {
            throw new DTypeException("ofBytes: " + dtype + " does not live in a byte[]; use int8, uint8 or bool");
        }
        return wrap(dtype, data, data.length, shape);
    }

    /**
     * A copy of an array of arrays: a {@code float[2][3]} gives a float32 tensor of shape {@code [2, 3]}.
     *
     * @throws ShapeException if arrays of one dimension differ in length
     * @throws DTypeException if they hold anything but numbers and booleans
     */
    public static Tensor of(Object[] nested) {
        return NestedArrays.toTensor(nested);
    }

    /**
     * A copy of a number, a boolean, an array or a list, nested to any depth, as {@code torch.tensor}. Java's type tells
     * the dtype: float is float32, double float64, int int32, boolean bool and so on; where types are mixed the smallest
     * dtype that holds them all. Nothing at all is of the default dtype.
     *
     * @throws ShapeException if arrays of one dimension differ in length
     * @throws DTypeException if they hold anything but numbers and booleans
     */
    public static Tensor tensor(Object nested) {
        if (nested instanceof Tensor) {
            throw new DTypeException("tensor: got a tensor, expected numbers, arrays or lists; copy it with clone()");
        }
        return NestedArrays.toTensor(nested);
    }

    /** As {@link #tensor(Object)}, converted to a dtype. */
    public static Tensor tensor(Object nested, DType dtype) {
        return tensor(nested).to(dtype);
    }

    /**
     * As {@link #tensor(Object)}, but a tensor is returned as it is and a one-dimensional array of numbers is shared, as
     * {@code torch.as_tensor}.
     */
    public static Tensor asTensor(Object data) {
        if (data instanceof Tensor tensor) {
            return tensor;
        }
        return NestedArrays.shared(data).orElseGet(() -> tensor(data));
    }

    /** A one-dimensional float32 tensor that shares {@code data}, as {@code torch.from_numpy}. */
    public static Tensor fromArray(float[] data) {
        return of(data, data.length);
    }

    /** A one-dimensional float64 tensor that shares {@code data}. */
    public static Tensor fromArray(double[] data) {
        return of(data, data.length);
    }

    /** A one-dimensional int64 tensor that shares {@code data}. */
    public static Tensor fromArray(long[] data) {
        return of(data, data.length);
    }

    /** A one-dimensional int32 tensor that shares {@code data}. */
    public static Tensor fromArray(int[] data) {
        return of(data, data.length);
    }

    /** A one-dimensional int16 tensor that shares {@code data}. */
    public static Tensor fromArray(short[] data) {
        return of(data, data.length);
    }

    /** A one-dimensional int8 tensor that shares {@code data}; other types of a byte come by {@link #ofBytes}. */
    public static Tensor fromArray(byte[] data) {
        return ofBytes(data, DType.INT8, data.length);
    }

    /** A tensor of no dimensions, of the default dtype. */
    public static Tensor scalar(double value) {
        return full(value);
    }

    /** A Java number in an operation: its dtype gives way to the other operand's. */
    public static Tensor number(double value) {
        return Tensor.over(new double[] {value}, NUMBER);
    }

    /** A whole Java number in an operation: its dtype gives way to the other operand's. */
    public static Tensor number(long value) {
        return Tensor.over(new long[] {value}, WHOLE_NUMBER);
    }

    // Filled with one value.

    public static Tensor zeros(int... shape) {
        return zeros(DType.getDefault(), shape);
    }

    public static Tensor zeros(DType dtype, int... shape) {
        return zeros(dtype, Shape.of(shape));
    }

    private static Tensor zeros(DType dtype, Shape shape) {
        return Tensor.over(Storage.zeros(dtype, shape.size()), new TensorType(dtype, shape));
    }

    public static Tensor ones(int... shape) {
        return ones(DType.getDefault(), shape);
    }

    public static Tensor ones(DType dtype, int... shape) {
        return full(dtype, 1L, shape);
    }

    /** Of the default dtype; another is {@link #full(DType, double, int...)}. */
    public static Tensor full(double value, int... shape) {
        return full(DType.getDefault(), value, shape);
    }

    /** Of int64, as a whole number is in PyTorch; write {@code 5.0} for floats. */
    public static Tensor full(long value, int... shape) {
        return full(DType.INT64, value, shape);
    }

    /**
     * Every element is {@code value}; a fraction is cut off where the dtype is whole.
     *
     * @throws ArclightException if the dtype does not reach so far
     */
    public static Tensor full(DType dtype, double value, int... shape) {
        return empty(dtype, shape).fill_(value);
    }

    /** Every element is {@code value}, which int64 holds exactly. */
    public static Tensor full(DType dtype, long value, int... shape) {
        return empty(dtype, shape).fill_(value);
    }

    /** A bool tensor. */
    public static Tensor full(boolean value, int... shape) {
        return full(DType.BOOL, value ? 1L : 0L, shape);
    }

    /** Any content; for code that writes every element. */
    public static Tensor empty(int... shape) {
        return empty(DType.getDefault(), shape);
    }

    /** Any content; for code that writes every element. */
    public static Tensor empty(DType dtype, int... shape) {
        return uninitialized(dtype, Shape.of(shape));
    }

    /**
     * Any content, laid out with these strides; elements may share memory, as where a stride is 0.
     *
     * @throws ShapeException if there is not one stride for each extent, or one is negative
     */
    public static Tensor emptyStrided(DType dtype, int[] shape, int[] strides) {
        Shape extents = Shape.of(shape);
        if (strides.length != shape.length) {
            throw new ShapeException("emptyStrided: " + strides.length + " strides for shape " + extents
                    + "; expected one for each dimension");
        }
        long last = 0;
        for (int i = 0; i < strides.length; i++) {
            if (strides[i] < 0) {
                throw new ShapeException(
                        "emptyStrided: the stride of dimension " + i + " is " + strides[i] + "; strides must be ≥ 0");
            }
            last += (long) strides[i] * Math.max(0, shape[i] - 1);
        }
        long length = extents.size() == 0 ? 0 : last + 1;
        Storage storage = Storage.uninitialized(dtype, length);
        Tensor flat = Tensor.over(storage, new TensorType(dtype, Shape.of((int) length)));
        return Tensor.alias(flat, extents, strides.clone(), 0);
    }

    /** Memory with any content, for code that writes every element. */
    public static Tensor uninitialized(DType dtype, Shape shape) {
        return uninitialized(new TensorType(dtype, shape));
    }

    /** As {@link #uninitialized(DType, Shape)}. */
    public static Tensor uninitialized(TensorType type) {
        return Tensor.over(Storage.uninitialized(type.dtype(), type.shape().size()), type);
    }

    // Of another tensor's shape; contiguous, whatever its strides.

    /** Zeros of another tensor's shape and dtype. */
    public static Tensor zerosLike(Tensor other) {
        return zerosLike(other, other.dtype());
    }

    public static Tensor zerosLike(Tensor other, DType dtype) {
        return zeros(dtype, other.shape());
    }

    /** Ones of another tensor's shape and dtype. */
    public static Tensor onesLike(Tensor other) {
        return onesLike(other, other.dtype());
    }

    public static Tensor onesLike(Tensor other, DType dtype) {
        return emptyLike(other, dtype).fill_(1);
    }

    /** One value in another tensor's shape and dtype. */
    public static Tensor fullLike(Tensor other, double value) {
        return fullLike(other, value, other.dtype());
    }

    public static Tensor fullLike(Tensor other, double value, DType dtype) {
        return emptyLike(other, dtype).fill_(value);
    }

    /** One whole number, exactly, in another tensor's shape and dtype. */
    public static Tensor fullLike(Tensor other, long value) {
        return fullLike(other, value, other.dtype());
    }

    public static Tensor fullLike(Tensor other, long value, DType dtype) {
        return emptyLike(other, dtype).fill_(value);
    }

    /** Any content in another tensor's shape and dtype. */
    public static Tensor emptyLike(Tensor other) {
        return emptyLike(other, other.dtype());
    }

    public static Tensor emptyLike(Tensor other, DType dtype) {
        return uninitialized(dtype, other.shape());
    }

    // Matrices.

    /** The identity matrix of n rows, of the default dtype. */
    public static Tensor eye(int n) {
        return eye(DType.getDefault(), n, n);
    }

    /** Ones on the main diagonal of an n × m matrix, of the default dtype. */
    public static Tensor eye(int n, int m) {
        return eye(DType.getDefault(), n, m);
    }

    /** Ones on the main diagonal of an n × m matrix. */
    public static Tensor eye(DType dtype, int n, int m) {
        Tensor result = zeros(dtype, n, m);
        Tensor diagonal = Tensor.alias(result, Shape.of(Math.min(n, m)), new int[] {m + 1}, 0);
        diagonal.fill_(1);
        return result;
    }

    static Tensor wrap(DType dtype, Object data, int length, int... shape) {
        Shape extents = Shape.of(shape);
        if (extents.size() != length) {
            throw new ShapeException(
                    "of: an array of " + length + " elements does not fill shape " + extents + " of " + extents.size());
        }
        return Tensor.over(data, new TensorType(dtype, extents));
    }
}
