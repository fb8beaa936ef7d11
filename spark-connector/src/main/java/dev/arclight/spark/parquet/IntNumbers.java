package dev.arclight.spark.parquet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.types.DataType;

/** Numbers of tinyint, smallint and int, which Parquet stores alike. */
final class IntNumbers extends Numbers {
    private int[] values = {};

    IntNumbers(DataType type) {
        super(type);
    }

    int[] array() {
        return values;
    }

    @Override
    int capacity() {
        return values.length;
    }

    @Override
    void resize(int capacity) {
        values = Arrays.copyOf(values, capacity);
    }

    @Override
    int bytes() {
        return Integer.BYTES;
    }

    @Override
    void addPlain(ByteBuffer page, int count) {
        int from = grow(count);
        page.asIntBuffer().get(values, from, count);
        page.position(page.position() + count * Integer.BYTES);
    }

    @Override
    void addRepeated(Entries entries, int index, int count) {
        int from = grow(count);
        Arrays.fill(values, from, from + count, ((Ints) entries).numbers[index]);
    }

    @Override
    void addPacked(Entries entries, Runs indices, int count) {
        int from = grow(count);
        int[] numbers = ((Ints) entries).numbers;
        int[] block = entries.block;
        for (int done = 0; done < count; done += Entries.BLOCK) {
            int size = Math.min(Entries.BLOCK, count - done);
            indices.unpack(block, 0, size);
            look(numbers, block, size, values, from + done);
        }
    }

    private static void look(int[] numbers, int[] indices, int count, int[] into, int from) {
        for (int i = 0; i < count; i++) {
            into[from + i] = numbers[indices[i]];
        }
    }

    @Override
    Entries entries(Dictionary dictionary) {
        return new Ints(dictionary);
    }

    static final class Ints extends Entries {
        private final int[] numbers;

        Ints(Dictionary dictionary) {
            numbers = new int[dictionary.getMaxId() + 1];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = dictionary.decodeToInt(i);
            }
        }
    }

    @Override
    public byte getByte(int index) {
        return (byte) values[index];
    }

    @Override
    public short getShort(int index) {
        return (short) values[index];
    }

    @Override
    public int getInt(int index) {
        return values[index];
    }

    @Override
    public int[] getInts(int index, int count) {
        return Arrays.copyOfRange(values, index, index + count);
    }
}
