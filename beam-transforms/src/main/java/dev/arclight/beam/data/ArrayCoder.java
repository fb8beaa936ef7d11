package dev.arclight.beam.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.VarInt;
import org.jspecify.annotations.Nullable;

/**
 * Writes an array of numbers as its length and its little-endian bits, in bulk: NaNs keep their payloads. Arrays have
 * identity equality, so runners compare encodings instead, which are deterministic.
 *
 * @param <A> the array
 */
abstract class ArrayCoder<A> extends AtomicCoder<A> {
    private static final int CHUNK = 1 << 20;

    private final int elementBytes;

    ArrayCoder(int elementBytes) {
        this.elementBytes = elementBytes;
    }

    abstract int length(A array);

    abstract A make(int length);

    /** Puts elements {@code from} and following until the buffer is full. */
    abstract void put(A array, int from, ByteBuffer to);

    /** The opposite of {@link #put}. */
    abstract void get(ByteBuffer from, A array, int to);

    @Override
    public final void encode(@Nullable A array, OutputStream out) throws IOException {
        if (array == null) {
            throw new CoderException(getClass().getSimpleName() + " cannot encode null; wrap it in a NullableCoder");
        }
        int length = length(array);
        VarInt.encode(length, out);
        int most = CHUNK / elementBytes;
        for (int from = 0; from < length; from += most) {
            byte[] bytes = new byte[Math.min(most, length - from) * elementBytes];
            put(array, from, buffer(bytes));
            out.write(bytes);
        }
    }

    @Override
    public final A decode(InputStream in) throws IOException {
        int length = VarInt.decodeInt(in);
        if (length < 0) {
            throw new CoderException(
                    getClass().getSimpleName() + ": the length is " + length + "; the bytes are not of this coder");
        }
        int most = CHUNK / elementBytes;
        // The first chunk is read before memory is taken for all: a length that nothing stands behind costs nothing.
        ByteBuffer first = read(in, Math.min(most, length), length);
        A array = make(length);
        get(first, array, 0);
        for (int to = most; to < length; to += most) {
            get(read(in, Math.min(most, length - to), length), array, to);
        }
        return array;
    }

    private ByteBuffer read(InputStream in, int count, int length) throws IOException {
        byte[] bytes = in.readNBytes(count * elementBytes);
        if (bytes.length < count * elementBytes) {
            throw new EOFException(getClass().getSimpleName() + ": an array of " + length + " elements of "
                    + elementBytes + " bytes ends early");
        }
        return buffer(bytes);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A constant time, so runners may ask for every element. */
    @Override
    public final boolean isRegisterByteSizeObserverCheap(A array) {
        return true;
    }

    @Override
    protected final long getEncodedElementByteSize(@Nullable A array) throws CoderException {
        if (array == null) {
            throw new CoderException(getClass().getSimpleName() + " cannot encode null; wrap it in a NullableCoder");
        }
        int length = length(array);
        return VarInt.getLength(length) + (long) length * elementBytes;
    }

    @Override
    public final boolean consistentWithEquals() {
        return false;
    }

    @Override
    public final void verifyDeterministic() {}
}
