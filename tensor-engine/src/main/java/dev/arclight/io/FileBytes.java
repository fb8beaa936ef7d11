package dev.arclight.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The bytes of a file of any length at any place: mapped into memory window by window, or an array. Safe for all threads.
 * For the engine's own rooms.
 */
public abstract class FileBytes implements Closeable {
    /** Of one mapping, which serves many tensors: 100,000 small ones took 6 s with one each. It may not pass 2 GiB. */
    private static final int WINDOW = 1 << 28;

    private final String location;
    private final long length;

    private FileBytes(String location, long length) {
        this.location = location;
        this.length = length;
    }

    /** Of a file that stays open until this is closed. */
    public static FileBytes open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            return mapped(channel, file.toString());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Of an array, which is not copied. */
    public static FileBytes of(byte[] bytes, String location) {
        return new Held(bytes, location);
    }

    static FileBytes mapped(FileChannel channel, String location) throws IOException {
        return mapped(channel, location, WINDOW);
    }

    /** As {@link #mapped(FileChannel, String)} with mappings of so many bytes, at least 8. */
    static FileBytes mapped(FileChannel channel, String location, int window) throws IOException {
        return new Mapped(channel, location, window);
    }

    /** The file's name for messages. */
    public final String location() {
        return location;
    }

    public final long length() {
        return length;
    }

    /** {@code count} bytes from {@code from} on in order; both must lie within the file. */
    public final ByteSource range(long from, long count) {
        return ByteSource.range(this, from, count, null);
    }

    /**
     * The bytes from {@code position} on, in big-endian order: as many as wanted or a smaller multiple of 8.
     *
     * @param wanted at most what the file holds there
     */
    public abstract ByteBuffer at(long position, long wanted) throws IOException;

    private static final class Mapped extends FileBytes {
        private final FileChannel channel;
        private final int largest;
        private long start;
        private ByteBuffer window = ByteBuffer.allocate(0);

        Mapped(FileChannel channel, String location, int largest) throws IOException {
            super(location, channel.size());
            this.channel = channel;
            this.largest = largest;
        }

        @Override
        public synchronized ByteBuffer at(long position, long wanted) throws IOException {
            long here = position < start ? 0 : Math.max(0, start + window.capacity() - position);
            if (here < wanted && here < Long.BYTES) {
                window = channel.map(FileChannel.MapMode.READ_ONLY, position, Math.min(length() - position, largest));
                start = position;
                here = window.capacity();
            }
            // All that is wanted, or what the window still has of it in whole elements.
            int count = (int) (wanted <= here ? wanted : here & -Long.BYTES);
            return window.slice((int) (position - start), count);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class Held extends FileBytes {
        private final byte[] bytes;

        Held(byte[] bytes, String location) {
            super(location, bytes.length);
            this.bytes = bytes;
        }

        @Override
        public ByteBuffer at(long position, long wanted) {
            return ByteBuffer.wrap(bytes, (int) position, (int) wanted).slice();
        }

        @Override
        public void close() {}
    }
}
