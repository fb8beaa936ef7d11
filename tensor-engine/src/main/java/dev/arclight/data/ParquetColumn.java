package dev.arclight.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Half;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * One column of a Parquet file: where it lies in the schema, and how its values become numbers or text.
 *
 * @param descriptor the leaf
 * @param listLevel from this definition level on there is an element of a list; 0 if the column is no list
 */
record ParquetColumn(ColumnDescriptor descriptor, int listLevel, Form form) {
    /** How a value is read. */
    enum Form {
        FLAG,
        INT,
        UNSIGNED_INT,
        LONG,
        UNSIGNED_LONG,
        FLOAT,
        DOUBLE,
        HALF,
        DECIMAL,
        TEXT,
        BYTES
    }

    /** @throws DataFormatException if the file has no such column, or none that can be read */
    static ParquetColumn of(String file, MessageType schema, String name) {
        String[] path = schema.containsField(name) ? new String[] {name} : name.split("\\.", -1);
        Type type = schema;
        for (String step : path) {
            if (type.isPrimitive() || !type.asGroupType().containsField(step)) {
                throw new DataFormatException(file + ": has no column \"" + name + "\"; its columns are "
                        + schema.getFields().stream().map(Type::getName).toList());
            }
            type = type.asGroupType().getType(step);
        }
        ColumnDescriptor leaf = leaf(file, schema, name, path, type);
        int repetitions = leaf.getMaxRepetitionLevel();
        if (repetitions > 1) {
            throw new DataFormatException(file + ": column \"" + name
                    + "\" holds lists of lists; lists of numbers are read, flatten it before");
        }
        Form form = form(file, name, leaf.getPrimitiveType());
        if (repetitions > 0 && (form == Form.TEXT || form == Form.BYTES)) {
            throw new DataFormatException(
                    file + ": column \"" + name + "\" holds lists of text or binary; lists of numbers are read");
        }
        return new ParquetColumn(leaf, repetitions == 0 ? 0 : listLevel(schema, leaf), form);
    }

    private static ColumnDescriptor leaf(String file, MessageType schema, String name, String[] path, Type type) {
        ColumnDescriptor found = null;
        for (ColumnDescriptor each : schema.getColumns()) {
            String[] steps = each.getPath();
            boolean below = steps.length >= path.length;
            for (int i = 0; i < path.length && below; i++) {
                below = steps[i].equals(path[i]);
            }
            if (below && found != null) {
                throw new DataFormatException(file + ": column \"" + name + "\" is a " + kind(type)
                        + "; name one of its members by its path, such as \"" + String.join(".", found.getPath())
                        + "\"");
            }
            found = below ? each : found;
        }
        if (found == null) {
            throw new DataFormatException(file + ": column \"" + name + "\" is a group without members");
        }
        return found;
    }

    private static String kind(Type type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        return annotation == null ? "struct" : annotation.toString().toLowerCase(Locale.ROOT);
    }

    /** The definition level that the repeated step of the path adds. */
    private static int listLevel(MessageType schema, ColumnDescriptor leaf) {
        GroupType group = schema;
        int level = 0;
        for (String step : leaf.getPath()) {
            Type type = group.getType(step);
            if (!type.isRepetition(Type.Repetition.REQUIRED)) {
                level++;
            }
            if (type.isRepetition(Type.Repetition.REPEATED)) {
                return level;
            }
            group = type.asGroupType();
        }
        throw new IllegalStateException("no step of " + leaf + " is repeated");
    }

