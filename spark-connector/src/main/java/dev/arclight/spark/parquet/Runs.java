package dev.arclight.spark.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Parquet's hybrid of run lengths and bit packing, which levels and dictionary indices are stored in. {@link #next} goes to the next
 * run, which is one value again and again or values of {@code width} bits. Not for use by two threads.
 */
final class Runs {
    /** Bytes behind the end that may be read, and whose bits count for nothing: a packed value is read as eight bytes. */
    private static final int PADDING = Long.BYTES;

    /** The widest values: with a bit position within a byte they fit into the eight bytes that are read at once. */
    private static final int WIDEST = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = {};
    private int end;
    private int at;
    private int width;
    private boolean packed;
    private int left;
    private int value;

    /** The place of the run's next packed value, in bits. */
    private long bit;

    /** Begins with the bytes that remain in a buffer, which are copied. */
    void begin(ByteBuffer buffer, int width) {
        if (width < 0 || width > WIDEST) {
            throw new ParquetDecodingException("a page has values of " + width + " bits, expected 0 to " + WIDEST);
        }
        int size = buffer.remaining();
        if (bytes.length < size + PADDING) {
            bytes = new byte[size + PADDING];
        }
        buffer.get(bytes, 0, size);
        this.end = size;
        this.at = 0;
        this.width = width;
        this.left = 0;
    }

    /** How many values the run still has; 0 before the first one. */
    int left() {
        return left;
    }

    /** Whether the run is of packed values. */
    boolean packed() {
        return packed;
    }

    /** The value of a run that is not packed. */
    int value() {
        return value;
    }

    /** Goes to the next run, which has a value at least. */
    void next() {
        do {
            int header = header();
            packed = (header & 1) != 0;
            if (packed) {
                packedRun(header >>> 1);
            } else {
                left = header >>> 1;
                value = 0;
                int size = (width + 7) / 8;
                require(size);
                for (int i = 0; i < size; i++) {
                    value |= (bytes[at++] & 0xff) << 8 * i;
                }
            }
        } while (left == 0);
    }

    private void packedRun(int groups) {
        long size = (long) groups * width;
        long count = 8L * groups;
        bit = 8L * at;
        if (size > end - at) {
            // Some writers leave out the bytes of the last group that no value needs.
            count = 8L * (end - at) / width;
            size = (long) end - at;
            if (count == 0) {
                throw cutOff();
            }
        }
        left = (int) Math.min(count, Integer.MAX_VALUE);
        at += (int) size;
    }

    private int header() {
        int header = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            require(1);
            int next = bytes[at++];
            header |= (next & 0x7f) << shift;
            if (next >= 0) {
                return header;
            }
        }
        throw new ParquetDecodingException("a page has a run of more values than 2^31 - 1");
    }

    private void require(int size) {
        if (size > end - at) {
            throw cutOff();
        }
    }

    private static ParquetDecodingException cutOff() {
        return new ParquetDecodingException("a page ends before its last value");
    }

    /** Goes over values of the run. */
    void pass(int count) {
        left -= count;
        bit += (long) count * width;
    }

    /** Takes packed values of the run. */
    void unpack(int[] into, int from, int count) {
        byte[] in = bytes;
        int size = width;
        long mask = (1L << size) - 1;
        int done = 0;
        // Eight values of up to eight bits are one long, if they begin with a byte.
        if (size <= Byte.SIZE && (bit & 7) == 0) {
            int place = (int) (bit >>> 3);
            for (; done + 8 <= count; done += 8) {
                long eight = (long) LONG.get(in, place);
                int to = from + done;
                into[to] = (int) (eight & mask);
                into[to + 1] = (int) (eight >>> size & mask);
                into[to + 2] = (int) (eight >>> 2 * size & mask);
                into[to + 3] = (int) (eight >>> 3 * size & mask);
                into[to + 4] = (int) (eight >>> 4 * size & mask);
                into[to + 5] = (int) (eight >>> 5 * size & mask);
                into[to + 6] = (int) (eight >>> 6 * size & mask);
                into[to + 7] = (int) (eight >>> 7 * size & mask);
                place += size;
            }
        }
        long place = bit + (long) done * size;
        for (; done < count; done++) {
            into[from + done] = (int) ((long) LONG.get(in, (int) (place >>> 3)) >>> (place & 7) & mask);
            place += size;
        }
        pass(count);
    }

    /**
     * Takes packed values of the run, of one bit each, and notes where they are 0.
     *
     * @param first the number of the first of them
     * @return how many places are noted, with those that were
     */
    int zeros(int[] places, int noted, int first, int count) {
        int known = noted;
        for (int done = 0; done < count; ) {
            int skip = (int) (bit & 7);
            int size = Math.min(8 - skip, count - done);
            int zeros = ~(bytes[(int) (bit >>> 3)] >>> skip) & (1 << size) - 1;
            while (zeros != 0) {
                places[known++] = first + done + Integer.numberOfTrailingZeros(zeros);
                zeros &= zeros - 1;
            }
            pass(size);
            done += size;
        }
        return known;
    }
}
