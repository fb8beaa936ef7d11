package dev.arclight.tensor;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Java arrays of arrays, and lists of lists, to tensors and back. */
final class NestedArrays {
    private final DType dtype;
    private final Object elements;
    private final int[] extents;
    private int next;

    private NestedArrays(DType dtype, int[] extents) {
        this.dtype = dtype;
        this.extents = extents;
        this.elements = Storage.newArray(dtype, (int) Shape.of(extents).size());
    }

    /**
     * Copies numbers, arrays or lists of any depth into a tensor.
     *
     * @throws ShapeException if the arrays are ragged
     * @throws DTypeException if something in them is neither a number nor a boolean
     */
    static Tensor toTensor(Object nested) {
        int[] extents = extents(nested);
        NestedArrays copy = new NestedArrays(dtypeOf(nested), extents);
        copy.add(nested, 0);
        return Tensor.over(copy.elements, new TensorType(copy.dtype, Shape.of(extents)));
    }

    /** A one-dimensional tensor that shares an array of numbers; empty for all else, booleans too. */
    static Optional<Tensor> shared(Object array) {
        Class<?> leaf = array.getClass().getComponentType();
        if (leaf == null || !leaf.isPrimitive() || leaf == boolean.class || leaf == char.class) {
            return Optional.empty();
        }
        return Optional.of(Tensor.over(array, new TensorType(dtypeOf(leaf), Shape.of(Array.getLength(array)))));
    }

    /** The extents that the first element of each level tells. */
    private static int[] extents(Object nested) {
        List<Integer> extents = new ArrayList<>();
        Object level = nested;
        while (level != null && isSequence(level)) {
            int length = length(level);
            extents.add(length);
            if (length == 0) {
                break;
            }
            level = element(level, 0);
        }
        return extents.stream().mapToInt(Integer::intValue).toArray();
    }

    private static DType dtypeOf(Object nested) {
        Class<?> leaf = nested.getClass();
        while (leaf.isArray()) {
            leaf = leaf.getComponentType();
        }
        if (leaf.isPrimitive()) {
            return dtypeOf(leaf);
        }
        DType found = promoted(nested, null);
        return found == null ? DType.getDefault() : found;
    }

    /** The smallest dtype that holds everything in boxed arrays and lists. */
    private static @Nullable DType promoted(@Nullable Object nested, @Nullable DType known) {
        if (nested == null) {
            throw new DTypeException("tensor: an element is null; expected a number or a boolean");
        }
        if (!isSequence(nested)) {
            DType dtype = dtypeOf(nested.getClass());
            return known == null ? dtype : DType.promote(known, dtype);
        }
        if (nested.getClass().isArray() && nested.getClass().getComponentType().isPrimitive()) {
            DType dtype = dtypeOf(nested.getClass().getComponentType());
            return known == null ? dtype : DType.promote(known, dtype);
        }
        DType found = known;
        for (int i = 0; i < length(nested); i++) {
            found = promoted(element(nested, i), found);
        }
        return found;
    }

    private static DType dtypeOf(Class<?> leaf) {
        if (leaf == float.class || leaf == Float.class) {
            return DType.FLOAT32;
        }
        if (leaf == double.class || leaf == Double.class) {
            return DType.FLOAT64;
        }
        if (leaf == long.class || leaf == Long.class) {
            return DType.INT64;
        }
        if (leaf == int.class || leaf == Integer.class) {
            return DType.INT32;
        }
        if (leaf == short.class || leaf == Short.class) {
            return DType.INT16;
        }
        if (leaf == byte.class || leaf == Byte.class) {
            return DType.INT8;
        }
        if (leaf == boolean.class || leaf == Boolean.class) {
            return DType.BOOL;
        }
        throw new DTypeException("tensor: no dtype holds a Java " + leaf.getSimpleName()
                + "; expected float, double, long, int, short, byte or boolean");
    }

    private void add(@Nullable Object nested, int depth) {
        if (depth == extents.length) {
            if (nested == null || isSequence(nested)) {
                throw ragged(depth, nested);
            }
            put(nested);
            return;
        }
        if (nested == null || !isSequence(nested) || length(nested) != extents[depth]) {
            throw ragged(depth, nested);
        }
        if (depth == extents.length - 1 && nested.getClass() == elements.getClass()) {
            System.arraycopy(nested, 0, elements, next, extents[depth]);
            next += extents[depth];
            return;
        }
        for (int i = 0; i < extents[depth]; i++) {
            add(element(nested, i), depth + 1);
        }
    }

