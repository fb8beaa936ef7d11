package dev.arclight.io.torch;

import dev.arclight.io.FileBytes;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Quoted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The directory of a zip archive with stored entries, as PyTorch writes them: where each entry's bytes lie, so that they
 * are mapped and not unpacked. Archives of any size.
 */
final class ZipDirectory {
    static final int LOCAL = 0x04034b50;
    static final int CENTRAL = 0x02014b50;
    static final int END = 0x06054b50;
    static final int END_64 = 0x06064b50;
    static final int LOCATOR_64 = 0x07064b50;

    static final int LOCAL_BYTES = 30;
    static final int CENTRAL_BYTES = 46;
    static final int END_BYTES = 22;
    static final int END_64_BYTES = 56;
    static final int LOCATOR_64_BYTES = 20;

    /** A field of 32 bits that says that an extra one of 64 has the value. */
    static final long IN_EXTRA = 0xffffffffL;

    static final short EXTRA_64 = 1;

    private static final int LONGEST_COMMENT = 0xffff;

    /** @param begin of the entry's header; its bytes follow it */
    private record Entry(String name, int method, int flags, int crc, long packed, long size, long begin) {}

    private final FileBytes file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** @throws ModelFormatException if the archive is not whole and sound */
    ZipDirectory(FileBytes file) throws IOException {
        this.file = file;
        read();
    }

