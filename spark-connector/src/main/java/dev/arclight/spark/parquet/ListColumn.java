package dev.arclight.spark.parquet;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * A column of lists of numbers in a file, of Parquet's three levels: a group that is a list, the repeated group {@code list} in it,
 * and in that one number.
 *
 * @param empty the definition level of a list without elements; below it the list is null
 * @param most the definition level of a number; between both an element is null
 */
record ListColumn(ColumnDescriptor descriptor, ArrayType type, int empty, int most) {
    /** Of levels, of values, or of both; with any other a file is left to Spark's reader. */
    @SuppressWarnings("deprecation") // writers of version 1 name dictionaries so to this day
    static final Set<Encoding> ENCODINGS =
            EnumSet.of(Encoding.RLE, Encoding.PLAIN, Encoding.PLAIN_DICTIONARY, Encoding.RLE_DICTIONARY);

    /** Whether a column of that type may be read as such a list, if a file has it as one. */
    static boolean is(DataType type) {
        return type instanceof ArrayType array
                && (array.elementType() instanceof FloatType
                        || array.elementType() instanceof DoubleType
                        || bits(array.elementType()) > 0);
    }

    /** The column that a file has for a field; null unless it is certain that Spark would read that one, and as that type. */
    static @Nullable ListColumn of(StructField field, MessageType file) {
        String name = field.name().toLowerCase(Locale.ROOT);
        GroupType list = null;
        for (Type column : file.getFields()) {
            if (column.getName().toLowerCase(Locale.ROOT).equals(name)) {
                // Of two names that differ in case alone Spark's settings tell which is meant.
                if (list != null || !column.getName().equals(field.name()) || column.isPrimitive()) {
                    return null;
                }
                list = column.asGroupType();
            }
        }
        if (list == null
                || !(list.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation)
                || list.isRepetition(Repetition.REPEATED)
                || list.getFieldCount() != 1) {
            return null;
        }
        Type repeated = list.getType(0);
        // Under another name the repeated group itself may be the element (Parquet's rules for files of old writers).
        if (repeated.isPrimitive()
                || !repeated.isRepetition(Repetition.REPEATED)
                || !repeated.getName().equals("list")
                || repeated.asGroupType().getFieldCount() != 1) {
            return null;
        }
        Type element = repeated.asGroupType().getType(0);
        ArrayType type = (ArrayType) field.dataType();
        if (!element.isPrimitive()
                || element.isRepetition(Repetition.REPEATED)
                || !holds(element.asPrimitiveType(), type.elementType())) {
            return null;
        }
        String[] path = {list.getName(), repeated.getName(), element.getName()};
        int empty = list.isRepetition(Repetition.OPTIONAL) ? 1 : 0;
        int most = empty + 1 + (element.isRepetition(Repetition.OPTIONAL) ? 1 : 0);
        return new ListColumn(file.getColumnDescription(path), type, empty, most);
    }

    private static boolean holds(PrimitiveType element, DataType type) {
        PrimitiveTypeName stored = element.getPrimitiveTypeName();
        LogicalTypeAnnotation meant = element.getLogicalTypeAnnotation();
        if (type instanceof FloatType) {
            return stored == PrimitiveTypeName.FLOAT && meant == null;
        }
        if (type instanceof DoubleType) {
            return stored == PrimitiveTypeName.DOUBLE && meant == null;
        }
        return stored == PrimitiveTypeName.INT32
                && (meant == null
                        ? bits(type) == Integer.SIZE
                        : meant instanceof IntLogicalTypeAnnotation whole
                                && whole.isSigned()
                                && whole.getBitWidth() == bits(type));
    }

    /** The bits of a whole number that Parquet stores in 32 of them; 0 for other types. */
    private static int bits(DataType type) {
        return type instanceof IntegerType
                ? Integer.SIZE
                : type instanceof ShortType ? Short.SIZE : type instanceof ByteType ? Byte.SIZE : 0;
    }
}
