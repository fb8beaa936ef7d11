package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.Embedding;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import dev.arclight.tensor.DType;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that cannot be scored: what becomes of them, and of those beside them. */
@ExtendWith(LocalSpark.class)
class ArclightModelErrorsTest {
    @TempDir
    private Path work;

    private final SparkSession spark;

    ArclightModelErrorsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void a_poison_row_among_10_000_gives_9_999_results_and_one_error() {
        Module lookup = new Sequential(new Embedding(100, 2), new Flatten());
        ArclightModel stage = ArclightModel.ofModule(lookup, Models.signature(DType.INT64, 2, 1))
                .setOutputCols("y")
                .setErrorPolicy("column")
                .setErrorCol("error")
                .setBatchSize(256);
        Dataset<Row> ids = spark.range(0, 10_000, 1, 1).selectExpr("id", "if(id = 7777, 123, id % 100) features");

        List<Row> rows = stage.transform(ids).collectAsList();

        assertThat(rows).extracting(row -> row.getLong(0)).hasSize(10_000).isSorted();
        for (Row row : rows) {
            boolean poison = row.getLong(0) == 7777;
            assertThat(row.isNullAt(2)).isEqualTo(poison);
            assertThat(row.isNullAt(3)).isEqualTo(!poison);
        }
        assertThat(rows.get(7777).getString(3))
                .startsWith("the model fails on this row: ")
                .contains("123");
        ScoringReport report = stage.metrics();
        assertThat(report.rows()).isEqualTo(9_999);
        assertThat(report.failedRows()).isEqualTo(1);
        assertThat(report.batches()).isEqualTo(40);
        assertThat(report.modelCalls() - report.batches()).isBetween(8L, 16L);
        assertThat(report.seconds()).isPositive();
    }

    @ParameterizedTest(name = "in batches of {0}")
    @ValueSource(ints = {1, 256})
    void rows_of_a_task_that_is_killed_are_scored_by_the_next_attempt(int batchSize) {
        int calls = Factories.Killed.CALLS.get();
        long failed = TaskCounts.total(ScoringMetric.FAILED);
        ArclightModel stage = ArclightModel.ofFactory(new Factories.Killed("killed"))
                .setOutputCols("y")
                .setErrorPolicy("column")
                .setErrorCol("error")
                .setBatchSize(batchSize);

        List<Row> rows = stage.transform(spark.range(0, 100, 1, 1).selectExpr("array(float(id)) features"))
                .collectAsList();

        assertThat(rows)
                .hasSize(100)
                .allSatisfy(row -> assertThat(row.isNullAt(2)).isTrue());
        assertThat(rows.get(99).getDouble(1)).isEqualTo(198);
        assertThat(Factories.Killed.CALLS.get() - calls).isOne();
        assertThat(stage.metrics().failedRows()).isZero();
        assertThat(TaskCounts.total(ScoringMetric.FAILED) - failed)
                .as("rows that were blamed, in the killed task too")
                .isZero();
    }

    @Test
    void a_result_of_another_dtype_than_the_signature_s_is_no_fault_of_the_rows() {
        ArclightModel stage =
                ArclightModel.ofFactory(new Factories.Doubling("doubling")).setErrorPolicy("column");

        assertThatThrownBy(() -> stage.transform(spark.range(0, 100, 1, 1).selectExpr("array(float(id)) features"))
                        .collectAsList())
                .satisfies(error -> assertThat(ScoringException.findIn(error).orElseThrow())
                        .hasMessage("the model gave 'scores' as float64, and its signature says float32; save it again"
                                + " with the right signature"));
        assertThat(Factories.Doubling.CALLS).as("one call in each attempt").hasValue(2);
    }

    @Test
    void a_task_that_cannot_make_room_lets_go_of_the_model() {
        int before = ModelCache.inUse();
        ArclightModel stage = pairs().setBatchSize(Integer.MAX_VALUE).setMaxBatchBytes(0);

        assertThatThrownBy(() -> stage.transform(bad()).collectAsList())
                .satisfies(error -> assertThat(ScoringException.findIn(error).orElseThrow())
                        .hasMessageContaining("2147483647 rows are to be read ahead"));

        assertThat(ModelCache.inUse()).isEqualTo(before);
    }

    @Test
    void by_default_a_row_that_the_model_fails_on_ends_the_query_and_is_named() {
        ArclightModel stage = ArclightModel.ofFactory(new Factories.Picky("strict", 1000));

        assertThatThrownBy(() -> stage.transform(spark.range(0, 100, 1, 1).selectExpr("array(float(id)) features"))
                        .collectAsList())
                .satisfies(error -> {
                    ScoringException found = ScoringException.findIn(error).orElseThrow();
                    assertThat(found)
                            .hasMessage(
                                    "row 13 (counted from 0) of partition 0: model 'factory@strict' fails on this row:"
                                            + " 13 among 1; mend or drop the row, or set errorPolicy to column");
                    assertThat(found).hasCauseInstanceOf(IllegalArgumentException.class);
                });
    }

    @Test
    void a_row_that_cannot_be_read_ends_the_query_and_is_named_with_its_file() {
        bad().write().parquet(work.resolve("bad").toString());
        Dataset<Row> files = spark.read().parquet(work.resolve("bad").toString());

        assertThatThrownBy(() -> pairs().transform(files.filter("id <> 2")).collectAsList())
                .satisfies(error -> assertThat(DataException.findIn(error).orElseThrow())
                        .hasMessageContaining("column 'features', row 2 (counted from 0) of partition 0, file file:")
                        .hasMessageEndingWith(
                                ": 3 elements, expected 2 (shape [2]); drop the row or make it that long"));
        assertThatThrownBy(() -> pairs().transform(files).collectAsList())
                .satisfies(error -> assertThat(DataException.findIn(error).orElseThrow())
                        .hasMessageContaining("column 'features', row 2 (counted from 0) of file:")
                        .hasMessageEndingWith(
                                ": is null, expected 2 (shape [2]); drop such rows or fill them in before"));
    }

