package dev.arclight.beam.data;

import java.nio.ByteBuffer;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * The coder of {@code long[]}: a length and little-endian bits. It is the one that Beam infers. Immutable.
 *
 * <p>Without it Beam would start a Java object stream for every element.
 */
public final class LongArrayCoder extends ArrayCoder<long[]> {
    private static final LongArrayCoder INSTANCE = new LongArrayCoder();
    private static final TypeDescriptor<long[]> TYPE = TypeDescriptor.of(long[].class);

    private LongArrayCoder() {
        super(Long.BYTES);
    }

    public static LongArrayCoder of() {
        return INSTANCE;
    }

    @Override
    int length(long[] array) {
        return array.length;
    }

    @Override
    long[] make(int length) {
        return new long[length];
    }

    @Override
    void put(long[] array, int from, ByteBuffer to) {
        to.asLongBuffer().put(array, from, to.capacity() / Long.BYTES);
    }

    @Override
    void get(ByteBuffer from, long[] array, int to) {
        from.asLongBuffer().get(array, to, from.capacity() / Long.BYTES);
    }

    @Override
    public TypeDescriptor<long[]> getEncodedTypeDescriptor() {
        return TYPE;
    }
}
