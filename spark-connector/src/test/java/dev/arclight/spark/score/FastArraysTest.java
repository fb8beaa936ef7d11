package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.parquet.ArrayParquetFormat;
import dev.arclight.spark.plan.Scala;
import dev.arclight.spark.version.SparkApi;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalSpark.class)
class FastArraysTest {
    private static final int WIDTH = 6;

    private final SparkSession spark;
    private final String table;
    private final String model;

    FastArraysTest(SparkSession spark, @TempDir Path work) {
        this.spark = spark;
        this.table = work.resolve("table").toString();
        this.model = Models.save(work.resolve("model"), Models.mlp(WIDTH, 5, 3), Models.signature(3, WIDTH));
    }

    @AfterEach
    void turnOn() {
        spark.conf().unset(ArrayParquetFormat.SETTING);
    }

    private void write(String element) {
        spark.range(0, 3000, 1, 2)
                .selectExpr(
                        "int(id) id",
                        "transform(sequence(0, " + (WIDTH - 1) + "), i -> cast((id * (i + 1)) % 100 AS " + element
                                + ")) x")
                .write()
                .parquet(table);
    }

    private Dataset<Row> byStage() {
        return ArclightModel.ofFolder(model)
                .setInputCols("x")
                .setBatchSize(64)
                .transform(spark.read().parquet(table));
    }

    private Dataset<Row> bySql() {
        return spark.sql("SELECT id, arclight_predict('%s', x) s FROM parquet.`%s`".formatted(model, table));
    }

    private static Class<?> format(Dataset<Row> query) {
        SparkPlan plan = SparkApi.execution(query).sparkPlan();
        while (!(plan instanceof FileSourceScanExec)) {
            plan = Scala.list(plan.children()).get(0);
        }
        return ((FileSourceScanExec) plan).relation().fileFormat().getClass();
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "double", "int", "smallint", "tinyint"})
    void a_model_gives_the_same_results_whoever_reads_its_arrays(String element) {
        write(element);
        List<Row> stage = byStage().collectAsList();
        List<Row> sql = bySql().collectAsList();

        assertThat(format(byStage())).isEqualTo(ArrayParquetFormat.class);
        assertThat(format(bySql())).isEqualTo(ArrayParquetFormat.class);
        spark.conf().set(ArrayParquetFormat.SETTING, "false");
        assertThat(format(byStage())).isNotEqualTo(ArrayParquetFormat.class);
        assertThat(stage).isEqualTo(byStage().collectAsList());
        assertThat(sql).isEqualTo(bySql().collectAsList());
    }

    @Test
    void an_array_of_another_length_is_named_by_row_and_file() {
        write("float");
        spark.range(1)
                .selectExpr("5000 id", "array(float(1), float(2)) x")
                .write()
                .mode("append")
                .parquet(table);

        assertThatThrownBy(() -> byStage().collectAsList()).hasStackTraceContaining("2 elements, expected 6");
    }

    @Test
    void null_rows_and_null_elements_are_found() {
        spark.range(0, 10, 1, 1)
                .selectExpr(
                        "int(id) id",
                        "CASE WHEN id = 3 THEN NULL ELSE transform(sequence(1, 6), i -> IF(id = 4 AND i = 2, NULL, float(i))) END x")
                .write()
                .parquet(table);
        assertThat(format(bySql())).isEqualTo(ArrayParquetFormat.class);

        List<Integer> withoutResult =
                bySql().filter("s IS NULL").select("id").as(Encoders.INT()).collectAsList();

        assertThat(withoutResult).containsExactly(3, 4);
    }
}
