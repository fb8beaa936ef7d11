package dev.arclight.spark.parquet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.types.DataTypes;

/** Numbers of {@code double}. */
final class DoubleNumbers extends Numbers {
    private double[] values = {};

    DoubleNumbers() {
        super(DataTypes.DoubleType);
    }

    double[] array() {
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
        return Double.BYTES;
    }

    @Override
    void addPlain(ByteBuffer page, int count) {
        int from = grow(count);
        page.asDoubleBuffer().get(values, from, count);
        page.position(page.position() + count * Double.BYTES);
    }

    @Override
    void addRepeated(Entries entries, int index, int count) {
        int from = grow(count);
        Arrays.fill(values, from, from + count, ((Doubles) entries).numbers[index]);
    }

    @Override
    void addPacked(Entries entries, Runs indices, int count) {
        int from = grow(count);
        double[] numbers = ((Doubles) entries).numbers;
        int[] block = entries.block;
        for (int done = 0; done < count; done += Entries.BLOCK) {
            int size = Math.min(Entries.BLOCK, count - done);
            indices.unpack(block, 0, size);
            look(numbers, block, size, values, from + done);
        }
    }

    private static void look(double[] numbers, int[] indices, int count, double[] into, int from) {
        for (int i = 0; i < count; i++) {
            into[from + i] = numbers[indices[i]];
        }
    }

    @Override
    Entries entries(Dictionary dictionary) {
        return new Doubles(dictionary);
    }

    static final class Doubles extends Entries {
        private final double[] numbers;

        Doubles(Dictionary dictionary) {
            numbers = new double[dictionary.getMaxId() + 1];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = dictionary.decodeToDouble(i);
            }
        }
    }

    @Override
    public double getDouble(int index) {
        return values[index];
    }

    @Override
    public double[] getDoubles(int index, int count) {
        return Arrays.copyOfRange(values, index, index + count);
    }
}
