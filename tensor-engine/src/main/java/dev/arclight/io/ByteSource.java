package dev.arclight.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The bytes of a file in order, in little-endian buffers; everything taken is added to a digest if there is one. */
abstract class ByteSource {
    /** Of a stream's buffer: 256 KiB stays in L2 between filling it and copying it out. */
    private static final int STREAM_CHUNK = 1 << 18;

    /** Of one mapping, which serves many tensors: 100,000 small ones took 6 s with one each. It may not pass 2 GiB. */
    private static final int MAPPED_CHUNK = 1 << 28;

    private final String location;
    private final @Nullable MessageDigest digest;

    private ByteSource(String location, @Nullable MessageDigest digest) {
        this.location = location;
        this.digest = digest;
    }

    static ByteSource mapped(FileChannel channel, String location, @Nullable MessageDigest digest) throws IOException {
        return mapped(channel, location, digest, MAPPED_CHUNK);
    }

    /** As {@link #mapped(FileChannel, String, MessageDigest)} with mappings of so many bytes, at least 8. */
    static ByteSource mapped(FileChannel channel, String location, @Nullable MessageDigest digest, int window)
            throws IOException {
        return new Mapped(channel, location, digest, window);
    }

    static ByteSource stream(InputStream stream, String location, @Nullable MessageDigest digest) {
        return new Stream(stream, location, digest);
    }

    /** The file's name for messages. */
    final String location() {
        return location;
    }

    /** The file's length in bytes, or -1 if only reading will tell. */
    abstract long length();

    /**
     * The next bytes: as many as wanted or a smaller multiple of 8, fewer at the end of the file, none after it. Valid
     * until the next call.
     */
    final ByteBuffer take(long wanted) throws IOException {
        ByteBuffer bytes = next(wanted).order(ByteOrder.LITTLE_ENDIAN);
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
        return bytes;
    }

    abstract ByteBuffer next(long wanted) throws IOException;

    private static final class Mapped extends ByteSource {
        private final FileChannel channel;
        private final int largest;
        private final long length;
        private long position;
        private ByteBuffer window = ByteBuffer.allocate(0);

        Mapped(FileChannel channel, String location, @Nullable MessageDigest digest, int largest) throws IOException {
            super(location, digest);
            this.largest = largest;
            this.channel = channel;
            this.length = channel.size();
        }

        @Override
        long length() {
            return length;
        }

        @Override
        ByteBuffer next(long wanted) throws IOException {
            long left = Math.min(wanted, length - position);
            if (window.remaining() < left && window.remaining() < Long.BYTES) {
                window = channel.map(FileChannel.MapMode.READ_ONLY, position, Math.min(length - position, largest));
            }
            // All that is wanted, or what the window still has of it in whole elements.
            int count = (int) (left <= window.remaining() ? left : window.remaining() & -Long.BYTES);
            ByteBuffer bytes = window.slice(window.position(), count);
            window.position(window.position() + count);
            position += count;
            return bytes;
        }
    }

    private static final class Stream extends ByteSource {
        private final InputStream stream;
        private final byte[] buffer = new byte[STREAM_CHUNK];

        Stream(InputStream stream, String location, @Nullable MessageDigest digest) {
            super(location, digest);
            this.stream = stream;
        }

        @Override
        long length() {
            return -1;
        }

        @Override
        ByteBuffer next(long wanted) throws IOException {
            int count = stream.readNBytes(buffer, 0, (int) Math.min(wanted, STREAM_CHUNK));
            return ByteBuffer.wrap(buffer, 0, count);
        }
    }
}
