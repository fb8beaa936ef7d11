package dev.arclight.beam.data;

import dev.arclight.data.DataFormatException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Half;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/**
 * Copies one column's values as they are decoded. Only the leaf and its levels matter, so all ways to spell a list in a
 * schema are read alike.
 *
 * <p>Where lists are nested, a value's repetition level says which list it continues: {@code k} for the k-th from outside. In
 * a tensor these levels repeat in one pattern, made from the first row, and every row is held to it.
 */
final class LeafReader {
    /** How a value is read. */
    private enum Form {
        FLAG,
        INT,
        UNSIGNED_INT,
        LONG,
        FLOAT,
        DOUBLE,
        HALF,
        BYTES
    }

    private final ColumnRequest request;
    private final ColumnReader reader;
    private final Form form;
    private final DType dtype;
    private final String file;
    private final long rowsBefore;
    private final int present;
    private final int depth;

    /** The extents of a row, and the repetition level of each of its values; unknown before the first row. */
    private int[] extents = {};

    private byte[] levels = {};
    private boolean known;

    private LeafReader(
            ColumnRequest request, ColumnReader reader, Form form, DType dtype, String file, long rowsBefore) {
        this.request = request;
        this.reader = reader;
        this.form = form;
        this.dtype = dtype;
        this.file = file;
        this.rowsBefore = rowsBefore;
        this.present = reader.getDescriptor().getMaxDefinitionLevel();
        this.depth = reader.getDescriptor().getMaxRepetitionLevel();
    }

    static LeafReader of(
            ColumnReadStoreImpl store, MessageType schema, ColumnRequest request, String file, long rowsBefore) {
        List<ColumnDescriptor> found = schema.getColumns().stream()
                .filter(leaf -> leaf.getPath()[0].equals(request.name()))
                .toList();
        if (found.size() != 1) {
            throw new DataFormatException(file + ": column \"" + request.name() + "\" is a structure of " + found.size()
                    + " values, expected numbers, lists of numbers or binary");
        }
        ColumnDescriptor leaf = found.get(0);
        Form form = form(file, request.name(), leaf);
        DType dtype = request.dtype().equals(ColumnRequest.ITS_OWN)
                ? natural(form, leaf.getPrimitiveType())
                : DType.of(request.dtype());
        return new LeafReader(request, store.getColumnReader(leaf), form, dtype, file, rowsBefore);
    }

    String name() {
        return request.name();
    }

    private static Form form(String file, String name, ColumnDescriptor leaf) {
        PrimitiveType type = leaf.getPrimitiveType();
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        boolean plain = logical == null
                || logical instanceof IntLogicalTypeAnnotation
                || logical instanceof Float16LogicalTypeAnnotation;
        if (plain) {
            boolean unsigned = logical instanceof IntLogicalTypeAnnotation whole && !whole.isSigned();
            switch (type.getPrimitiveTypeName()) {
                case BOOLEAN -> {
                    return Form.FLAG;
                }
                case INT32 -> {
                    return unsigned ? Form.UNSIGNED_INT : Form.INT;
                }
                case INT64 -> {
                    if (!unsigned) {
                        return Form.LONG;
                    }
                }
                case FLOAT -> {
                    return Form.FLOAT;
                }
                case DOUBLE -> {
                    return Form.DOUBLE;
                }
                case BINARY, FIXED_LEN_BYTE_ARRAY -> {
                    if (logical != null) {
                        return Form.HALF;
                    }
                    if (leaf.getMaxRepetitionLevel() == 0) {
                        return Form.BYTES;
                    }
                }
                case INT96 -> {}
            }
        }
        throw new DataFormatException(file + ": column \"" + name + "\" holds " + type
                + ", expected numbers, lists of numbers, or binary; convert it before");
    }

    private static DType natural(Form form, PrimitiveType type) {
        int bits = type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation whole ? whole.getBitWidth() : 32;
        return switch (form) {
            case FLAG -> DType.BOOL;
            case INT -> bits == 8 ? DType.INT8 : DType.INT32;
            case UNSIGNED_INT -> bits == 8 ? DType.UINT8 : bits == 16 ? DType.INT32 : DType.INT64;
            case LONG -> DType.INT64;
            case FLOAT, HALF -> DType.FLOAT32;
            case DOUBLE -> DType.FLOAT64;
            case BYTES -> DType.UINT8;
        };
    }

    /**
     * The next rows as {@code [count, extents…]}.
     *
     * @param first the number of the first one in the row group, for messages
     */
    Tensor read(long first, int count) {
        ColumnArray values = ColumnArray.of(dtype, known ? count * levels.length : 0);
        int from = 0;
        if (!known) {
            values = firstRow(values, first, count);
            from = 1;
        }
        int width = levels.length;
        for (int i = from; i < count; i++) {
            if (form == Form.BYTES) {
                readBytes(values, i * width, width, first + i);
            } else {
                readRow(values, i * width, first + i);
            }
        }
        return values.tensor(count, request.shape().length > 0 ? request.shape() : extents);
    }

