package dev.arclight.spark.train;

import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;

/** Finds out what tensors columns are. */
final class ColumnSlots {
    private ColumnSlots() {}

    /**
     * The inputs in columns.
     *
     * @param shapes texts such as {@code 3,28,28}, one for each column, or none for what the first row says
     * @param types names of dtypes, one for each column, or none for uint8 of binary columns and float32 of all others
     * @throws DataException if a column is missing or holds no numbers
     * @throws TrainingException if shapes or types are not sound
     */
    static List<TensorSlot> inputs(Dataset<?> dataset, List<String> names, String[] shapes, String[] types) {
        requireCount("inputShapes", shapes, names);
        requireCount("inputTypes", types, names);
        List<TensorSlot> slots = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            DataType type = Columns.require(dataset.schema(), name).dataType();
            DType dtype = types.length > 0 ? dtype(types[i]) : type instanceof BinaryType ? DType.UINT8 : DType.FLOAT32;
            int[] shape = shapes.length > 0 ? shape(shapes[i], name) : shape(dataset, name, type);
            TensorSlot slot = new TensorSlot(name, dtype, shape, offset);
            slots.add(slot);
            offset = Math.addExact(offset, slot.width());
        }
        return slots;
    }

    /** The targets in label columns: int64 if they hold whole numbers, otherwise float32. */
    static List<TensorSlot> targets(Dataset<?> dataset, List<String> names) {
        List<TensorSlot> slots = new ArrayList<>();
        int offset = 0;
        for (String name : names) {
            DataType type = Columns.require(dataset.schema(), name).dataType();
            FeatureColumn column = FeatureColumn.of(name, 0, type);
            int[] shape = column.variable() ? shape(dataset, name, type) : new int[0];
            TensorSlot slot = new TensorSlot(name, whole(type) ? DType.INT64 : DType.FLOAT32, shape, offset);
            slots.add(slot);
            offset = Math.addExact(offset, slot.width());
        }
        return slots;
    }

    private static void requireCount(String param, String[] values, List<String> names) {
        if (values.length > 0 && values.length != names.size()) {
            throw new TrainingException(param + " has " + values.length + " entries for the columns "
                    + String.join(", ", names) + "; give one for each, or none");
        }
    }

    private static DType dtype(String name) {
        return switch (name) {
            case "float32" -> DType.FLOAT32;
            case "int64" -> DType.INT64;
            case "uint8" -> DType.UINT8;
            default -> throw new TrainingException("inputTypes has '" + name + "', expected float32, int64 or uint8");
        };
    }

    private static int[] shape(String text, String name) {
        try {
            int[] shape = Arrays.stream(text.split(","))
                    .map(String::strip)
                    .mapToInt(Integer::parseInt)
                    .toArray();
            if (Arrays.stream(shape).allMatch(extent -> extent > 0)) {
                return shape;
            }
        } catch (NumberFormatException e) {
            throw new TrainingException(wrongShape(text, name), e);
        }
        throw new TrainingException(wrongShape(text, name));
    }

    private static String wrongShape(String text, String name) {
        return "inputShapes has '" + text + "' for column '" + name + "', expected extents such as 3,28,28";
    }

    private static int[] shape(Dataset<?> dataset, String name, DataType type) {
        return FeatureColumn.of(name, 0, type).variable() ? firstShape(dataset, name) : new int[] {1};
    }

    /** A vector as long as the first row's. */
    static int[] firstShape(Dataset<?> dataset, String column) {
        return ParquetTensors.of(dataset.select(Columns.of(dataset, column)).limit(1))
                .features(column)
                .read()
                .layout()
                .shape();
    }

    private static boolean whole(DataType type) {
        DataType leaf = type;
        while (leaf instanceof ArrayType array) {
            leaf = array.elementType();
        }
        return leaf instanceof LongType
                || leaf instanceof IntegerType
                || leaf instanceof ShortType
                || leaf instanceof ByteType
                || leaf instanceof BooleanType;
    }
}
