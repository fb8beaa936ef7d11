package dev.arclight.beam.data;

import java.nio.ByteBuffer;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * The coder of {@code float[]}: a length and little-endian bits. It is the one that Beam infers. Immutable.
 *
 * <p>Without it Beam would start a Java object stream for every element.
 */
public final class FloatArrayCoder extends ArrayCoder<float[]> {
    private static final FloatArrayCoder INSTANCE = new FloatArrayCoder();
    private static final TypeDescriptor<float[]> TYPE = TypeDescriptor.of(float[].class);

    private FloatArrayCoder() {
        super(Float.BYTES);
    }

    public static FloatArrayCoder of() {
        return INSTANCE;
    }

    @Override
    int length(float[] array) {
        return array.length;
    }

    @Override
    float[] make(int length) {
        return new float[length];
    }

    @Override
    void put(float[] array, int from, ByteBuffer to) {
        to.asFloatBuffer().put(array, from, to.capacity() / Float.BYTES);
    }

    @Override
    void get(ByteBuffer from, float[] array, int to) {
        from.asFloatBuffer().get(array, to, from.capacity() / Float.BYTES);
    }

    @Override
    public TypeDescriptor<float[]> getEncodedTypeDescriptor() {
        return TYPE;
    }
}