    private void readRow(ColumnArray values, int at, long row) {
        int width = levels.length;
        int i = 0;
        do {
            requirePresent(row);
            if (i == width || reader.getCurrentRepetitionLevel() != levels[i]) {
                throw uneven(row);
            }
            put(values, at + i, row);
            reader.consume();
            i++;
        } while (reader.getCurrentRepetitionLevel() > 0);
        if (i < width) {
            throw uneven(row);
        }
    }

    private void readBytes(ColumnArray values, int at, int width, long row) {
        requirePresent(row);
        Binary binary = reader.getBinary();
        if (binary.length() != width) {
            throw wrong(row, "has " + binary.length() + " bytes, expected " + width + " as every row");
        }
        putBytes(values, at, binary.getBytesUnsafe(), row);
        reader.consume();
    }

    /** Reads a row of unknown width, and lays out all rows by it. */
    private ColumnArray firstRow(ColumnArray none, long row, int count) {
        ColumnArray values = none;
        requirePresent(row);
        byte[] seen = new byte[64];
        int width = 0;
        if (form == Form.BYTES) {
            byte[] bytes = reader.getBinary().getBytes();
            width = bytes.length;
            seen = new byte[width];
            values = values.resized(width);
            putBytes(values, 0, bytes, row);
            reader.consume();
        } else {
            do {
                requirePresent(row);
                if (width == seen.length) {
                    seen = Arrays.copyOf(seen, 2 * width);
                }
                values = width < values.length() ? values : values.resized(seen.length);
                seen[width] = (byte) reader.getCurrentRepetitionLevel();
                put(values, width, row);
                reader.consume();
                width++;
            } while (reader.getCurrentRepetitionLevel() > 0);
        }
        levels = Arrays.copyOf(seen, width);
        extents = extents(row);
        int[] shape = request.shape();
        int expected = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (shape.length > 0 && expected != width) {
            throw wrong(row, "has " + width + " values, expected " + expected + " of shape " + Arrays.toString(shape));
        }
        known = true;
        return values.resized(Math.multiplyExact(count, width));
    }

    /** The extents that give the first row's levels. */
    private int[] extents(long row) {
        if (form == Form.BYTES) {
            return new int[] {levels.length};
        }
        int[] found = new int[depth];
        int outer = 1;
        for (int level = 1; level <= depth; level++) {
            int items = 0;
            for (byte each : levels) {
                items += each <= level ? 1 : 0;
            }
            found[level - 1] = items / outer;
            outer = items;
        }
        for (int i = 0; i < levels.length; i++) {
            int level = 0;
            int stride = levels.length;
            while (i % stride != 0) {
                if (level == depth) {
                    // Counts of items that divide evenly by chance do not make the lists even.
                    throw uneven(row);
                }
                stride /= found[level];
                level++;
            }
            if (levels[i] != level) {
                throw uneven(row);
            }
        }
        return found;
    }

    private void putBytes(ColumnArray values, int at, byte[] bytes, long row) {
        if (!values.putBytes(at, bytes)) {
            throw wrong(row, "holds a byte that does not fit " + dtype + "; read it as uint8 or a wider dtype");
        }
    }

    private void put(ColumnArray values, int at, long row) {
        boolean fits = switch (form) {
            case FLAG -> values.put(at, reader.getBoolean() ? 1L : 0L);
            case INT -> values.put(at, (long) reader.getInteger());
            case UNSIGNED_INT -> values.put(at, Integer.toUnsignedLong(reader.getInteger()));
            case LONG -> values.put(at, reader.getLong());
            case FLOAT -> values.put(at, reader.getFloat());
            case DOUBLE -> values.put(at, reader.getDouble());
            case HALF -> values.put(at, half(reader.getBinary()));
            case BYTES -> throw new IllegalStateException("bytes are read in one piece");
        };
        if (!fits) {
            throw wrong(row, "holds a number that does not fit " + dtype + "; choose another with withDType");
        }
    }

    private static float half(Binary value) {
        byte[] bytes = value.getBytesUnsafe();
        return Half.fromFloat16((short) (bytes[0] & 0xff | bytes[1] << 8));
    }

    private void requirePresent(long row) {
        if (reader.getCurrentDefinitionLevel() < present) {
            throw wrong(
                    row,
                    depth == 0
                            ? "is null; fill nulls or leave such rows out before"
                            : "is null, empty or holds a null; fill nulls or leave such rows out before");
        }
    }

    private DataFormatException uneven(long row) {
        return wrong(
                row,
                known
                        ? "has lists of other lengths than the rows before, expected " + Arrays.toString(extents)
                        : "has lists of different lengths, which make no tensor");
    }

    private DataFormatException wrong(long row, String what) {
        return new DataFormatException(
                file + ": column \"" + request.name() + "\", row " + (rowsBefore + row) + " " + what);
    }
}
