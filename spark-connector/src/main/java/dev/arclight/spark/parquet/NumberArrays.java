package dev.arclight.spark.parquet;

import java.util.BitSet;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** A column of arrays of numbers, whose elements lie one behind the other in a Java array. */
public final class NumberArrays extends ColumnVector {
    private final Numbers elements;
    private final BitSet nulls = new BitSet();
    private int rows;

    /** Where the elements of each row begin, and behind them where the last one's end. */
    private int[] offsets = new int[1];

    NumberArrays(ArrayType type) {
        super(type);
        DataType element = type.elementType();
        this.elements = element instanceof FloatType
                ? new FloatNumbers()
                : element instanceof DoubleType ? new DoubleNumbers() : new IntNumbers(element);
    }

    Numbers elements() {
        return elements;
    }

    /** Forgets all rows, and makes room for some. */
    void begin(int capacity) {
        elements.clear();
        rows = 0;
        if (!nulls.isEmpty()) {
            nulls.clear();
        }
        if (offsets.length <= capacity) {
            offsets = new int[capacity + 1];
        }
    }

    /** The elements that were added since the last row are one. */
    void addRow() {
        offsets[++rows] = elements.size();
    }

    /**
     * The elements that were added since the last row are some.
     *
     * @param starts where rows begin, from {@code first} on, in any count of elements
     * @param base where the first of them begins here
     */
    void addRows(int[] starts, int first, int count, int base) {
        int shift = base - starts[first];
        for (int i = 1; i < count; i++) {
            offsets[rows + i] = shift + starts[first + i];
        }
        rows += count - 1;
        addRow();
    }

    /** The elements that were added since the last row are of it too. */
    void extendRow() {
        offsets[rows] = elements.size();
    }

    void addNull() {
        nulls.set(rows);
        addRow();
    }

    /** Whether rows, or elements of any row, are null. */
    public boolean hasNulls() {
        return hasNull() || elements.hasNull();
    }

    /** How many elements a row has. */
    public int length(int row) {
        return offsets[row + 1] - offsets[row];
    }

    /** Copies the elements of some rows as floats. */
    public void copy(int row, int count, float[] into, int at) {
        int from = offsets[row];
        int size = offsets[row + count] - from;
        if (elements instanceof FloatNumbers floats) {
            System.arraycopy(floats.array(), from, into, at, size);
        } else if (elements instanceof DoubleNumbers doubles) {
            double[] values = doubles.array();
            for (int i = 0; i < size; i++) {
                into[at + i] = (float) values[from + i];
            }
        } else if (elements instanceof IntNumbers ints) {
            int[] values = ints.array();
            for (int i = 0; i < size; i++) {
                into[at + i] = values[from + i];
            }
        }
    }

    @Override
    public void close() {
        // Arrays of Java.
    }

    @Override
    public boolean hasNull() {
        return !nulls.isEmpty();
    }

    @Override
    public int numNulls() {
        return nulls.cardinality();
    }

    @Override
    public boolean isNullAt(int row) {
        return nulls.get(row);
    }

    @Override
    public ColumnarArray getArray(int row) {
        return new ColumnarArray(elements, offsets[row], length(row));
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        return elements;
    }

    private UnsupportedOperationException other(String what) {
        return new UnsupportedOperationException(dataType().catalogString() + " is not " + what);
    }

    @Override
    public boolean getBoolean(int row) {
        throw other("boolean");
    }

    @Override
    public byte getByte(int row) {
        throw other("tinyint");
    }

    @Override
    public short getShort(int row) {
        throw other("smallint");
    }

    @Override
    public int getInt(int row) {
        throw other("int");
    }

    @Override
    public long getLong(int row) {
        throw other("bigint");
    }

    @Override
    public float getFloat(int row) {
        throw other("float");
    }

    @Override
    public double getDouble(int row) {
        throw other("double");
    }

    @Override
    public ColumnarMap getMap(int row) {
        throw other("a map");
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        throw other("decimal");
    }

    @Override
    public UTF8String getUTF8String(int row) {
        throw other("string");
    }

    @Override
    public byte[] getBinary(int row) {
        throw other("binary");
    }
}
