package dev.arclight.spark.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/** Features as uint8 or int8, such as the pixels of images. */
final class ByteFeatures extends FeatureBuffer {
    private final DType dtype;
    private final int least;
    private final int most;
    private final byte[] values;

    ByteFeatures(DType dtype, int rows, int width) {
        super(rows, width);
        this.dtype = dtype;
        this.least = dtype == DType.UINT8 ? 0 : Byte.MIN_VALUE;
        this.most = dtype == DType.UINT8 ? 255 : Byte.MAX_VALUE;
        this.values = new byte[rows * width];
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public int firstNaN(int row) {
        return -1;
    }

    @Override
    Tensor wrap(int... shape) {
        return Tensor.ofBytes(values, dtype, shape);
    }

    @Override
    byte[] array() {
        return values;
    }

    /** A tinyint is signed, so its bytes are those of int8 only. */
    @Override
    boolean copies(Element element) {
        return element == Element.INT8 && dtype == DType.INT8;
    }

    @Override
    void copy(@Nullable Object base, long offset, int at, int count) {
        Platform.copyMemory(base, offset, values, Platform.BYTE_ARRAY_OFFSET + (long) at, count);
    }

    @Override
    boolean set(int at, double value) {
        if (!(value >= least && value <= most && value == Math.rint(value))) {
            return false;
        }
        values[at] = (byte) (int) value;
        return true;
    }

    @Override
    String range() {
        return "a whole number from " + least + " to " + most + " for " + dtype;
    }
}
