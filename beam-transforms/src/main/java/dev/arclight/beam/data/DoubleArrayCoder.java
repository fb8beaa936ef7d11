package dev.arclight.beam.data;

import java.nio.ByteBuffer;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * The coder of {@code double[]}: a length and little-endian bits. It is the one that Beam infers. Immutable.
 *
 * <p>Without it Beam would start a Java object stream for every element.
 */
public final class DoubleArrayCoder extends ArrayCoder<double[]> {
    private static final DoubleArrayCoder INSTANCE = new DoubleArrayCoder();
    private static final TypeDescriptor<double[]> TYPE = TypeDescriptor.of(double[].class);

    private DoubleArrayCoder() {
        super(Double.BYTES);
    }

    public static DoubleArrayCoder of() {
        return INSTANCE;
    }

    @Override
    int length(double[] array) {
        return array.length;
    }

    @Override
    double[] make(int length) {
        return new double[length];
    }

    @Override
    void put(double[] array, int from, ByteBuffer to) {
        to.asDoubleBuffer().put(array, from, to.capacity() / Double.BYTES);
    }

    @Override
    void get(ByteBuffer from, double[] array, int to) {
        from.asDoubleBuffer().get(array, to, from.capacity() / Double.BYTES);
    }

    @Override
    public TypeDescriptor<double[]> getEncodedTypeDescriptor() {
        return TYPE;
    }
}
