package dev.arclight.beam.data;

import java.nio.ByteBuffer;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * The coder of {@code int[]}: a length and little-endian bits. It is the one that Beam infers. Immutable.
 *
 * <p>Without it Beam would start a Java object stream for every element.
 */
public final class IntArrayCoder extends ArrayCoder<int[]> {
    private static final IntArrayCoder INSTANCE = new IntArrayCoder();
    private static final TypeDescriptor<int[]> TYPE = TypeDescriptor.of(int[].class);

    private IntArrayCoder() {
        super(Integer.BYTES);
    }

    public static IntArrayCoder of() {
        return INSTANCE;
    }

    @Override
    int length(int[] array) {
        return array.length;
    }

    @Override
    int[] make(int length) {
        return new int[length];
    }

    @Override
    void put(int[] array, int from, ByteBuffer to) {
        to.asIntBuffer().put(array, from, to.capacity() / Integer.BYTES);
    }

    @Override
    void get(ByteBuffer from, int[] array, int to) {
        from.asIntBuffer().get(array, to, from.capacity() / Integer.BYTES);
    }

    @Override
    public TypeDescriptor<int[]> getEncodedTypeDescriptor() {
        return TYPE;
    }
}
