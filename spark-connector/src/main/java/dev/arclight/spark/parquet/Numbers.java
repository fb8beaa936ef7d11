package dev.arclight.spark.parquet;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** The elements of some rows' arrays, one behind the other in one Java array. */
abstract sealed class Numbers extends ColumnVector permits FloatNumbers, DoubleNumbers, IntNumbers {
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final BitSet nulls = new BitSet();
    private int size;

    Numbers(DataType type) {
        super(type);
    }

    /** How many there are. */
    final int size() {
        return size;
    }

    /** Forgets all. */
    final void clear() {
        size = 0;
        if (!nulls.isEmpty()) {
            nulls.clear();
        }
    }

    /** Makes room behind the last one and counts it in; returns where it begins. */
    final int grow(int count) {
        int from = size;
        if (count > MOST - from) {
            throw new IllegalStateException(
                    "the arrays of a batch of rows have more elements than the largest Java array"
                            + " holds, 2^31 - 9; set spark.sql.parquet.columnarReaderBatchSize lower");
        }
        size += count;
        if (size > capacity()) {
            resize((int) Math.min(MOST, Math.max(size, capacity() * 2L)));
        }
        return from;
    }

    final void addNull() {
        nulls.set(grow(1));
    }

    abstract int capacity();

    abstract void resize(int capacity);

    /** The bytes of one number in a page without a dictionary. */
    abstract int bytes();

    /** Takes numbers as they lie in a page. */
    abstract void addPlain(ByteBuffer page, int count);

    /** Takes the number that a dictionary has for an index, again and again. */
    abstract void addRepeated(Entries entries, int index, int count);

    /** Takes the numbers that a dictionary has for the next indices of a packed run. */
    abstract void addPacked(Entries entries, Runs indices, int count);

    /** The numbers of a dictionary. */
    abstract Entries entries(Dictionary dictionary);

    /** Numbers of a dictionary by their index, and room for some indices. */
    abstract static sealed class Entries permits FloatNumbers.Floats, DoubleNumbers.Doubles, IntNumbers.Ints {
        /** Indices that are unpacked at a time: 4 KiB, which stay in the L1 cache. */
        static final int BLOCK = 1024;

        final int[] block = new int[BLOCK];
    }

    @Override
    public final boolean hasNull() {
        return !nulls.isEmpty();
    }

    @Override
    public final int numNulls() {
        return nulls.cardinality();
    }

    @Override
    public final boolean isNullAt(int index) {
        return nulls.get(index);
    }

    @Override
    public final void close() {
        // An array of Java.
    }

    private UnsupportedOperationException other(String what) {
        return new UnsupportedOperationException(dataType().catalogString() + " is not " + what);
    }

    @Override
    public final boolean getBoolean(int index) {
        throw other("boolean");
    }

    @Override
    public byte getByte(int index) {
        throw other("tinyint");
    }

    @Override
    public short getShort(int index) {
        throw other("smallint");
    }

    @Override
    public int getInt(int index) {
        throw other("int");
    }

    @Override
    public final long getLong(int index) {
        throw other("bigint");
    }

    @Override
    public float getFloat(int index) {
        throw other("float");
    }

    @Override
    public double getDouble(int index) {
        throw other("double");
    }

    @Override
    public final ColumnarArray getArray(int index) {
        throw other("an array");
    }

    @Override
    public final ColumnarMap getMap(int index) {
        throw other("a map");
    }

    @Override
    public final Decimal getDecimal(int index, int precision, int scale) {
        throw other("decimal");
    }

    @Override
    public final UTF8String getUTF8String(int index) {
        throw other("string");
    }

    @Override
    public final byte[] getBinary(int index) {
        throw other("binary");
    }

    @Override
    public final ColumnVector getChild(int ordinal) {
        throw other("nested");
    }
}