    Iterable<String> names() {
        return entries.keySet();
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** Where an entry's bytes lie, after its checksum was found to fit. */
    Storages.Place find(String name) throws IOException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw fail(
                    "has no entry " + Quoted.text(name) + "; the file is cut off or damaged, copy or write it again");
        }
        if (entry.method != 0 || entry.packed != entry.size || (entry.flags & 1) != 0) {
            throw fail(
                    "has the entry " + Quoted.text(name) + " compressed or encrypted, which PyTorch does not do; unpack"
                            + " it and pack it with zip -0, or write it again with torch.save");
        }
        ByteBuffer header = bytes(entry.begin, LOCAL_BYTES, "the header of an entry");
        if (header.getInt(0) != LOCAL) {
            throw fail("has no header where entry " + Quoted.text(name) + " begins; the file is damaged");
        }
        long begin = entry.begin + LOCAL_BYTES + (header.getShort(26) & 0xffff) + (header.getShort(28) & 0xffff);
        if (begin > file.length() || entry.size > file.length() - begin) {
            throw fail("ends within the entry " + Quoted.text(name) + "; it is cut off, copy or write it again");
        }
        requireSound(entry, begin);
        return new Storages.Place(begin, entry.size);
    }

    /** PyTorch can leave checksums out, which are 0 then. */
    private void requireSound(Entry entry, long begin) throws IOException {
        if (entry.crc == 0) {
            return;
        }
        CRC32 crc = new CRC32();
        long at = begin;
        while (at < begin + entry.size) {
            ByteBuffer part = file.at(at, begin + entry.size - at);
            at += part.remaining();
            crc.update(part);
        }
        if ((int) crc.getValue() != entry.crc) {
            throw fail("the checksum of entry " + Quoted.text(entry.name)
                    + " does not fit; the file is damaged, copy or write it again");
        }
    }

    private void read() throws IOException {
        long end = endOfDirectory();
        ByteBuffer record = bytes(end, END_BYTES, "its directory");
        long count = record.getShort(10) & 0xffff;
        long size = record.getInt(12) & 0xffffffffL;
        long begin = record.getInt(16) & 0xffffffffL;
        if (end >= LOCATOR_64_BYTES) {
            ByteBuffer locator = bytes(end - LOCATOR_64_BYTES, LOCATOR_64_BYTES, "its directory");
            if (locator.getInt(0) == LOCATOR_64) {
                ByteBuffer wide = bytes(locator.getLong(8), END_64_BYTES, "its directory");
                if (wide.getInt(0) != END_64) {
                    throw fail("has no directory where it says; the file is damaged, copy or write it again");
                }
                count = wide.getLong(32);
                size = wide.getLong(40);
                begin = wide.getLong(48);
            }
        }
        if (begin < 0 || size < 0 || begin > end || size > end - begin || count < 0 || count > size / CENTRAL_BYTES) {
            throw fail("has a directory of " + count + " entries in " + size + " bytes at " + begin
                    + ", which does not fit into it; the file is cut off or damaged, copy or write it again");
        }
        long total = 0;
        long at = begin;
        for (long i = 0; i < count; i++) {
            if (begin + size - at < CENTRAL_BYTES) {
                throw fail("has a directory that ends within an entry; the file is damaged");
            }
            at += entry(at, begin + size);
        }
        for (Entry entry : entries.values()) {
            total += entry.packed;
            if (total > file.length()) {
                throw fail("has entries that lie over each other; the file is damaged or made to do harm");
            }
        }
    }

    /** Reads one entry; how many bytes it takes in the directory. */
    private int entry(long at, long end) throws IOException {
        ByteBuffer fixed = bytes(at, CENTRAL_BYTES, "its directory");
        int nameLength = fixed.getShort(28) & 0xffff;
        int extraLength = fixed.getShort(30) & 0xffff;
        int commentLength = fixed.getShort(32) & 0xffff;
        int length = CENTRAL_BYTES + nameLength + extraLength + commentLength;
        if (fixed.getInt(0) != CENTRAL || length > end - at) {
            throw fail("has a damaged directory; copy or write it again");
        }
        ByteBuffer rest = bytes(at + CENTRAL_BYTES, nameLength + extraLength, "its directory");
        byte[] name = new byte[nameLength];
        rest.get(name);
        long size = fixed.getInt(24) & 0xffffffffL;
        long packed = fixed.getInt(20) & 0xffffffffL;
        long begin = fixed.getInt(42) & 0xffffffffL;
        ByteBuffer wide = extra64(rest);
        // In this order, and only those that did not fit.
        size = size == IN_EXTRA ? wide(wide) : size;
        packed = packed == IN_EXTRA ? wide(wide) : packed;
        begin = begin == IN_EXTRA ? wide(wide) : begin;
        String text = new String(name, StandardCharsets.UTF_8);
        if (size < 0 || packed < 0 || packed > file.length() || begin < 0 || begin > file.length()) {
            throw fail("has the entry " + Quoted.text(text) + " of " + packed + " bytes at " + begin
                    + ", which does not fit into it; the file is cut off or damaged, copy or write it again");
        }
        Entry entry = new Entry(
                text, fixed.getShort(10) & 0xffff, fixed.getShort(8) & 0xffff, fixed.getInt(16), packed, size, begin);
        if (entries.put(text, entry) != null) {
            throw fail("has two entries " + Quoted.text(text) + "; the file is damaged");
        }
        return length;
    }

    /** The content of the extra field with wide values, empty if there is none. */
    private static ByteBuffer extra64(ByteBuffer extras) {
        while (extras.remaining() >= 4) {
            short kind = extras.getShort();
            int length = extras.getShort() & 0xffff;
            if (length > extras.remaining()) {
                break;
            }
            if (kind == EXTRA_64) {
                return extras.slice(extras.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extras.position(extras.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private long wide(ByteBuffer extra) {
        if (extra.remaining() < Long.BYTES) {
            throw fail("has an entry that lacks its wide sizes; the file is damaged");
        }
        return extra.getLong();
    }

    /** It stands last, before a comment that is mostly empty. */
    private long endOfDirectory() throws IOException {
        long latest = file.length() - END_BYTES;
        long earliest = Math.max(0, latest - LONGEST_COMMENT);
        ByteBuffer tail = latest < 0
                ? ByteBuffer.allocate(0)
                : bytes(earliest, (int) (file.length() - earliest), "its directory");
        for (int i = (int) (latest - earliest); i >= 0; i--) {
            if (tail.getInt(i) == END) {
                return earliest + i;
            }
        }
        throw fail("begins as a zip archive and has no directory at its end; it is cut off, copy or write it again");
    }

    private ByteBuffer bytes(long from, int count, String what) throws IOException {
        if (from < 0 || from > file.length() - count) {
            throw fail("ends within " + what + "; it is cut off or damaged, copy or write it again");
        }
        ByteBuffer copy = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (copy.hasRemaining()) {
            copy.put(file.at(from + copy.position(), copy.remaining()));
        }
        return copy.flip();
    }

    private ModelFormatException fail(String what) {
        return new ModelFormatException(file.location() + ": " + what);
    }
}
