package dev.arclight.spark.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
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
    private final List<String> targets;
    private final int[] targetWidths;
    private final int @Nullable [] shape;
    private final int @Nullable [] widths;
    private final @Nullable DType dtype;
    private final boolean finite;

    private ParquetTensors(Dataset<?> dataset, Choice choice) {
        this.dataset = dataset;
        this.features = choice.features;
        this.label = choice.label;
        this.classes = choice.classes;
        this.weight = choice.weight;
        this.targets = choice.targets;
        this.targetWidths = choice.targetWidths;
        this.shape = choice.shape;
        this.widths = choice.widths;
        this.dtype = choice.dtype;
        this.finite = choice.finite;
    }

    /** What can be chosen, in a form that can be changed. */
    private static final class Choice {
        private List<String> features = List.of();
        private @Nullable String label;
        private int classes;
        private @Nullable String weight;
        private List<String> targets = List.of();
        private int[] targetWidths = {};
        private int @Nullable [] shape;
        private int @Nullable [] widths;
        private @Nullable DType dtype;
        private boolean finite;
    }

    private ParquetTensors with(Consumer<Choice> change) {
        Choice choice = new Choice();
        choice.features = features;
        choice.label = label;
        choice.classes = classes;
        choice.weight = weight;
        choice.targets = targets;
        choice.targetWidths = targetWidths;
        choice.shape = shape;
        choice.widths = widths;
        choice.dtype = dtype;
        choice.finite = finite;
        change.accept(choice);
        return new ParquetTensors(dataset, choice);
    }

    /** Begins with a Dataset of any source. */
    public static ParquetTensors of(Dataset<?> dataset) {
        return new ParquetTensors(dataset, new Choice());
    }

    /** The columns that hold the features, in this order. */
    public ParquetTensors features(String... columns) {
        return with(choice -> choice.features = List.of(columns));
    }

    /** The column of class numbers: whole numbers from 0. */
    public ParquetTensors label(String column) {
        return labelled(column, 0);
    }

    /** As {@link #label(String)}, and a class number of {@code classes} or above is an error. */
    public ParquetTensors label(String column, int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("classes is " + classes + ", expected at least 1");
        }
        return labelled(column, classes);
    }

    /** The column of values to regress on. */
    public ParquetTensors target(String column) {
        return labelled(column, LabelColumn.VALUES);
    }

    private ParquetTensors labelled(String column, int count) {
        return with(choice -> {
            choice.label = column;
            choice.classes = count;
            choice.targets = List.of();
            choice.targetWidths = new int[0];
        });
    }

    /**
     * The columns of values to regress on, where a row has several: numbers, arrays or vectors, laid one behind the other.
     *
     * @param widths how many numbers each column holds
     */
    public ParquetTensors targets(List<String> columns, int... widths) {
        if (columns.isEmpty() || columns.size() != widths.length) {
            throw new IllegalArgumentException(columns.size() + " target columns and " + widths.length
                    + " widths; expected at least one column and a width for each");
        }
        return with(choice -> {
            choice.label = null;
            choice.targets = List.copyOf(columns);
            choice.targetWidths = widths.clone();
        });
    }

    /** How many numbers each of the feature columns holds; without it only their sum is checked. */
    public ParquetTensors widths(int... perColumn) {
        return with(choice -> choice.widths = perColumn.clone());
    }

    /** Whether features that are NaN or infinite are errors, which name the row; without it they are not looked for. */
    public ParquetTensors finite(boolean required) {
        return with(choice -> choice.finite = required);
    }

    /** The column that says how much each row counts: finite numbers from 0. */
    public ParquetTensors weight(String column) {
        return with(choice -> choice.weight = column);
    }

    /**
     * The extents of one row's features. Without it they are a vector as long as the first row's.
     *
     * @throws ShapeException if an extent is not positive, or a row has more numbers than the largest Java array
     */
    public ParquetTensors shape(int... extents) {
        for (int extent : extents) {
            if (extent < 1) {
                throw new ShapeException("shape " + Arrays.toString(extents) + " of features: extents must be ≥ 1");
            }
        }
        FeatureBuffer.width(extents);
        return with(choice -> choice.shape = extents.clone());
    }

    /**
     * The dtype of the features: float32, uint8 or int8. Without it binary becomes uint8 and everything else float32.
     *
     * @throws DTypeException if it is another
     */
    public ParquetTensors dtype(DType dtype) {
        FeatureBuffer.of(dtype, 0, 0);
        return with(choice -> choice.dtype = dtype);
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
        names.addAll(targets);
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
        List<FeatureColumn> targetColumns = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            targetColumns.add(FeatureColumn.of(targets.get(i), plan.ordinal(last + i), plan.type(last + i)));
        }
        int weightAt = names.size() - 1;
        WeightColumn weightColumn =
                weight == null ? null : WeightColumn.of(weight, plan.ordinal(weightAt), plan.type(weightAt));
        TensorLayout layout = new TensorLayout(
                featureColumns,
                labelColumn,
                weightColumn,
                targetColumns,
                targetWidths,
                shape == null ? firstShape(plan) : shape,
                widths,
                dtype == null ? natural(featureColumns) : dtype,
                finite,
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
