package dev.arclight.spark.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.spark.LocalSpark;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark's own reader is the oracle. */
@ExtendWith(LocalSpark.class)
class ArrayParquetFormatTest {
    private static final String OURS = NumberArrays.class.getSimpleName();
    private static final String SPARKS = "OnHeapColumnVector";
    private static final int ROWS = 2500;

    private final SparkSession spark;
    private final Path folder;

    ArrayParquetFormatTest(SparkSession spark, @TempDir Path work) {
        this.spark = spark;
        this.folder = work.resolve("table");
    }

    @BeforeEach
    void readInSmallBatches() {
        spark.conf().set("spark.sql.parquet.columnarReaderBatchSize", 400);
    }

    @AfterEach
    void forgetSettings() {
        for (String setting : List.of(
                "spark.sql.files.ignoreCorruptFiles",
                "spark.sql.files.maxPartitionBytes",
                "spark.sql.parquet.mergeSchema",
                "spark.sql.parquet.writeLegacyFormat")) {
            spark.conf().unset(setting);
        }
    }

    /** Rows of a number, an array and a text; which of them have nulls, and how long arrays are, depends on the arguments. */
    private Dataset<Row> rows(DataType element, boolean nullRows, boolean nullElements, int length, int distinct) {
        StructType schema = new StructType()
                .add("id", DataTypes.IntegerType, false)
                .add("x", DataTypes.createArrayType(element, nullElements), nullRows)
                .add("name", DataTypes.StringType, true);
        Random random = new Random(ROWS + length);
        List<Row> rows = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            int size = length >= 0 ? length : random.nextInt(5) == 0 ? 0 : random.nextInt(-length);
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                boolean zero = random.nextInt(40) > i % 40;
                int number = zero ? 0 : random.nextInt(distinct) - distinct / 2;
                values.add(nullElements && random.nextInt(9) == 0 ? null : number(element, number));
            }
            boolean isNull = nullRows && random.nextInt(7) == 0;
            rows.add(RowFactory.create(id, isNull ? null : values, id % 3 == 0 ? null : "name " + id));
        }
        return spark.createDataFrame(rows, schema).coalesce(1);
    }

    private static Object number(DataType type, int number) {
        if (type.equals(DataTypes.FloatType)) {
            return number / 3f;
        } else if (type.equals(DataTypes.DoubleType)) {
            return number / 3.0;
        } else if (type.equals(DataTypes.ShortType)) {
            return (short) number;
        } else if (type.equals(DataTypes.ByteType)) {
            return (byte) number;
        }
        return number;
    }

    private Dataset<Row> read() {
        return spark.read().parquet(folder.toString());
    }

    private void requireSame(Dataset<Row> query) {
        assertThat(Scans.fast(query).collectAsList()).isEqualTo(query.collectAsList());
    }

    private void requireFastAndSame() {
        requireFastAndSame(read());
    }

    /** The arrays are the second column. */
    private void requireFastAndSame(Dataset<Row> query) {
        assertThat(Scans.vectors(Scans.fast(query), 1)).containsExactly(OURS);
        requireSame(query);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "double", "int", "smallint", "tinyint"})
    void numbers_of_a_type_are_those_of_spark(String type) {
        DataType element = DataType.fromDDL(type);
        rows(element, true, true, -60, 100).write().parquet(folder.toString());

        requireFastAndSame();
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void nulls_and_empty_arrays_are_those_of_spark(boolean nullRows, boolean nullElements) {
        rows(DataTypes.FloatType, nullRows, nullElements, -50, 30).write().parquet(folder.toString());

        requireFastAndSame();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 64, 100})
    void arrays_of_equal_length_are_those_of_spark(int length) {
        rows(DataTypes.FloatType, true, true, length, 300).write().parquet(folder.toString());

        requireFastAndSame();
    }

    @Test
    void arrays_that_are_all_empty_are_those_of_spark() {
        rows(DataTypes.FloatType, false, false, 0, 1).write().parquet(folder.toString());

        requireFastAndSame();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 200, 5000, 2000000000})
    void dictionaries_of_any_size_and_those_that_are_given_up_are_read(int distinct) {
        rows(DataTypes.FloatType, true, true, -40, distinct)
                .write()
                .options(Map.of("parquet.dictionary.page.size", "4096", "parquet.page.size", "2000"))
                .parquet(folder.toString());

        requireFastAndSame();
    }

    @ParameterizedTest
    @CsvSource({
        "PARQUET_1_0, uncompressed, true", "PARQUET_1_0, snappy, true", "PARQUET_1_0, gzip, false",
                "PARQUET_1_0, zstd, true",
        "PARQUET_2_0, uncompressed, false", "PARQUET_2_0, snappy, true", "PARQUET_2_0, gzip, true",
                "PARQUET_2_0, zstd, false"
    })
    void pages_of_both_versions_and_all_codecs_are_read(String version, String codec, boolean dictionary) {
        rows(DataTypes.FloatType, true, true, -40, 500)
                .write()
                .options(Map.of(
                        "parquet.writer.version",
                        version,
                        "compression",
                        codec,
                        "parquet.enable.dictionary",
                        Boolean.toString(dictionary),
                        "parquet.page.size",
                        "3000"))
                .parquet(folder.toString());

        // Without the texts, of which Spark 4.1 itself makes others in pages of version 2 that are not compressed.
        requireFastAndSame(read().select("id", "x"));
    }

    private void writeManyRowGroups() {
        rows(DataTypes.FloatType, true, true, -40, 500)
                .write()
                .options(Map.of(
                        "parquet.block.size", "40000",
                        "parquet.block.size.row.check.min", "10",
                        "parquet.page.size.row.check.min", "10",
                        "parquet.page.size.row.check.max", "100",
                        "parquet.page.row.count.limit", "90"))
                .parquet(folder.toString());
    }

    @Test
    void row_groups_follow_each_other() {
        writeManyRowGroups();

        requireFastAndSame();
    }

    @Test
    void splits_smaller_than_a_file_have_each_row_once() {
        writeManyRowGroups();
        spark.conf().set("spark.sql.files.maxPartitionBytes", "15000");

        assertThat(Scans.fast(read()).javaRDD().getNumPartitions()).isGreaterThan(3);
        requireFastAndSame();
    }

    @Test
    void filters_that_pass_over_row_groups_and_pages_leave_the_rows_of_spark() {
        writeManyRowGroups();

        requireSame(read().filter("id BETWEEN 1234 AND 1250 OR id = 2000"));
        requireSame(read().filter("name = 'name 2300'"));
    }

    @Test
    void partition_and_metadata_columns_are_those_of_spark() {
        rows(DataTypes.FloatType, true, false, -40, 500)
                .selectExpr("*", "id % 3 AS part")
                .write()
                .partitionBy("part")
                .parquet(folder.toString());

        requireFastAndSame();
        requireSame(read().filter("part = 2").selectExpr("x", "part"));
        requireSame(read().selectExpr("x", "_metadata.file_name", "_metadata.row_index", "part"));
    }

    @Test
    void a_file_without_the_column_has_nulls() throws IOException {
        rows(DataTypes.FloatType, true, false, -40, 500).write().parquet(folder.toString());
        rows(DataTypes.FloatType, true, false, -40, 500)
                .drop("x")
                .write()
                .mode("append")
                .parquet(folder.toString());
        spark.conf().set("spark.sql.parquet.mergeSchema", "true");

        // Which file's columns come first in the merged schema depends on the files' random names.
        Dataset<Row> merged = read();
        int arrays = merged.schema().fieldIndex("x");
        assertThat(Scans.vectors(Scans.fast(merged), arrays)).containsExactlyInAnyOrder(OURS, SPARKS);
        requireSame(merged);
    }

    @Test
    void lists_in_the_layout_of_old_writers_are_left_to_spark() {
        spark.conf().set("spark.sql.parquet.writeLegacyFormat", "true");
        rows(DataTypes.FloatType, true, true, -40, 500).write().parquet(folder.toString());

        assertThat(Scans.vectors(Scans.fast(read()), 1)).containsExactly(SPARKS);
        requireSame(read());
    }

    @Test
    void encodings_that_are_not_known_are_left_to_spark() {
        rows(DataTypes.IntegerType, true, true, -40, 500)
                .write()
                .options(Map.of("parquet.writer.version", "PARQUET_2_0", "parquet.enable.dictionary", "false"))
                .parquet(folder.toString());

        assertThat(Scans.vectors(Scans.fast(read()), 1)).containsExactly(SPARKS);
        requireSame(read());
    }

    @Test
    void a_limit_ends_the_scan_early() {
        writeManyRowGroups();

        assertThat(Scans.fast(read()).limit(3).collectAsList())
                .isEqualTo(read().limit(3).collectAsList());
    }

    @Test
    void a_truncated_file_is_an_error_that_names_it() throws IOException {
        writeManyRowGroups();
        Dataset<Row> table = read();
        Path file = file();
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(open.length() / 2);
        }

        assertThatThrownBy(() -> Scans.fast(table).collectAsList())
                .hasStackTraceContaining(file.getFileName().toString());
        spark.conf().set("spark.sql.files.ignoreCorruptFiles", "true");
        assertThat(Scans.fast(table).collectAsList()).isEqualTo(table.collectAsList());
    }

    @Test
    void damaged_pages_are_an_error_that_names_the_file_and_may_be_ignored() throws IOException {
        rows(DataTypes.FloatType, false, false, 64, 500).write().parquet(folder.toString());
        Dataset<Row> table = read();
        Path file = file();
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length / 3, bytes.length / 2, (byte) 0xff);
        Files.write(file, bytes);

        assertThatThrownBy(() -> Scans.fast(table).collectAsList())
                .hasStackTraceContaining(file.getFileName().toString());
        spark.conf().set("spark.sql.files.ignoreCorruptFiles", "true");
        assertThat(Scans.fast(table).collectAsList()).isEqualTo(table.collectAsList());
    }

    /** The only data file; its checksum, which the local file system would ask for, goes. */
    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(path -> path.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            Files.deleteIfExists(folder.resolve("." + file.getFileName() + ".crc"));
            return file;
        }
    }
}
