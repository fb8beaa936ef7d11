package dev.arclight.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The IDX format of the MNIST family of data sets: a magic number, extents, then elements with the highest byte first.
 * Files may be compressed with gzip; that is seen from their first bytes, not from their name.
 *
 * <p>No file makes this class allocate more than it holds. Stateless and safe for all threads.
 *
 * <pre>{@code
 * Tensor images = Idx.read(folder.resolve("train-images-idx3-ubyte.gz"));   // uint8[60000, 28, 28]
 * Tensor labels = Idx.readLabels(folder.resolve("train-labels-idx1-ubyte.gz"));   // int64[60000]
 * }</pre>
 */
public final class Idx {
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private Idx() {}

    /**
     * Reads a file as a tensor of its own shape: uint8, int8, int32, float32 or float64.
     *
     * @throws DataFormatException if the file is missing, of another format, cut off or too long
     */
    public static Tensor read(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return read(stream, file.toString());
        } catch (NoSuchFileException e) {
            throw new DataFormatException(file + ": there is no such file; check the path", e);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    /**
     * As {@link #read(Path)}, to the end of a stream, which the caller closes.
     *
     * @param location the stream's name in messages
     */
    public static Tensor read(InputStream stream, String location) {
        try {
            return decode(plain(stream), location);
        } catch (EOFException | ZipException e) {
            throw new DataFormatException(
                    location + ": the gzip data is cut off or damaged: " + e.getMessage() + "; copy the file again", e);
        } catch (IOException e) {
            throw unreadable(location, e);
        }
    }

    /**
     * Reads a file of one dimension as class numbers, int64.
     *
     * @throws DataFormatException as {@link #read(Path)}, or if the file has another number of dimensions or holds fractions
     */
    public static Tensor readLabels(Path file) {
        Tensor labels = read(file);
        if (labels.rank() != 1 || labels.dtype().isFloating()) {
            throw new DataFormatException(file + ": holds " + labels.type()
                    + "; labels are one dimension of whole numbers: this may be the file of images");
        }
        return labels.to(DType.INT64);
    }

    /** The stream itself, or what a gzip stream holds. */
    static InputStream plain(InputStream stream) throws IOException {
        InputStream buffered = new BufferedInputStream(stream, 1 << 16);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered;
    }

    private static Tensor decode(InputStream stream, String location) throws IOException {
        byte[] magic = head(stream, 4, location);
        if (magic[0] != 0 || magic[1] != 0) {
            throw new DataFormatException(
                    location + ": does not begin with two zero bytes; this is not an IDX file, plain or gzip");
        }
        DType dtype = dtype(magic[2], location);
        Shape shape = shape(stream, magic[3] & 0xff, location);
        if (shape.size() > MOST_BYTES / dtype.bytes()) {
            throw new DataFormatException(location + ": claims " + shape + " elements of " + dtype
                    + "; at most 2^31 - 9 bytes are read: split the file");
        }
        int bytes = (int) shape.size() * dtype.bytes();
        // Grows with what arrives, so that a false claim costs nothing.
        byte[] data = stream.readNBytes(bytes);
        if (data.length < bytes) {
            throw new DataFormatException(location + ": claims " + shape + " elements of " + dtype + ", " + bytes
                    + " bytes, and holds " + data.length + "; it is cut off, copy it again");
        }
        if (stream.read() >= 0) {
            throw new DataFormatException(location + ": more bytes follow the " + shape + " elements of " + dtype
                    + " that it claims; it is damaged, copy it again");
        }
        return tensor(dtype, data, shape);
    }

    private static DType dtype(byte code, String location) {
        return switch (code) {
            case 0x08 -> DType.UINT8;
            case 0x09 -> DType.INT8;
            case 0x0b -> DType.INT16;
            case 0x0c -> DType.INT32;
            case 0x0d -> DType.FLOAT32;
            case 0x0e -> DType.FLOAT64;
            default ->
                throw new DataFormatException(
                        location + ": has elements of type 0x"
                                + Integer.toHexString(code & 0xff)
                                + "; expected 0x8 (uint8), 0x9 (int8), 0xb (int16), 0xc (int32), 0xd (float32) or 0xe (float64)");
        };
    }

    private static Shape shape(InputStream stream, int rank, String location) throws IOException {
        ByteBuffer extents = ByteBuffer.wrap(head(stream, rank * Integer.BYTES, location));
        int[] shape = new int[rank];
        extents.asIntBuffer().get(shape);
        try {
            return Shape.of(shape);
        } catch (ShapeException e) {
            throw new DataFormatException(location + ": " + e.getMessage() + "; it is damaged, copy it again", e);
        }
    }

    private static byte[] head(InputStream stream, int length, String location) throws IOException {
        byte[] bytes = stream.readNBytes(length);
        if (bytes.length < length) {
            throw new DataFormatException(
                    location + ": ends within its header; an IDX file is longer: it is cut off, copy it again");
        }
        return bytes;
    }

    private static Tensor tensor(DType dtype, byte[] bytes, Shape shape) {
        ByteBuffer data = ByteBuffer.wrap(bytes);
        int count = (int) shape.size();
        int[] extents = shape.toArray();
        return switch (dtype) {
            case FLOAT32 -> {
                float[] values = new float[count];
                data.asFloatBuffer().get(values);
                yield Tensor.of(values, extents);
            }
            case FLOAT64 -> {
                double[] values = new double[count];
                data.asDoubleBuffer().get(values);
                yield Tensor.of(values, extents);
            }
            case INT32 -> {
                int[] values = new int[count];
                data.asIntBuffer().get(values);
                yield Tensor.of(values, extents);
            }
            case INT16 -> {
                short[] values = new short[count];
                data.asShortBuffer().get(values);
                yield Tensor.of(values, extents);
            }
            case INT8, UINT8 -> Tensor.ofBytes(bytes, dtype, extents);
            case INT64, FLOAT16, BFLOAT16, BOOL ->
                throw new IllegalArgumentException("IDX has no elements of " + dtype);
        };
    }

    private static DataFormatException unreadable(String location, IOException e) {
        return new DataFormatException(location + ": cannot be read: " + e.getMessage(), e);
    }
}
