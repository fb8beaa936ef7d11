package dev.arclight.io;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What stands before the elements in an {@code .npy} file: a magic, a version, a length and a Python dictionary.
 *
 * @param fortran whether the first index varies fastest
 * @param bytes how many bytes it takes in the file
 */
record NpyHeader(DType dtype, ByteOrder order, boolean fortran, Shape shape, int bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** The magic and the two bytes of the version. */
    private static final int PREFIX = MAGIC.length + 2;

    /** The longest dictionary that is read; NumPy's own limit is 10,000 and one of 64 dimensions needs 1,500. */
    private static final int LONGEST = 1 << 16;

    /** The elements begin at a multiple of this, so that the file can be mapped into memory. */
    private static final int ALIGNMENT = 64;

    /** NumPy leaves room for the first extent to grow to so many digits. */
    private static final int GROWTH = 21;

    /** How many bytes the elements take. */
    long dataBytes() {
        return shape.size() * dtype.bytes();
    }

    /**
     * Reads a header and checks all it claims but whether the elements are there.
     *
     * @throws ModelFormatException if it is not a header, or of an array that no tensor holds
     */
    static NpyHeader read(ByteSource source) throws IOException {
        byte[] prefix = take(source, PREFIX, "its first " + PREFIX + " bytes");
        if (!Arrays.equals(prefix, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ModelFormatException(
                    source.location() + ": the file does not begin as an .npy file does; it is of another format");
        }
        int major = prefix[MAGIC.length];
        int minor = prefix[MAGIC.length + 1];
        if (major < 1 || major > 3 || minor != 0) {
            throw new ModelFormatException(source.location() + ": version " + major + "." + minor
                    + " of the .npy format is unknown; expected 1.0, 2.0 or 3.0");
        }
        int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
        ByteBuffer field = ByteBuffer.wrap(take(source, lengthBytes, "the length of its header"))
                .order(ByteOrder.LITTLE_ENDIAN);
        long length = major == 1 ? field.getShort() & 0xffff : field.getInt() & 0xffffffffL;
        if (length > LONGEST) {
            throw new ModelFormatException(source.location() + ": the header claims " + length
                    + " bytes, more than the " + LONGEST + " that any array of numbers needs; the file is damaged");
        }
        Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        String dictionary = new String(take(source, (int) length, "its header"), charset);
        PythonLiteral.Array array = PythonLiteral.array(dictionary, source.location());
        return of(array, PREFIX + lengthBytes + (int) length, source.location());
    }

    private static NpyHeader of(PythonLiteral.Array array, int bytes, String location) {
        String descriptor = array.descriptor();
        DType dtype = dtype(descriptor, location);
        ByteOrder order = descriptor.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        Shape shape;
        try {
            int[] extents = new int[array.shape().length];
            for (int i = 0; i < extents.length; i++) {
                extents[i] = Math.toIntExact(array.shape()[i]);
            }
            shape = Shape.of(extents);
        } catch (ShapeException | ArithmeticException e) {
            throw new ModelFormatException(
                    location + ": no tensor has shape " + Arrays.toString(array.shape())
                            + "; extents must be from 0 to 2^31 - 1 and their product below 2^63",
                    e);
        }
        if (shape.size() > Integer.MAX_VALUE - 8) {
            throw new ModelFormatException(location + ": an array of shape " + shape + " has " + shape.size()
                    + " elements, more than a Java array holds; save it in parts");
        }
        return new NpyHeader(dtype, order, array.fortran(), shape, bytes);
    }

    /** NumPy's kinds and sizes. */
    private static final Map<String, DType> DTYPES = Map.of(
            "b1", DType.BOOL,
            "u1", DType.UINT8,
            "i1", DType.INT8,
            "i2", DType.INT16,
            "i4", DType.INT32,
            "i8", DType.INT64,
            "f2", DType.FLOAT16,
            "f4", DType.FLOAT32,
            "f8", DType.FLOAT64);

    /** Of NumPy's name of a dtype, such as {@code <f4}: byte order, kind and size. */
    private static DType dtype(String descriptor, String location) {
        if (descriptor.length() >= 2 && "<>|=".indexOf(descriptor.charAt(0)) >= 0) {
            DType known = DTYPES.get(descriptor.substring(1));
            if (known != null) {
                return known;
            }
        }
        String what = descriptor.length() < 2
                ? "unknown"
                : switch (descriptor.charAt(1)) {
                    case 'O' -> "of Python objects, which only running their pickled code could bring back,";
                    case 'c' -> "of complex numbers";
                    case 'u' -> "of unsigned numbers wider than a byte";
                    case 'S', 'a', 'U' -> "of texts";
                    case 'M', 'm' -> "of dates or durations";
                    case 'V' -> "of raw or structured records";
                    default -> "unknown";
                };
        throw new ModelFormatException(location + ": an array of dtype " + Quoted.text(descriptor) + " is " + what
                + " and becomes no tensor; convert it with astype to bool, int8 to int64, uint8 or float16 to float64");
    }

    /**
     * The header of a tensor in row-major order, byte for byte as NumPy writes it.
     *
     * @throws ShapeException if it has more dimensions than NumPy's arrays
     */
    static byte[] write(DType dtype, Shape shape) {
        if (shape.rank() > PythonLiteral.MOST_EXTENTS) {
            throw new ShapeException("an array of NumPy has at most " + PythonLiteral.MOST_EXTENTS
                    + " dimensions, a tensor of shape " + shape + " has " + shape.rank() + "; flatten some of them");
        }
        StringJoiner extents = new StringJoiner(", ", "(", shape.rank() == 1 ? ",)" : ")");
        for (int i = 0; i < shape.rank(); i++) {
            extents.add(Integer.toString(shape.dim(i)));
        }
        StringBuilder dictionary = new StringBuilder("{'descr': '")
                .append(descriptor(dtype))
                .append("', 'fortran_order': False, 'shape': ")
                .append(extents)
                .append(", }");
        if (shape.rank() > 0) {
            dictionary.append(" ".repeat(GROWTH - Integer.toString(shape.dim(0)).length()));
        }
        int before = PREFIX + Short.BYTES;
        int length = dictionary.length() + 1;
        dictionary.append(" ".repeat(ALIGNMENT - (before + length) % ALIGNMENT)).append('\n');
        ByteBuffer header = ByteBuffer.allocate(before + dictionary.length()).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) dictionary.length());
        return header.put(dictionary.toString().getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }

    private static String descriptor(DType dtype) {
        return switch (dtype) {
            case BOOL -> "|b1";
            case UINT8 -> "|u1";
            case INT8 -> "|i1";
            case INT16 -> "<i2";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case FLOAT16 -> "<f2";
            case FLOAT32 -> "<f4";
            case FLOAT64 -> "<f8";
            case BFLOAT16 ->
                throw new DTypeException("NumPy has no bfloat16; save the tensor as float32, which holds all its"
                        + " numbers: to(DType.FLOAT32)");
        };
    }

    private static byte[] take(ByteSource source, int count, String what) throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        while (taken.size() < count) {
            ByteBuffer bytes = source.take(count - taken.size());
            if (!bytes.hasRemaining()) {
                throw new ModelFormatException(source.location() + ": the file ends within " + what
                        + "; it is cut off, copy or write it again");
            }
            byte[] part = new byte[bytes.remaining()];
            bytes.get(part);
            taken.writeBytes(part);
        }
        return taken.toByteArray();
    }
}
