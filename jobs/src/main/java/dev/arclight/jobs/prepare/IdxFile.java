package dev.arclight.jobs.prepare;

import dev.arclight.jobs.JobException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * An array of unsigned bytes from an IDX file, the format of the MNIST data sets: two zeros, the type 8, the number of
 * dimensions, each extent as a big-endian int, then the bytes. The file may be compressed with gzip, whatever its name.
 *
 * @param extents the shape; their product is the length of {@code data}
 */
record IdxFile(int[] extents, byte[] data) {
    private static final int UNSIGNED_BYTE = 8;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    /**
     * Reads a file.
     *
     * @param rank the number of dimensions that it must have
     * @throws JobException if it cannot be read, is no IDX file of bytes of that rank, or is shorter or longer than it says
     */
    static IdxFile read(Path file, int rank) {
        try (InputStream in = open(file)) {
            return read(in, file, rank);
        } catch (EOFException e) {
            throw new JobException(file + " is cut off; get it again", e);
        } catch (IOException e) {
            throw new JobException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The bytes of one element along the first dimension. */
    int elementSize() {
        int size = 1;
        for (int i = 1; i < extents.length; i++) {
            size *= extents[i];
        }
        return size;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            boolean compressed = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
            in.reset();
            return compressed ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static IdxFile read(InputStream in, Path file, int rank) throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4 || magic[0] != 0 || magic[1] != 0 || magic[2] != UNSIGNED_BYTE || magic[3] != rank) {
            throw new JobException(file + " is no IDX file of unsigned bytes with " + rank + " dimension"
                    + (rank == 1 ? "" : "s") + ": it starts with " + hex(magic) + ", not with "
                    + hex(new byte[] {0, 0, UNSIGNED_BYTE, (byte) rank}));
        }
        byte[] header = in.readNBytes(4 * rank);
        if (header.length < 4 * rank) {
            throw new EOFException();
        }
        int[] extents = new int[rank];
        ByteBuffer.wrap(header).asIntBuffer().get(extents);
        long size = 1;
        for (int extent : extents) {
            // The running product stays below 2^62, so it cannot wrap.
            size = extent <= 0 || size > Integer.MAX_VALUE ? Long.MAX_VALUE : size * extent;
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw new JobException(file + " says that it holds " + Arrays.toString(extents)
                    + " bytes, which cannot be true; get it again");
        }
        // Reads in pieces: a header that lies does not reserve the memory that it claims.
        byte[] data = in.readNBytes((int) size);
        if (data.length < size) {
            throw new JobException(file + " is cut off: its header " + Arrays.toString(extents) + " promises " + size
                    + " bytes and " + data.length + " follow; get it again");
        }
        if (in.read() >= 0) {
            throw new JobException(file + " goes on after the " + size + " bytes that its header "
                    + Arrays.toString(extents) + " promises; get it again");
        }
        return new IdxFile(extents, data);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdxFile that
                && Arrays.equals(extents, that.extents)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(extents) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "IdxFile" + Arrays.toString(extents);
    }
}
