package dev.arclight.spark.data;

import dev.arclight.spark.parquet.NumberArrays;
import dev.arclight.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Copies feature columns, one behind the other, from Spark's rows and column batches into a {@link FeatureBuffer}.
 *
 * <p>Made for one task; not for use by two threads.
 */
public final class FeatureReader {
    /** Returned for "there is a null" where a position is returned otherwise. */
    private static final int NULL = -1;

    private static final int SPARSE = 0;

    /** Elements copied at a time from a column: 256 KiB of floats stay in the L2 cache between the two copies. */
    private static final int RUN = 65_536;

    private final FeatureColumn[] columns;
    private final int[] shape;
    private final int @Nullable [] widths;
    private final int width;
    private final int numbers;
    private final RowPosition position;

    private String nullColumn = "";
    private int nullElement = NULL;

    /**
     * Prepares to read.
     *
     * @param shape the extents of one row's features
     * @param position where errors are
     */
    public FeatureReader(List<FeatureColumn> columns, int[] shape, RowPosition position) {
        this(columns, shape, null, position);
    }

    /**
     * Prepares to read columns of given widths.
     *
     * @param widths how many numbers each column holds; null if only their sum matters
     */
    FeatureReader(List<FeatureColumn> columns, int[] shape, int @Nullable [] widths, RowPosition position) {
        this.columns = columns.toArray(FeatureColumn[]::new);
        this.shape = shape.clone();
        this.widths = widths == null ? null : widths.clone();
        this.width = FeatureBuffer.width(shape);
        this.numbers =
                (int) columns.stream().filter(column -> !column.variable()).count();
        this.position = position;
    }

    /**
     * Reads one row into place {@code slot} of the buffer.
     *
     * @param ahead how many rows this one lies behind the first that was not passed, for errors
     * @return false if a feature or an element of one is null; {@link #nullError} says which
     * @throws DataException if it has another number of features than expected, or one that the dtype cannot hold
     */
    public boolean read(InternalRow row, FeatureBuffer buffer, int slot, int ahead) {
        int at = slot * width;
        int end = at + width;
        for (int i = 0; i < columns.length; i++) {
            FeatureColumn column = columns[i];
            if (row.isNullAt(column.ordinal())) {
                nullColumn = column.name();
                nullElement = NULL;
                return false;
            }
            int begin = at;
            at = switch (column.kind()) {
                case NUMBER -> readNumber(row, column, buffer, at, end, ahead);
                case ARRAY -> readArray(row.getArray(column.ordinal()), column, 0, buffer, at, end, row, ahead);
                case BINARY -> readBinary(row, column, buffer, at, end, ahead);
                case VECTOR -> readVector(row.getStruct(column.ordinal(), 4), column, buffer, at, end, row, ahead);
            };
            if (at == NULL) {
                nullColumn = column.name();
                return false;
            }
            if (widths != null && at - begin != widths[i]) {
                throw position.error(
                        column.name(),
                        ahead,
                        (at - begin) + " elements, expected " + widths[i] + "; drop the row or make it that long");
            }
        }
        if (at != end) {
            throw wrongCount(row, ahead);
        }
        return true;
    }

    /**
     * Reads rows of a column batch in one go, if they are one column of arrays without nulls: of float or double, or of any
     * numbers that were read in runs.
     *
     * @param from the first row of {@code batch} to read; the position must stand there
     * @return false, and nothing read, if they are not; then {@link #read} each row
     * @throws DataException if an array has another number of elements than expected
     */
    public boolean readRun(ColumnarBatch batch, int from, int count, FeatureBuffer buffer, int slot) {
        if (columns.length != 1 || !(buffer instanceof FloatFeatures floats)) {
            return false;
        }
        FeatureColumn column = columns[0];
        if (column.kind() != FeatureColumn.Kind.ARRAY || column.depth() != 1) {
            return false;
        }
        if (batch.column(column.ordinal()) instanceof NumberArrays arrays) {
            return readRun(arrays, batch, from, count, floats, slot);
        }
        if ((column.element() != Element.FLOAT32 && column.element() != Element.FLOAT64)
                || !(batch.column(column.ordinal()) instanceof WritableColumnVector arrays)
                || arrays.hasNull()
                || arrays.getChild(0).hasNull()) {
            return false;
        }
        // The arrays of a column lie one behind the other in its child, so rows of equal length are one run of it.
        int first = arrays.getArrayOffset(from);
        for (int row = 0; row < count; row++) {
            if (arrays.getArrayLength(from + row) != width) {
                throw wrongCount(batch.getRow(from + row), row);
            }
            if (arrays.getArrayOffset(from + row) != first + row * width) {
                return false;
            }
        }
        ColumnVector child = arrays.getChild(0);
        int total = count * width;
        for (int done = 0; done < total; done += RUN) {
            int size = Math.min(RUN, total - done);
            int at = slot * width + done;
            if (column.element() == Element.FLOAT32) {
                floats.put(child.getFloats(first + done, size), at);
            } else {
                floats.put(child.getDoubles(first + done, size), at);
            }
        }
        return true;
    }

