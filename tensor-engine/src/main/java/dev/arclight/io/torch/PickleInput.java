package dev.arclight.io.torch;

import dev.arclight.io.FileBytes;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Quoted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle in order; what a length claims is there is checked before memory is taken for it. */
final class PickleInput {
    /** A line holds a name, a number or a text of the oldest protocol. */
    private static final int LONGEST_LINE = 1 << 16;

    private static final int CHUNK = 1 << 13;

    private final FileBytes file;
    private final String location;
    private final long end;

    /** Where the chunk ends in the file. */
    private long next;

    private ByteBuffer chunk = ByteBuffer.allocate(0);

    /** From {@code begin} to {@code end} of a file. */
    PickleInput(FileBytes file, String location, long begin, long end) {
        this.file = file;
        this.location = location;
        this.next = begin;
        this.end = end;
    }

    /** Where the next byte lies in the file. */
    long position() {
        return next - chunk.remaining();
    }

    long remaining() {
        return end - position();
    }

    int read() throws IOException {
        require(1);
        return chunk.get() & 0xff;
    }

    int readInt() throws IOException {
        require(Integer.BYTES);
        return chunk.getInt();
    }

    int readShort() throws IOException {
        require(Short.BYTES);
        return chunk.getShort() & 0xffff;
    }

    long readLong() throws IOException {
        require(Long.BYTES);
        return chunk.getLong();
    }

    /** Of the one number that pickles hold in big-endian order. */
    double readDouble() throws IOException {
        return Double.longBitsToDouble(Long.reverseBytes(readLong()));
    }

    byte[] read(long count) throws IOException {
        if (count < 0 || count > remaining()) {
            throw fail("a value claims " + Long.toUnsignedString(count) + " bytes where " + remaining()
                    + " are left; the file is cut off or damaged, copy or write it again");
        }
        if (count > Integer.MAX_VALUE - 8) {
            throw fail("a value of " + count + " bytes is larger than a Java array; save it in parts");
        }
        byte[] bytes = new byte[(int) count];
        int filled = 0;
        while (filled < bytes.length) {
            require(1);
            int part = Math.min(chunk.remaining(), bytes.length - filled);
            chunk.get(bytes, filled, part);
            filled += part;
        }
        return bytes;
    }

    String text(long count) throws IOException {
        return decoded(read(count), StandardCharsets.UTF_8);
    }

    /** Up to the end of a line, which is taken too. */
    String line() throws IOException {
        byte[] bytes = new byte[64];
        int length = 0;
        for (int b = read(); b != '\n'; b = read()) {
            if (length == LONGEST_LINE) {
                throw fail("a line has more than " + LONGEST_LINE + " bytes; the file is damaged");
            }
            if (length == bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = (byte) b;
        }
        return decoded(java.util.Arrays.copyOf(bytes, length), StandardCharsets.UTF_8);
    }

    /** Text in some charset, which it must be in. */
    String decoded(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(
                    location + ": "
                            + Quoted.text(new String(bytes, 0, Math.min(40, bytes.length), StandardCharsets.ISO_8859_1))
                            + " is no text in " + charset + "; the file is damaged",
                    e);
        }
    }

    ModelFormatException fail(String what) {
        return new ModelFormatException(location + ": " + what);
    }

    ModelFormatException fail(String what, Throwable cause) {
        return new ModelFormatException(location + ": " + what, cause);
    }

    /** Makes the next bytes available in one piece. */
    private void require(int count) throws IOException {
        if (chunk.remaining() >= count) {
            return;
        }
        if (remaining() < count) {
            throw fail("the pickle ends within a value; the file is cut off, copy or write it again");
        }
        long from = position();
        int size = (int) Math.min(CHUNK, end - from);
        // Copied, since the pieces of a mapping end where its window does.
        ByteBuffer copy = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (copy.hasRemaining()) {
            copy.put(file.at(from + copy.position(), copy.remaining()));
        }
        chunk = copy.flip();
        next = from + size;
    }
}