    private static Form form(String file, String name, PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof DecimalLogicalTypeAnnotation) {
            return Form.DECIMAL;
        }
        boolean unsigned = logical instanceof IntLogicalTypeAnnotation whole && !whole.isSigned();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> Form.FLAG;
            case INT32 -> unsigned ? Form.UNSIGNED_INT : Form.INT;
            case INT64 -> unsigned ? Form.UNSIGNED_LONG : Form.LONG;
            case FLOAT -> Form.FLOAT;
            case DOUBLE -> Form.DOUBLE;
            case INT96 ->
                throw new DataFormatException(file + ": column \"" + name
                        + "\" is INT96, an old kind of time stamp; write it as INT64 TIMESTAMP");
            case BINARY, FIXED_LEN_BYTE_ARRAY -> {
                if (logical instanceof LogicalTypeAnnotation.Float16LogicalTypeAnnotation) {
                    yield Form.HALF;
                }
                boolean text = logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
                        || logical instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation
                        || logical instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
                yield text ? Form.TEXT : Form.BYTES;
            }
        };
    }

    boolean isList() {
        return listLevel > 0 || form == Form.BYTES;
    }

    boolean isText() {
        return form == Form.TEXT;
    }

    /** The dtype of the file's own values. */
    DType natural() {
        LogicalTypeAnnotation logical = descriptor.getPrimitiveType().getLogicalTypeAnnotation();
        int bits = logical instanceof IntLogicalTypeAnnotation whole ? whole.getBitWidth() : 64;
        return switch (form) {
            case FLAG -> DType.BOOL;
            case INT -> bits == 8 ? DType.INT8 : bits == 16 ? DType.INT16 : DType.INT32;
            case UNSIGNED_INT -> bits == 8 ? DType.UINT8 : bits == 16 ? DType.INT32 : DType.INT64;
            case LONG, UNSIGNED_LONG -> DType.INT64;
            case FLOAT -> DType.FLOAT32;
            case HALF -> DType.FLOAT16;
            case DOUBLE, DECIMAL -> DType.FLOAT64;
            case BYTES -> DType.UINT8;
            case TEXT -> DType.INT64;
        };
    }

    /** Puts the value where the reader stands into a buffer of numbers. */
    void put(ColumnReader from, ColumnBuffer into) {
        switch (form) {
            case FLAG -> into.put(from.getBoolean() ? 1L : 0L);
            case INT -> into.put((long) from.getInteger());
            case UNSIGNED_INT -> into.put(from.getInteger() & 0xffffffffL);
            case LONG -> into.put(from.getLong());
            case UNSIGNED_LONG -> into.put(unsigned(from.getLong()));
            case FLOAT -> into.put(from.getFloat());
            case DOUBLE -> into.put(from.getDouble());
            case HALF -> into.put(half(from.getBinary()));
            case DECIMAL -> into.put(decimal(from));
            case BYTES -> bytes(from.getBinary(), into);
            case TEXT -> throw new IllegalArgumentException("is text, expected numbers; see text(…)");
        }
    }

    String text(ColumnReader from) {
        if (form != Form.TEXT && form != Form.BYTES) {
            throw new IllegalArgumentException("holds numbers, expected text");
        }
        return from.getBinary().toStringUsingUTF8();
    }

    private static long unsigned(long value) {
        if (value < 0) {
            throw new IllegalArgumentException(Long.toUnsignedString(value) + " is out of the range of int64");
        }
        return value;
    }

    private static float half(Binary value) {
        byte[] bytes = value.getBytesUnsafe();
        if (bytes.length != Short.BYTES) {
            throw new IllegalArgumentException("a float16 has 2 bytes, this " + bytes.length);
        }
        return Half.fromFloat16((short) (bytes[0] & 0xff | bytes[1] << 8));
    }

    private double decimal(ColumnReader from) {
        PrimitiveType type = descriptor.getPrimitiveType();
        int scale = ((DecimalLogicalTypeAnnotation) type.getLogicalTypeAnnotation()).getScale();
        BigInteger unscaled = type.getPrimitiveTypeName() == PrimitiveTypeName.INT32
                ? BigInteger.valueOf(from.getInteger())
                : type.getPrimitiveTypeName() == PrimitiveTypeName.INT64
                        ? BigInteger.valueOf(from.getLong())
                        : new BigInteger(from.getBinary().getBytesUnsafe());
        return new BigDecimal(unscaled, scale).doubleValue();
    }

    private static void bytes(Binary value, ColumnBuffer into) {
        for (byte each : value.getBytesUnsafe()) {
            into.put((long) (each & 0xff));
        }
    }

    /** Whether a buffer for it is of text, and of which dtype otherwise. */
    ColumnBuffer buffer(TableSpec spec, int column) {
        @Nullable DType wanted = spec.wanted(column);
        boolean text = spec.isText(column) || wanted == null && isText();
        ColumnBuffer buffer = new ColumnBuffer(text ? null : wanted == null ? natural() : wanted);
        if (isList() && !text) {
            buffer.list();
        }
        return buffer;
    }
}
