package dev.arclight.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file in order, in little-endian buffers; everything taken is added to a digest if there is one. For the
 * engine's own rooms.
 */
public abstract class ByteSource {
    /** Of a stream's buffer: 256 KiB stays in L2 between filling it and copying it out. */
    private static final int STREAM_CHUNK = 1 << 18;

    private final String location;
    private final @Nullable MessageDigest digest;

    private ByteSource(String location, @Nullable MessageDigest digest) {
        this.location = location;
        this.digest = digest;
    }

    static ByteSource mapped(FileChannel channel, String location, @Nullable MessageDigest digest) throws IOException {
        return range(FileBytes.mapped(channel, location), 0, channel.size(), digest);
    }

    /** {@code count} bytes from {@code from} on, which must lie within the file. */
    static ByteSource range(FileBytes file, long from, long count, @Nullable MessageDigest digest) {
        return new Range(file, from, count, digest);
    }

    static ByteSource stream(InputStream stream, String location, @Nullable MessageDigest digest) {
        return new Stream(stream, location, digest);
    }

    /** The file's name for messages. */
    public final String location() {
        return location;
    }

    /** The file's length in bytes, or -1 if only reading will tell. */
    abstract long length();

    /**
     * The next bytes: as many as wanted or a smaller multiple of 8, fewer at the end of the file, none after it. Valid
     * until the next call.
     */
    public final ByteBuffer take(long wanted) throws IOException {
        ByteBuffer bytes = next(wanted).order(ByteOrder.LITTLE_ENDIAN);
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
        return bytes;
    }

    abstract ByteBuffer next(long wanted) throws IOException;

    private static final class Range extends ByteSource {
        private final FileBytes file;
        private final long length;
        private final long end;
        private long position;

        Range(FileBytes file, long from, long count, @Nullable MessageDigest digest) {
            super(file.location(), digest);
            this.file = file;
            this.length = count;
            this.end = from + count;
            this.position = from;
        }

        @Override
        long length() {
            return length;
        }

        @Override
        ByteBuffer next(long wanted) throws IOException {
            ByteBuffer bytes = file.at(position, Math.min(wanted, end - position));
            position += bytes.remaining();
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
