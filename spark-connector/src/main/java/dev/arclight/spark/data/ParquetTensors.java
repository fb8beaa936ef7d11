package dev.arclight.spark.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Describes which columns of a Dataset become tensors. Immutable; every method returns a changed copy.
 *
 * <p>Feature columns may hold numbers, arrays of numbers nested to any depth, binary (each byte 0 to 255) or Spark ML
 * vectors; several columns are laid one behind the other. Where the plan is a scan of Parquet or another columnar source,
 * its column batches are read directly; otherwise Spark's internal rows are. Both give the same tensors.
 *
 * <pre>{@code
 * TensorPartitions images = ParquetTensors.of(spark.read().parquet("images"))
 *         .features("pixels").label("class").shape(1, 28, 28).read();
 * JavaRDD<PartitionData> data = images.data().persist(StorageLevel.MEMORY_ONLY());
 * }</pre>
 */
public final class ParquetTensors {
    private final Dataset<?> dataset;
    private final List<String> features;
    private final @Nullable String label;
    private final int classes;
    private final @Nullable String weight;
    private final int @Nullable [] shape;
    private final @Nullable DType dtype;

    private ParquetTensors(
            Dataset<?> dataset,
            List<String> features,
            @Nullable String label,
            int classes,
            @Nullable String weight,
            int @Nullable [] shape,
            @Nullable DType dtype) {
        this.dataset = dataset;
        this.features = features;
        this.label = label;
        this.classes = classes;
        this.weight = weight;
        this.shape = shape;
        this.dtype = dtype;
    }

    /** Begins with a Dataset of any source. */
    public static ParquetTensors of(Dataset<?> dataset) {
        return new ParquetTensors(dataset, List.of(), null, 0, null, null, null);
    }

    /** The columns that hold the features, in this order. */
    public ParquetTensors features(String... columns) {
        return new ParquetTensors(dataset, List.of(columns), label, classes, weight, shape, dtype);
    }

    /** The column of class numbers: whole numbers from 0. */
    public ParquetTensors label(String column) {
        return new ParquetTensors(dataset, features, column, 0, weight, shape, dtype);
    }

    /** As {@link #label(String)}, and a class number of {@code classes} or above is an error. */
    public ParquetTensors label(String column, int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("classes is " + classes + ", expected at least 1");
        }
        return new ParquetTensors(dataset, features, column, classes, weight, shape, dtype);
    }

    /** The column of values to regress on. */
    public ParquetTensors target(String column) {
        return new ParquetTensors(dataset, features, column, LabelColumn.VALUES, weight, shape, dtype);
    }

    /** The column that says how much each row counts: finite numbers from 0. */
    public ParquetTensors weight(String column) {
        return new ParquetTensors(dataset, features, label, classes, column, shape, dtype);
    }

    /**
     * The extents of one row's features. Without it they are a vector as long as the first row's.
     *
     * @throws ShapeException if an extent is not positive
     */
    public ParquetTensors shape(int... extents) {
        for (int extent : extents) {
            if (extent < 1) {
                throw new ShapeException("shape " + Arrays.toString(extents) + " of features: extents must be ≥ 1");
            }
        }
        return new ParquetTensors(dataset, features, label, classes, weight, extents.clone(), dtype);
    }

    /**
     * The dtype of the features: float32, uint8 or int8. Without it binary becomes uint8 and everything else float32.
     *
     * @throws DTypeException if it is another
     */
    public ParquetTensors dtype(DType dtype) {
        FeatureBuffer.of(dtype, 0, 0);
        return new ParquetTensors(dataset, features, label, classes, weight, shape, dtype);
    }

    /**
     * Checks the columns and prepares to read them.
     *
     * @throws DataException if a column is missing or its type cannot be read
     */
    public TensorPartitions read() {
        if (features.isEmpty()) {
            throw new IllegalArgumentException("no feature columns; call features(\"column\", …) before read()");
        }
        List<String> names = new ArrayList<>(features);
        if (label != null) {
            names.add(label);
        }
        if (weight != null) {
            names.add(weight);
        }
        StructType schema = dataset.schema();
        Column[] columns = names.stream().map(name -> column(schema, name)).toArray(Column[]::new);
        ReadPlan plan = ReadPlan.of(dataset.select(columns));

        List<FeatureColumn> featureColumns = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            featureColumns.add(FeatureColumn.of(features.get(i), plan.ordinal(i), plan.type(i)));
        }
        int last = features.size();
        LabelColumn labelColumn =
                label == null ? null : LabelColumn.of(label, plan.ordinal(last), plan.type(last), classes);
        int weightAt = names.size() - 1;
        WeightColumn weightColumn =
                weight == null ? null : WeightColumn.of(weight, plan.ordinal(weightAt), plan.type(weightAt));
        TensorLayout layout = new TensorLayout(
                featureColumns,
                labelColumn,
                weightColumn,
                shape == null ? firstShape(plan) : shape,
                dtype == null ? natural(featureColumns) : dtype,
                plan.origin());
        return plan.read(layout);
    }

    private Column column(StructType schema, String name) {
        boolean isDecimal = Columns.require(schema, name).dataType() instanceof DecimalType;
        Column column = Columns.of(dataset, name);
        return isDecimal ? column.cast("double").as(name) : column;
    }

    private static DType natural(List<FeatureColumn> columns) {
        boolean bytes = columns.stream().allMatch(column -> column.kind() == FeatureColumn.Kind.BINARY);
        return bytes ? DType.UINT8 : DType.FLOAT32;
    }

    /** Numbers alone tell how many there are; for arrays the first row is looked at. */
    private int[] firstShape(ReadPlan plan) {
        List<FeatureColumn> byPlace = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            byPlace.add(FeatureColumn.of(features.get(i), i, plan.type(i)));
        }
        if (byPlace.stream().noneMatch(FeatureColumn::variable)) {
            return new int[] {byPlace.size()};
        }
        InternalRow first = plan.first()
                .orElseThrow(() -> new DataException(
                        String.join(", ", features), "has no rows, so its shape is unknown; give it with shape(…)"));
        FeatureReader reader = new FeatureReader(byPlace, new int[] {0}, new RowPosition(plan.origin()));
        return new int[] {Math.max(1, reader.count(first))};
    }
}