    private ShapeException ragged(int depth, @Nullable Object found) {
        String got = found == null
                ? "null"
                : isSequence(found)
                        ? "one of length " + length(found)
                        : "a single " + found.getClass().getSimpleName();
        return new ShapeException("tensor: ragged arrays: "
                + (depth == extents.length
                        ? "expected a number " + depth + " levels deep"
                        : "expected an array of length " + extents[depth] + " at dimension " + depth)
                + ", got " + got + "; all arrays of a dimension must have one length");
    }

    private void put(Object value) {
        if (value instanceof Boolean truth) {
            Array.set(elements, next++, converted(truth ? 1 : 0));
        } else {
            Array.set(elements, next++, converted((Number) value));
        }
    }

    private Object converted(Number value) {
        return switch (dtype) {
            case FLOAT32 -> value.floatValue();
            case FLOAT64 -> value.doubleValue();
            case INT64 -> value.longValue();
            case INT32 -> value.intValue();
            case INT16 -> value.shortValue();
            case FLOAT16, BFLOAT16 -> throw new IllegalStateException("no Java type stands for " + dtype);
            case INT8, UINT8, BOOL -> value.byteValue();
        };
    }

    private static boolean isSequence(Object value) {
        return value instanceof List || value.getClass().isArray();
    }

    private static int length(Object sequence) {
        return sequence instanceof List<?> list ? list.size() : Array.getLength(sequence);
    }

    private static @Nullable Object element(Object sequence, int i) {
        return sequence instanceof List<?> list ? list.get(i) : Array.get(sequence, i);
    }

    /** Java arrays of arrays of the elements; a scalar gives its boxed number. */
    static Object toArrays(Tensor tensor) {
        return arrays(flat(tensor), tensor.shape(), 0, new int[1]);
    }

    /** Lists of lists of Long, Double or Boolean; a scalar gives its boxed number. */
    static Object toLists(Tensor tensor) {
        return lists(flat(tensor), tensor.shape(), 0, new int[1]);
    }

    /** The elements in row-major order in the plainest Java array that holds them. */
    private static Object flat(Tensor tensor) {
        return switch (tensor.dtype()) {
            case FLOAT32, FLOAT16, BFLOAT16 -> tensor.toFloatArray();
            case FLOAT64 -> tensor.toDoubleArray();
            case INT64 -> tensor.toLongArray();
            case INT32, UINT8 -> tensor.toIntArray();
            case INT16 -> tensor.toShortArray();
            case INT8 -> tensor.toByteArray();
            case BOOL -> tensor.toBooleanArray();
        };
    }

    private static Object arrays(Object flat, Shape shape, int depth, int[] next) {
        if (depth == shape.rank()) {
            return Array.get(flat, next[0]++);
        }
        int extent = shape.dim(depth);
        int[] inner = new int[shape.rank() - depth];
        for (int i = 0; i < inner.length; i++) {
            inner[i] = shape.dim(depth + i);
        }
        Object level = Array.newInstance(flat.getClass().getComponentType(), inner);
        if (inner.length == 1) {
            System.arraycopy(flat, next[0], level, 0, extent);
            next[0] += extent;
            return level;
        }
        for (int i = 0; i < extent; i++) {
            Array.set(level, i, arrays(flat, shape, depth + 1, next));
        }
        return level;
    }

    private static Object lists(Object flat, Shape shape, int depth, int[] next) {
        if (depth == shape.rank()) {
            return boxed(Array.get(flat, next[0]++));
        }
        List<Object> level = new ArrayList<>();
        for (int i = 0; i < shape.dim(depth); i++) {
            level.add(lists(flat, shape, depth + 1, next));
        }
        return level;
    }

    private static Object boxed(Object element) {
        if (element instanceof Boolean) {
            return element;
        }
        Number number = (Number) element;
        return element instanceof Float || element instanceof Double
                ? (Object) number.doubleValue()
                : (Object) number.longValue();
    }
}
