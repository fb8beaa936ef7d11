package dev.arclight.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.spark.LocalSpark;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalSpark.class)
class ParquetTensorsTest {
    private static final int ROWS = 1_500;
    private static final int WIDTH = 12;
    private static final long SEED = 20;

    @TempDir
    private Path work;

    private final SparkSession spark;

    ParquetTensorsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void a_bare_scan_is_read_in_columns_and_a_filtered_one_in_rows() {
        Dataset<Row> images = images("float");

        assertThat(ParquetTensors.of(images).features("x").label("y").read().columnar())
                .isTrue();
        assertThat(ParquetTensors.of(images.where("y > 3"))
                        .features("x")
                        .label("y")
                        .read()
                        .columnar())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "double", "int", "bigint", "smallint", "tinyint"})
    void both_ways_give_the_arrays_that_were_written(String type) {
        Dataset<Row> images = images(type);
        ParquetTensors columns =
                ParquetTensors.of(images).features("x").label("y").shape(3, 4);
        ParquetTensors rows = ParquetTensors.of(images.where("y >= 0"))
                .features("x")
                .label("y")
                .shape(3, 4);

        assertThat(floats(columns)).isEqualTo(expected());
        assertThat(floats(rows)).isEqualTo(expected());
        assertThat(labels(columns)).isEqualTo(labels(rows)).startsWith(0, 1, 2, 3);
    }

    @Test
    void batches_do_not_depend_on_the_size_of_spark_s_column_batches() {
        spark.conf().set("spark.sql.parquet.columnarReaderBatchSize", 100);
        try {
            List<Integer> sizes = ParquetTensors.of(images("float"))
                    .features("x")
                    .read()
                    .mapPartitions(64, batches -> {
                        List<Integer> rows = new ArrayList<>();
                        batches.forEachRemaining(batch -> rows.add(batch.rows()));
                        return rows.iterator();
                    })
                    .collect();

            assertThat(sizes).hasSize(24).startsWith(64, 64).endsWith(ROWS % 64);
        } finally {
            spark.conf().unset("spark.sql.parquet.columnarReaderBatchSize");
        }
    }

    @Test
    void binary_becomes_uint8() {
        PartitionData data = one(ParquetTensors.of(write(
                        DataTypes.BinaryType,
                        List.of(new byte[] {0, 1, (byte) 200, (byte) 255}, new byte[] {4, 5, 6, 7})))
                .features("x")
                .shape(2, 2));

        assertThat(data.dtype()).isEqualTo(DType.UINT8);
        assertThat((byte[]) data.featureArray()).containsExactly(0, 1, 200, 255, 4, 5, 6, 7);
        assertThat(data.features().shape().toArray()).containsExactly(2, 2, 2);
    }

    @Test
    void binary_becomes_float_from_0_to_255_if_asked_for() {
        PartitionData data =
                one(ParquetTensors.of(write(DataTypes.BinaryType, List.of(new byte[] {0, (byte) 200, (byte) 255})))
                        .features("x")
                        .dtype(DType.FLOAT32));

        assertThat((float[]) data.featureArray()).containsExactly(0, 200, 255);
    }

    @Test
    void numbers_and_an_array_are_laid_one_behind_the_other() {
        Dataset<Row> table = spark.range(0, 3, 1, 1)
                .selectExpr("id", "cast(id as decimal(5, 1)) / 2 as a", "array(float(id), 7f) as b", "id % 2 = 0 as c");

        PartitionData data = one(ParquetTensors.of(table).features("c", "b", "a"));

        assertThat((float[]) data.featureArray()).containsExactly(1, 0, 7, 0, 0, 1, 7, 0.5f, 1, 2, 7, 1);
    }

    @Test
    void nested_arrays_are_flattened() {
        DataType type = DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType));
        Dataset<Row> table = write(type, List.of(List.of(List.of(1f, 2f, 3f), List.of(4f, 5f, 6f))));

        PartitionData data = one(ParquetTensors.of(table).features("x").shape(2, 3));

        assertThat((float[]) data.featureArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void a_nested_array_of_another_shape_is_named_with_the_dimension() {
        DataType type = DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType));
        Dataset<Row> table = write(type, List.of(List.of(List.of(1f, 2f), List.of(3f, 4f), List.of(5f, 6f))));

        assertThat(failure(ParquetTensors.of(table).features("x").shape(2, 3)))
                .hasMessageContaining("column 'x', row 0 (counted from 0) of file:")
                .hasMessageContaining("dimension 0 has 3 elements, expected 2 for shape [2, 3]");
    }

    @Test
    void dense_and_sparse_vectors_are_read() {
        Dataset<Row> table = write(
                SQLDataTypes.VectorType(),
                List.of(Vectors.dense(1, 2, 3), Vectors.sparse(3, new int[] {1}, new double[] {5})));

        PartitionData data = one(ParquetTensors.of(table).features("x"));

        assertThat((float[]) data.featureArray()).containsExactly(1, 2, 3, 0, 5, 0);
    }

    @Test
    void targets_are_floats() {
        Dataset<Row> table = spark.range(0, 3, 1, 1).selectExpr("float(id) x", "id / 4 y");

        assertThat(one(ParquetTensors.of(table).features("x").target("y")).targets())
                .containsExactly(0, 0.25f, 0.5f);
    }

    @Test
    void rows_can_be_gathered_in_any_order() {
        PartitionData data =
                one(ParquetTensors.of(images("float")).features("x").label("y").shape(3, 4));

        int[] order = {5, 0, 9};

        assertThat(data.features(order, 1, 3).toFloatArray()).isEqualTo(concat(expectedRow(0), expectedRow(9)));
        assertThat(data.labels(order, 1, 3)).containsExactly(0, 9 % 7);
    }

    @Test
    void a_missing_column_is_named_with_those_there_are() {
        assertThatThrownBy(() -> ParquetTensors.of(images("float"))
                        .features("pixels")
                        .label("y")
                        .read())
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "column 'pixels': is missing, expected one of id, x, y; name one of them or add the column");
    }

    @Test
    void a_column_of_text_is_refused() {
        assertThatThrownBy(() -> ParquetTensors.of(spark.range(1).selectExpr("'a' as x"))
                        .features("x")
                        .read())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'x': type string holds no features");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_wrong_element_count_in_row_17_is_named_with_column_row_and_file(boolean columnar) {
        Dataset<Row> table = withBadRow("array(float(1), 2f)");
        ParquetTensors tensors =
                ParquetTensors.of(table).features("x").label("y").shape(3);

        DataException error = read(columnar, () -> failure(tensors));

        assertThat(error.column()).isEqualTo("x");
        assertThat(error.row()).hasValue(17);
        assertThat(error.file().orElseThrow()).endsWith(".parquet");
        assertThat(error)
                .hasMessageMatching("column 'x', row 17 \\(counted from 0\\) of file:.*\\.parquet: 2 elements, "
                        + "expected 3 \\(shape \\[3\\]\\); drop the row or make it that long");
    }

    @Test
    void too_many_elements_are_an_error_too() {
        assertThat(failure(ParquetTensors.of(withBadRow("array(1f, 2f, 3f, 4f)"))
                        .features("x")
                        .shape(3)))
                .hasMessageContaining(": 4 elements, expected 3 (shape [3])");
    }

    @Test
    void a_row_that_is_read_after_a_filter_is_counted_in_its_partition() {
        Dataset<Row> table = withBadRow("array(float(1), 2f)").where("id != 3");

        assertThat(failure(ParquetTensors.of(table).features("x").shape(3)))
                .hasMessageContaining("column 'x', row 16 (counted from 0) of partition 0, file file:");
    }

    @Test
    void a_row_in_a_later_split_of_a_file_is_counted_from_the_file_s_start() {
        Path file = work.resolve("groups");
        spark.range(0, 20_000, 1, 1)
                .selectExpr("if(id = 15000, array(1f), array(float(id), rand(1), rand(2))) as x")
                .write()
                .option("parquet.block.size", 64 * 1024)
                .option("parquet.enable.dictionary", false)
                .parquet(file.toString());
        spark.conf().set("spark.sql.files.maxPartitionBytes", 100_000);
        try {
            TensorPartitions partitions = ParquetTensors.of(spark.read().parquet(file.toString()))
                    .features("x")
                    .shape(3)
                    .read();

            assertThat(partitions.count()).isGreaterThan(2);
            assertThat(failure(partitions).row()).hasValue(15_000);
        } finally {
            spark.conf().unset("spark.sql.files.maxPartitionBytes");
        }
    }

    @Test
    void a_null_feature_is_an_error() {
        assertThat(failure(ParquetTensors.of(withBadRow("null")).features("x").shape(3)))
                .hasMessageContaining("column 'x', row 17")
                .hasMessageContaining("is null, expected 3 (shape [3]); drop such rows or fill them in before");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_null_element_is_an_error(boolean columnar) {
        ParquetTensors tensors = ParquetTensors.of(withBadRow("array(1f, null, 3f)"))
                .features("x")
                .shape(3);

        assertThat(read(columnar, () -> failure(tensors)))
                .hasMessageContaining("row 17")
                .hasMessageContaining("has a null at element 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0.5", "7", "double('NaN')"})
    void a_label_that_is_no_class_number_is_an_error(String label) {
        Dataset<Row> table = spark.range(0, 20, 1, 1).selectExpr("float(id) x", "if(id = 17, " + label + ", 0) y");

        assertThat(failure(ParquetTensors.of(table).features("x").label("y", 7)))
                .hasMessageContaining("column 'y', row 17 (counted from 0) of partition 0: label is ")
                .hasMessageContaining("expected a class number from 0 to 6");
    }

    @Test
    void a_null_label_is_an_error() {
        Dataset<Row> table = spark.range(0, 20, 1, 1).selectExpr("float(id) x", "if(id = 17, null, 0) y");

        assertThat(failure(ParquetTensors.of(table).features("x").label("y")))
                .hasMessageContaining("column 'y', row 17")
                .hasMessageContaining("label is null, expected a number");
    }

    @Test
    void a_number_that_the_dtype_cannot_hold_is_an_error() {
        Dataset<Row> table = spark.range(1).selectExpr("array(1, 300) x");

        assertThat(failure(ParquetTensors.of(table).features("x").dtype(DType.UINT8)))
                .hasMessageContaining("element 1 is 300.0, expected a whole number from 0 to 255 for uint8");
    }

    @Test
    void only_dtypes_that_columns_are_read_into_are_accepted() {
        assertThatThrownBy(() -> ParquetTensors.of(spark.range(1)).dtype(DType.FLOAT64))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("expected float32, uint8 or int8");
        assertThatThrownBy(() -> ParquetTensors.of(spark.range(1)).shape(3, 0)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> ParquetTensors.of(spark.range(1)).shape(1 << 16, 1 << 16))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("passes the largest Java array");
    }

    @Test
    void without_a_shape_arrays_are_as_long_as_the_first_row_s() {
        assertThat(ParquetTensors.of(images("float"))
                        .features("x")
                        .read()
                        .layout()
                        .shape())
                .containsExactly(WIDTH);
    }

    /** {@link #ROWS} rows of whole numbers from -128 to 127, so that every element type holds them. */
    private Dataset<Row> images(String type) {
        Path folder = work.resolve(type);
        StructType schema = new StructType()
                .add("id", DataTypes.IntegerType)
                .add("x", DataTypes.createArrayType(DataTypes.FloatType))
                .add("y", DataTypes.LongType);
        List<Row> rows = IntStream.range(0, ROWS)
                .mapToObj(row -> RowFactory.create(row, expectedRow(row), row % 7L))
                .toList();
        spark.createDataFrame(rows, schema)
                .coalesce(1)
                .sortWithinPartitions("id")
                .selectExpr("id", "cast(x as array<" + type + ">) x", "y")
                .write()
                .parquet(folder.toString());
        return spark.read().parquet(folder.toString());
    }

    private static float[] expectedRow(int row) {
        Random random = new Random(SEED + row);
        float[] values = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            values[i] = random.nextInt(256) - 128;
        }
        return values;
    }

    private static float[] expected() {
        return concat(IntStream.range(0, ROWS)
                .mapToObj(ParquetTensorsTest::expectedRow)
                .toArray(float[][]::new));
    }

    private static float[] concat(float[]... parts) {
        float[] all =
                new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private Dataset<Row> write(DataType type, List<?> values) {
        StructType schema = new StructType().add("x", type);
        spark.createDataFrame(values.stream().map(RowFactory::create).toList(), schema)
                .coalesce(1)
                .write()
                .parquet(work.resolve("values").toString());
        return spark.read().parquet(work.resolve("values").toString());
    }

    /** Twenty rows of {@code array(1f, 2f, 3f)}, in row 17 something else. */
    private Dataset<Row> withBadRow(String value) {
        spark.range(0, 20, 1, 1)
                .selectExpr("id", "if(id = 17, " + value + ", array(1f, 2f, 3f)) x", "0 y")
                .write()
                .parquet(work.resolve("bad").toString());
        return spark.read().parquet(work.resolve("bad").toString());
    }

    /** Runs with Spark's reader of column batches, or with the one that makes rows. */
    private <T> T read(boolean columnar, Supplier<T> action) {
        spark.conf().set("spark.sql.parquet.enableVectorizedReader", columnar);
        try {
            return action.get();
        } finally {
            spark.conf().unset("spark.sql.parquet.enableVectorizedReader");
        }
    }

    private static PartitionData one(ParquetTensors tensors) {
        List<PartitionData> data = tensors.read().data().collect();
        assertThat(data).hasSize(1);
        return data.get(0);
    }

    private static float[] floats(ParquetTensors tensors) {
        return (float[]) one(tensors).featureArray();
    }

    private static int[] labels(ParquetTensors tensors) {
        return one(tensors).labels();
    }

    private static DataException failure(ParquetTensors tensors) {
        return failure(tensors.read());
    }

    private static DataException failure(TensorPartitions partitions) {
        try {
            partitions.data().count();
        } catch (Exception e) {
            DataException error = DataException.findIn(e).orElseThrow(() -> new AssertionError("another error", e));
            assertThat(error.getMessage()).doesNotContain("\n");
            return error;
        }
        throw new AssertionError("the data was read without error");
    }
}