    private boolean readRun(
            NumberArrays arrays, ColumnarBatch batch, int from, int count, FloatFeatures floats, int slot) {
        if (arrays.hasNulls()) {
            return false;
        }
        for (int row = 0; row < count; row++) {
            if (arrays.length(from + row) != width) {
                throw wrongCount(batch.getRow(from + row), row);
            }
        }
        arrays.copy(from, count, floats.array(), slot * width);
        return true;
    }

    /**
     * Looks for numbers that are not finite among rows that were read.
     *
     * @param slot the first row's place; {@code ahead} its distance from the first that was not passed
     * @throws DataException naming the first
     */
    void requireFinite(FeatureBuffer buffer, int slot, int count, int ahead) {
        if (!(buffer.array() instanceof float[] values)) {
            return;
        }
        int end = (slot + count) * width;
        for (int at = slot * width; at < end; at++) {
            // The exponent of infinities and NaN alone has all bits set.
            if ((Float.floatToRawIntBits(values[at]) & 0x7f800000) == 0x7f800000) {
                int element = at % width;
                throw position.error(
                        columnOf(element),
                        ahead + at / width - slot,
                        "element " + element + " is " + values[at]
                                + ", expected a finite number; drop such rows or fill them in before");
            }
        }
    }

    private String columnOf(int element) {
        int end = 0;
        for (int i = 0; widths != null && i < columns.length; i++) {
            end += widths[i];
            if (element < end) {
                return columns[i].name();
            }
        }
        return names();
    }

    private String names() {
        return Arrays.stream(columns).map(FeatureColumn::name).collect(Collectors.joining(", "));
    }

    /** The error for the null that {@link #read} found last. */
    public DataException nullError(int ahead) {
        String what = nullElement == NULL ? "is null" : "has a null at element " + nullElement;
        return position.error(
                nullColumn, ahead, what + ", expected " + expected() + "; drop such rows or fill them in before");
    }

    /** How many numbers a row holds; one with a null counts up to it. */
    public int count(InternalRow row) {
        int count = numbers;
        for (FeatureColumn column : columns) {
            if (!row.isNullAt(column.ordinal())) {
                count += switch (column.kind()) {
                    case NUMBER -> 0;
                    case ARRAY -> count(row.getArray(column.ordinal()), column.depth());
                    case BINARY -> row.getBinary(column.ordinal()).length;
                    case VECTOR -> vectorSize(row.getStruct(column.ordinal(), 4));
                };
            }
        }
        return count;
    }

    private int readNumber(InternalRow row, FeatureColumn column, FeatureBuffer buffer, int at, int end, int ahead) {
        if (at == end) {
            throw wrongCount(row, ahead);
        }
        set(buffer, at, column.element().read(row, column.ordinal()), column, 0, ahead);
        return at + 1;
    }

    private int readArray(
            ArrayData array,
            FeatureColumn column,
            int level,
            FeatureBuffer buffer,
            int at,
            int end,
            InternalRow row,
            int ahead) {
        int count = array.numElements();
        if (columns.length == 1 && column.depth() > 1 && column.depth() == shape.length && count != shape[level]) {
            throw position.error(
                    column.name(),
                    ahead,
                    "dimension " + level + " has " + count + " elements, expected " + shape[level] + " for shape "
                            + Arrays.toString(shape) + "; drop the row or make it that shape");
        }
        if (level == column.depth() - 1) {
            return readNumbers(array, column, buffer, at, end, row, ahead);
        }
        int next = at;
        for (int i = 0; i < count; i++) {
            if (array.isNullAt(i)) {
                nullElement = i;
                return NULL;
            }
            next = readArray(array.getArray(i), column, level + 1, buffer, next, end, row, ahead);
            if (next == NULL) {
                return NULL;
            }
        }
        return next;
    }

