package dev.arclight.spark.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/** Features as float32. */
final class FloatFeatures extends FeatureBuffer {
    private final float[] values;

    FloatFeatures(int rows, int width) {
        super(rows, width);
        this.values = new float[rows * width];
    }

    @Override
    public DType dtype() {
        return DType.FLOAT32;
    }

    @Override
    public int firstNaN(int row) {
        int first = row * width();
        for (int i = 0; i < width(); i++) {
            if (Float.isNaN(values[first + i])) {
                return i;
            }
        }
        return -1;
    }

    @Override
    Tensor wrap(int... shape) {
        return Tensor.of(values, shape);
    }

    @Override
    float[] array() {
        return values;
    }

    @Override
    boolean copies(Element element) {
        return element == Element.FLOAT32;
    }

    @Override
    void copy(@Nullable Object base, long offset, int at, int count) {
        Platform.copyMemory(
                base,
                offset,
                values,
                Platform.FLOAT_ARRAY_OFFSET + (long) Float.BYTES * at,
                (long) Float.BYTES * count);
    }

    void put(float[] run, int at) {
        System.arraycopy(run, 0, values, at, run.length);
    }

    void put(double[] run, int at) {
        for (int i = 0; i < run.length; i++) {
            values[at + i] = (float) run[i];
        }
    }

    @Override
    boolean set(int at, double value) {
        values[at] = (float) value;
        return true;
    }

    @Override
    String range() {
        return "a number";
    }
}
