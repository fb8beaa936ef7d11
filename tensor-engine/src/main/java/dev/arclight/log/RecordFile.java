package dev.arclight.log;

import dev.arclight.tensor.ArclightException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of records, each with its length and two checksums (TFRecord). A record goes out in one write, so that a program that
 * dies leaves whole records and at most a torn last one, which readers leave out.
 */
final class RecordFile implements Closeable {
    private static final int HEADER = Long.BYTES + Integer.BYTES;
    private static final int FOOTER = Integer.BYTES;

    /** What TFRecord adds to a rotated checksum, so that one of data that holds checksums is no worse. */
    private static final int MASK = 0xa282ead8;

    private final FileChannel channel;

    private RecordFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Makes a new file. */
    static RecordFile create(Path file) throws IOException {
        return new RecordFile(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    void write(byte[] data) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(HEADER + data.length + FOOTER).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(masked(record.array(), 0, Long.BYTES));
        record.put(data);
        record.putInt(masked(data, 0, data.length));
        record.flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    /** Waits until what was written is on the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * The records of a file, without a torn last one.
     *
     * @throws ArclightException if a checksum is wrong
     */
    static List<byte[]> read(Path file) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<byte[]> records = new ArrayList<>();
        while (bytes.remaining() >= HEADER) {
            int at = bytes.position();
            long length = bytes.getLong();
            require(masked(bytes.array(), at, Long.BYTES) == bytes.getInt(), file, at);
            if (length > bytes.remaining() - FOOTER) {
                break;
            }
            byte[] data = new byte[(int) length];
            bytes.get(data);
            require(masked(data, 0, data.length) == bytes.getInt(), file, at);
            records.add(data);
        }
        return records;
    }

    private static void require(boolean right, Path file, int at) {
        if (!right) {
            throw new ArclightException(file + ": the record at byte " + at
                    + " has a wrong checksum; the file is damaged or no event file");
        }
    }

    private static int masked(byte[] data, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, from, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }
}
