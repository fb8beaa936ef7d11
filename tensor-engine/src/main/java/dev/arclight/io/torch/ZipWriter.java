package dev.arclight.io.torch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Writes a zip archive as PyTorch's: entries stored, each beginning at a multiple of {@value #ALIGNMENT} bytes so that it
 * can be mapped. The same content is always the same bytes. Archives and entries of any size.
 */
final class ZipWriter {
    /** What PyTorch aligns to. */
    private static final int ALIGNMENT = 64;

    /** The extra field of padding, called so by PyTorch: its name and its length take 4 bytes. */
    private static final short PADDING = 0x4246;

    private static final int FIELD_HEADER = 4;

    /** The first of January 1980, the first day that zip can name. */
    private static final short DATE = 1 << 5 | 1;

    /** UTF-8 in names. */
    private static final short FLAGS = 1 << 11;

    private static final short VERSION = 20;
    private static final short VERSION_64 = 45;
    private static final int MOST = 0xffff;

    /** Writes an entry's bytes; called twice, since its checksum stands before them. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private record Entry(byte[] name, int crc, long size, long begin) {
        boolean wide() {
            return size >= ZipDirectory.IN_EXTRA;
        }
    }

    private final OutputStream out;
    private final List<Entry> entries = new ArrayList<>();
    private long position;

    ZipWriter(OutputStream out) {
        this.out = out;
    }

    void add(String name, byte[] content) throws IOException {
        add(name, content.length, stream -> stream.write(content));
    }

    void add(String name, long size, Content content) throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        content.writeTo(checked);
        int crc = (int) checked.getChecksum().getValue();
        Entry entry = new Entry(name.getBytes(StandardCharsets.UTF_8), crc, size, position);
        entries.add(entry);
        int wide = entry.wide() ? FIELD_HEADER + 2 * Long.BYTES : 0;
        long unpadded = position + ZipDirectory.LOCAL_BYTES + entry.name.length + wide + FIELD_HEADER;
        int padding = (int) (-unpadded & (ALIGNMENT - 1));
        ByteBuffer header = buffer(ZipDirectory.LOCAL_BYTES + entry.name.length + wide + FIELD_HEADER + padding);
        header.putInt(ZipDirectory.LOCAL);
        describe(header, entry);
        header.putShort((short) entry.name.length).putShort((short) (wide + FIELD_HEADER + padding));
        header.put(entry.name);
        if (entry.wide()) {
            header.putShort(ZipDirectory.EXTRA_64).putShort((short) (2 * Long.BYTES));
            header.putLong(size).putLong(size);
        }
        header.putShort(PADDING).putShort((short) padding);
        write(header);
        content.writeTo(out);
        position += size;
    }

    /** Writes the directory; the stream stays open. */
    void finish() throws IOException {
        long begin = position;
        for (Entry entry : entries) {
            boolean far = entry.begin >= ZipDirectory.IN_EXTRA;
            int wide = (entry.wide() ? 2 * Long.BYTES : 0) + (far ? Long.BYTES : 0);
            int extra = wide == 0 ? 0 : FIELD_HEADER + wide;
            ByteBuffer record = buffer(ZipDirectory.CENTRAL_BYTES + entry.name.length + extra);
            record.putInt(ZipDirectory.CENTRAL).putShort(wide == 0 ? VERSION : VERSION_64);
            describe(record, entry);
            record.putShort((short) entry.name.length).putShort((short) extra);
            // No comment, the first disk, no attributes.
            record.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
            record.putInt((int) Math.min(entry.begin, ZipDirectory.IN_EXTRA)).put(entry.name);
            if (wide != 0) {
                record.putShort(ZipDirectory.EXTRA_64).putShort((short) wide);
                if (entry.wide()) {
                    record.putLong(entry.size).putLong(entry.size);
                }
                if (far) {
                    record.putLong(entry.begin);
                }
            }
            write(record);
        }
        end(begin, position - begin);
    }

    /** The fields from the version to the sizes that both headers have. */
    private static void describe(ByteBuffer header, Entry entry) {
        header.putShort(entry.wide() ? VERSION_64 : VERSION).putShort(FLAGS);
        // Stored, at midnight.
        header.putShort((short) 0).putShort((short) 0).putShort(DATE).putInt(entry.crc);
        int size = (int) Math.min(entry.size, ZipDirectory.IN_EXTRA);
        header.putInt(size).putInt(size);
    }

    private void end(long begin, long size) throws IOException {
        int count = entries.size();
        if (count >= MOST || begin >= ZipDirectory.IN_EXTRA || size >= ZipDirectory.IN_EXTRA) {
            long at = position;
            ByteBuffer wide = buffer(ZipDirectory.END_64_BYTES + ZipDirectory.LOCATOR_64_BYTES);
            wide.putInt(ZipDirectory.END_64).putLong(ZipDirectory.END_64_BYTES - 12);
            wide.putShort(VERSION_64).putShort(VERSION_64).putInt(0).putInt(0);
            wide.putLong(count).putLong(count).putLong(size).putLong(begin);
            wide.putInt(ZipDirectory.LOCATOR_64).putInt(0).putLong(at).putInt(1);
            write(wide);
        }
        ByteBuffer record = buffer(ZipDirectory.END_BYTES);
        short number = (short) Math.min(count, MOST);
        record.putInt(ZipDirectory.END).putShort((short) 0).putShort((short) 0);
        record.putShort(number).putShort(number);
        record.putInt((int) Math.min(size, ZipDirectory.IN_EXTRA)).putInt((int) Math.min(begin, ZipDirectory.IN_EXTRA));
        record.putShort((short) 0);
        write(record);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer bytes) throws IOException {
        // Whole: what was not put is a padding of zeros.
        byte[] content = new byte[bytes.capacity()];
        bytes.rewind().get(content);
        out.write(content);
        position += content.length;
    }
}