    private int readNumbers(
            ArrayData array, FeatureColumn column, FeatureBuffer buffer, int at, int end, InternalRow row, int ahead) {
        int count = array.numElements();
        if (count > end - at) {
            throw wrongCount(row, ahead);
        }
        nullElement = firstNull(array, count);
        if (nullElement != NULL) {
            return NULL;
        }
        Element element = column.element();
        if (buffer.copies(element) && array instanceof UnsafeArrayData unsafe) {
            long header = UnsafeArrayData.calculateHeaderPortionInBytes((long) count);
            buffer.copy(unsafe.getBaseObject(), unsafe.getBaseOffset() + header, at, count);
        } else {
            for (int i = 0; i < count; i++) {
                set(buffer, at + i, element.read(array, i), column, i, ahead);
            }
        }
        return at + count;
    }

    private int readBinary(InternalRow row, FeatureColumn column, FeatureBuffer buffer, int at, int end, int ahead) {
        if (row instanceof UnsafeRow unsafe && buffer.dtype() == DType.UINT8) {
            // A variable-length field of an UnsafeRow holds the offset in its upper and the size in its lower half.
            long place = unsafe.getLong(column.ordinal());
            int size = (int) place;
            if (size > end - at) {
                throw wrongCount(row, ahead);
            }
            buffer.copy(unsafe.getBaseObject(), unsafe.getBaseOffset() + (place >>> 32), at, size);
            return at + size;
        }
        byte[] bytes = row.getBinary(column.ordinal());
        if (bytes.length > end - at) {
            throw wrongCount(row, ahead);
        }
        if (buffer.dtype() == DType.UINT8) {
            buffer.copy(bytes, Platform.BYTE_ARRAY_OFFSET, at, bytes.length);
        } else {
            for (int i = 0; i < bytes.length; i++) {
                set(buffer, at + i, bytes[i] & 0xff, column, i, ahead);
            }
        }
        return at + bytes.length;
    }

    /** The struct that Spark ML stores a vector as: type, size, indices, values; the middle two are null if dense. */
    private int readVector(
            InternalRow vector,
            FeatureColumn column,
            FeatureBuffer buffer,
            int at,
            int end,
            InternalRow row,
            int ahead) {
        ArrayData values = vector.getArray(3);
        if (vector.getByte(0) != SPARSE) {
            return readNumbers(values, column, buffer, at, end, row, ahead);
        }
        int size = vector.getInt(1);
        if (size > end - at) {
            throw wrongCount(row, ahead);
        }
        for (int i = 0; i < size; i++) {
            buffer.set(at + i, 0);
        }
        ArrayData indices = vector.getArray(2);
        for (int i = 0; i < indices.numElements(); i++) {
            int index = indices.getInt(i);
            set(buffer, at + index, values.getDouble(i), column, index, ahead);
        }
        return at + size;
    }

    private void set(FeatureBuffer buffer, int at, double value, FeatureColumn column, int element, int ahead) {
        if (!buffer.set(at, value)) {
            throw position.error(
                    column.name(),
                    ahead,
                    "element " + element + " is " + value + ", expected " + buffer.range()
                            + "; rescale the column, or give the model float32 input");
        }
    }

    private static int firstNull(ArrayData array, int count) {
        if (array instanceof UnsafeArrayData unsafe) {
            // The null bits follow the element count, which takes eight bytes.
            long bits = unsafe.getBaseOffset() + 8;
            long end = unsafe.getBaseOffset() + UnsafeArrayData.calculateHeaderPortionInBytes((long) count);
            long any = 0;
            for (long word = bits; word < end; word += 8) {
                any |= Platform.getLong(unsafe.getBaseObject(), word);
            }
            if (any == 0) {
                return NULL;
            }
        }
        for (int i = 0; i < count; i++) {
            if (array.isNullAt(i)) {
                return i;
            }
        }
        return NULL;
    }

    private DataException wrongCount(InternalRow row, int ahead) {
        String together = columns.length == 1 ? "" : " together";
        int count = count(row);
        return position.error(
                names(),
                ahead,
                (count == 1 ? "1 element" : count + " elements") + together + ", expected " + expected()
                        + "; drop the row or make it that long");
    }

    private String expected() {
        return width + " (shape " + Arrays.toString(shape) + ")";
    }

    private static int count(ArrayData array, int depth) {
        if (depth == 1) {
            return array.numElements();
        }
        int count = 0;
        for (int i = 0; i < array.numElements(); i++) {
            if (!array.isNullAt(i)) {
                count += count(array.getArray(i), depth - 1);
            }
        }
        return count;
    }

    private static int vectorSize(InternalRow vector) {
        return vector.getByte(0) == SPARSE
                ? vector.getInt(1)
                : vector.getArray(3).numElements();
    }
}
