package dev.arclight.jobs.prepare;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** How a Parquet column holds an image. A network that begins with {@code ToDtype(FLOAT32, true)} reads all of them alike. */
public enum ImageForm {
    /** {@code binary}: a byte from 0 to 255 for each pixel. */
    BINARY,
    /** {@code array<float>}: a number from 0 to 1 for each pixel. */
    FLOATS;

    private static final float WHITE = 255f;

    DataType type() {
        return switch (this) {
            case BINARY -> DataTypes.BinaryType;
            case FLOATS -> DataTypes.createArrayType(DataTypes.FloatType, false);
        };
    }

    /** The value of Spark that holds these pixels. */
    Object value(byte[] pixels) {
        return switch (this) {
            case BINARY -> pixels;
            case FLOATS -> floats(pixels);
        };
    }

    private static float[] floats(byte[] pixels) {
        float[] floats = new float[pixels.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Byte.toUnsignedInt(pixels[i]) / WHITE;
        }
        return floats;
    }
}
