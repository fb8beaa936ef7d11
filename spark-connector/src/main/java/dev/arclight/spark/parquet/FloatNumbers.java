package dev.arclight.spark.parquet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.types.DataTypes;

/** Numbers of {@code float}. */
final class FloatNumbers extends Numbers {
    private float[] values = {};

    FloatNumbers() {
        super(DataTypes.FloatType);
    }

    float[] array() {
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
        return Float.BYTES;
    }

    @Override
    void addPlain(ByteBuffer page, int count) {
        int from = grow(count);
        page.asFloatBuffer().get(values, from, count);
        page.position(page.position() + count * Float.BYTES);
    }

    @Override
    void addRepeated(Entries entries, int index, int count) {
        int from = grow(count);
        Arrays.fill(values, from, from + count, ((Floats) entries).numbers[index]);
    }

    @Override
    void addPacked(Entries entries, Runs indices, int count) {
        int from = grow(count);
        float[] numbers = ((Floats) entries).numbers;
        int[] block = entries.block;
        for (int done = 0; done < count; done += Entries.BLOCK) {
            int size = Math.min(Entries.BLOCK, count - done);
            indices.unpack(block, 0, size);
            look(numbers, block, size, values, from + done);
        }
    }

    private static void look(float[] numbers, int[] indices, int count, float[] into, int from) {
        for (int i = 0; i < count; i++) {
            into[from + i] = numbers[indices[i]];
        }
    }

    @Override
    Entries entries(Dictionary dictionary) {
        return new Floats(dictionary);
    }

    static final class Floats extends Entries {
        private final float[] numbers;

        Floats(Dictionary dictionary) {
            numbers = new float[dictionary.getMaxId() + 1];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = dictionary.decodeToFloat(i);
            }
        }
    }

    @Override
    public float getFloat(int index) {
        return values[index];
    }

    @Override
    public float[] getFloats(int index, int count) {
        return Arrays.copyOfRange(values, index, index + count);
    }
}
