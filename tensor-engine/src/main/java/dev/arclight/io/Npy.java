package dev.arclight.io;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * NumPy's {@code .npy} format: one array in a file. Versions 1.0 to 3.0 of either byte order are read, as row-major or
 * Fortran's order; written are the very bytes that {@code numpy.save} writes for a row-major array.
 *
 * <p>What is read is checked before it is believed: no file makes this class allocate more than the file holds, and what
 * does not hold is a {@link ModelFormatException}. Arrays of Python objects, structured records, texts, dates and complex
 * numbers are refused by name; no code from a file is run. Stateless and safe for all threads.
 *
 * <pre>{@code
 * Npy.save(Path.of("x.npy"), tensor);       // numpy.load("x.npy")
 * Tensor x = Npy.load(Path.of("x.npy"));
 * }</pre>
 */
public final class Npy {
    private Npy() {}

    /**
     * Reads a file by mapping it into memory. An array in Fortran's order becomes a tensor whose strides say so.
     *
     * @throws ModelFormatException if the file is not whole and sound, or holds what becomes no tensor
     * @throws ModelAccessException if it is missing or cannot be read
     */
    public static Tensor load(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteSource source = ByteSource.mapped(channel, file.toString(), null);
            NpyHeader header = NpyHeader.read(source);
            long expected = header.bytes() + header.dataBytes();
            if (source.length() != expected) {
                throw new ModelFormatException(file + ": the file has " + source.length()
                        + " bytes and its header describes " + expected
                        + "; it is cut off or damaged, copy or write it again");
            }
            return read(source, header, "array");
        } catch (IOException e) {
            throw ModelAccessException.reading(file.toString(), e);
        }
    }

    /**
     * Reads one array from a stream, which stands behind it afterwards; the caller closes it.
     *
     * @param location the stream's name in messages
     * @throws ModelFormatException if the content is not whole and sound, or holds what becomes no tensor
     * @throws ModelAccessException if the stream cannot be read
     */
    public static Tensor load(InputStream stream, String location) {
        try {
            ByteSource source = ByteSource.stream(stream, location, null);
            return read(source, NpyHeader.read(source), "array");
        } catch (IOException e) {
            throw ModelAccessException.reading(location, e);
        }
    }

    /**
     * Writes a file, which appears whole or not at all; one that is there is replaced.
     *
     * @throws dev.arclight.tensor.DTypeException for bfloat16, which NumPy does not have
     * @throws dev.arclight.tensor.ShapeException for more than NumPy's 64 dimensions
     * @throws ModelAccessException if it cannot be written
     */
    public static void save(Path file, Tensor tensor) {
        SafeFiles.replace(file, out -> save(out, tensor));
    }

    /**
     * Writes to a stream, which the caller closes.
     *
     * @throws dev.arclight.tensor.DTypeException for bfloat16, which NumPy does not have
     * @throws dev.arclight.tensor.ShapeException for more than NumPy's 64 dimensions
     */
    public static void save(OutputStream out, Tensor tensor) throws IOException {
        out.write(NpyHeader.write(tensor.dtype(), tensor.shape()));
        Elements.write(tensor, out);
    }

    /** The elements that a header describes. */
    static Tensor read(ByteSource source, NpyHeader header, String name) throws IOException {
        Shape shape = header.shape();
        if (!header.fortran()) {
            return Elements.read(source, name, header.dtype(), shape, header.order());
        }
        int rank = shape.rank();
        int[] extents = new int[rank];
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = rank - 1 - i;
            extents[i] = shape.dim(order[i]);
        }
        return Elements.read(source, name, header.dtype(), Shape.of(extents), header.order())
                .permute(order);
    }
}