    @Test
    void in_a_column_each_row_says_what_is_wrong_with_it() {
        bad().write().parquet(work.resolve("columns").toString());
        Dataset<Row> files = spark.read().parquet(work.resolve("columns").toString());

        for (Dataset<Row> source : List.of(bad(), files)) {
            List<Row> rows = pairs().setErrorPolicy("column")
                    .setErrorCol("error")
                    .setCheckNaN(true)
                    .transform(source)
                    .select("y", "error")
                    .collectAsList();

            assertThat(rows).hasSize(7);
            assertThat(rows)
                    .extracting(row -> row.isNullAt(0) ? null : row.getDouble(0))
                    .containsExactly(1.0, 2.0, null, null, null, null, 7.0);
            assertThat(rows.get(0).isNullAt(1)).isTrue();
            assertThat(rows.get(2).getString(1))
                    .contains("column 'features', row 2 ")
                    .contains(": is null, expected 2");
            assertThat(rows.get(3).getString(1)).contains("row 3 ").contains("3 elements, expected 2");
            assertThat(rows.get(4).getString(1)).contains("row 4 ").contains("has a null at element 1");
            assertThat(rows.get(5).getString(1)).contains("row 5 ").contains("element 0 is NaN, expected a number");
            assertThat(rows.get(6).isNullAt(1)).isTrue();
        }
    }

    @Test
    void without_the_check_a_NaN_is_a_number() {
        List<Row> rows =
                pairs().setErrorPolicy("column").transform(bad()).select("y").collectAsList();

        assertThat(rows.get(5).getDouble(0)).isNaN();
    }

    @Test
    void rows_of_another_shape_are_wrong_too() {
        ArclightModel stage = ArclightModel.ofModule(
                        new Sequential(new Flatten(), Models.linear(new float[] {1, 1, 1, 1})),
                        Models.signature(1, 2, 2))
                .setOutputCols("y")
                .setErrorPolicy("column")
                .setErrorCol("error");
        Dataset<Row> rows = spark.sql("SELECT * FROM VALUES (array(array(1f, 2f), array(3f, 4f))),"
                + " (array(array(1f, 2f, 3f, 4f))), (array(array(1f, 2f), null)) AS t(features)");

        List<Row> scored = stage.transform(rows).collectAsList();

        assertThat(scored.get(0).getDouble(1)).isEqualTo(10);
        assertThat(scored.get(1).getString(2)).contains("dimension 0 has 1 elements, expected 2 for shape [2, 2]");
        assertThat(scored.get(2).getString(2)).contains("has a null at element 1");
    }

    @Test
    void rows_that_cannot_be_read_are_left_out_on_demand() {
        ArclightModel stage = pairs().setHandleInvalid("skip").setCheckNaN(true);

        assertThat(stage.transform(bad()).select("id", "y").collectAsList())
                .extracting(row -> row.getInt(0))
                .containsExactly(0, 1, 6);
        assertThat(stage.metrics().skippedRows()).isEqualTo(4);
        assertThat(stage.metrics().rows()).isEqualTo(3);
    }

    @Test
    void rows_that_cannot_be_read_are_kept_without_results_on_demand() {
        List<Row> rows = pairs().setHandleInvalid("keep").transform(bad()).collectAsList();

        assertThat(rows).hasSize(7);
        assertThat(rows.get(2).isNullAt(2)).isTrue();
        assertThat(rows.get(6).getDouble(2)).isEqualTo(7);
    }

    @Test
    void tokens_that_cannot_be_read_are_wrong_rows_as_well() {
        ArclightModel stage = ArclightModel.ofFactory(new Factories.Weighing("tokens"))
                .setOutputCols("w", "n", "")
                .setErrorPolicy("column")
                .setErrorCol("error");
        Dataset<Row> rows = spark.sql("SELECT * FROM VALUES (array(1f, 2f), array(1, 2)), (array(1f), array(1)),"
                + " (array(1f, 2f), null), (array(1f, 2f), array(5, null)), (array(3f, 3f), array(1)) AS t(x, ids)");

        List<Row> scored = stage.transform(rows).collectAsList();

        assertThat(scored.get(0).<Float>getList(2)).containsExactly(3f, 6f);
        assertThat(scored.get(1).getString(4)).contains("column 'x'").contains("1 element, expected 2");
        assertThat(scored.get(2).getString(4)).contains("column 'ids'").contains("is null");
        assertThat(scored.get(3).getString(4)).contains("has a null at element 1");
        assertThat(scored.get(4).<Float>getList(2)).containsExactly(3f, 3f);
        assertThat(scored.get(4).isNullAt(4)).isTrue();
    }

    /** Its result is the row's first number. */
    private static ArclightModel pairs() {
        return ArclightModel.ofModule(Models.linear(new float[] {1, 0}), Models.signature(1, 2))
                .setOutputCols("y");
    }

    private Dataset<Row> bad() {
        return spark.sql("SELECT * FROM VALUES (0, array(1f, 0f)), (1, array(2f, 0f)), (2, null),"
                        + " (3, array(4f, 0f, 0f)), (4, array(5f, null)), (5, array(float('NaN'), 0f)),"
                        + " (6, array(7f, 0f)) AS t(id, features)")
                .coalesce(1);
    }
}
