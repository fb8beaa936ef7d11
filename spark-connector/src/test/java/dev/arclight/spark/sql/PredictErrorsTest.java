package dev.arclight.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.score.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a wrong call says; all but wrong rows are found before anything runs. */
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredictErrorsTest {
    private final SparkSession spark;
    private final Path work;
    private String model = "";

    PredictErrorsTest(SparkSession spark, @TempDir Path work) {
        this.spark = spark;
        this.work = work;
    }

    @BeforeAll
    void writeModel() {
        model = Models.save(work.resolve("model"), Models.linear(new float[] {1, 2, 3}), Models.signature(1, 3));
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        rejects(
                "SELECT arclight_predict('/no/such/model', 1, 2, 3)",
                "model folder '",
                "/no/such/model' cannot be read");
    }

    @Test
    void a_folder_without_a_model_is_named() throws IOException {
        Path empty = Files.createDirectory(work.resolve("empty"));

        rejects("SELECT arclight_predict('%s', 1, 2, 3)".formatted(empty), "empty", "model.json");
    }

    @Test
    void a_file_system_that_is_not_there_is_named() {
        rejects("SELECT arclight_predict('nofs://host/model', 1)", "'nofs://host/model' cannot be read", "nofs");
    }

    @Test
    void a_folder_that_is_not_constant_is_refused() {
        rejects("SELECT arclight_predict(string(id), 1) FROM range(3)", "the first argument must be a constant string");
        rejects("SELECT arclight_predict(3, 1)", "the first argument must be a constant string");
        rejects("SELECT arclight_predict()", "the first argument must be a constant string");
        rejects("SELECT arclight_predict(cast(null AS string), 1)", "the first argument must be a constant string");
    }

    @Test
    void another_number_of_features_is_refused() {
        rejects(
                "SELECT arclight_predict('%s', 1, 2)".formatted(model),
                "reads 3 features (shape [3]), not 2 numbers; give one array of that length or that many numbers");
        rejects("SELECT arclight_predict('%s')".formatted(model), "not 0 numbers");
    }

    @Test
    void features_that_are_no_numbers_are_refused() {
        rejects(
                "SELECT arclight_predict('%s', 1, 'two', 3)".formatted(model),
                "column 'two'",
                "type string holds no features");
        rejects("SELECT arclight_predict('%s', array('a'))".formatted(model), "type array<string> holds no features");
    }

    @Test
    void a_model_of_one_output_has_no_classes() {
        rejects("SELECT arclight_classify('%s', 1, 2, 3)".formatted(model), "has one output and so no classes");
    }

    @Test
    void a_row_of_wrong_length_is_named_with_its_column_and_file() {
        spark.range(0, 20, 1, 1)
                .selectExpr("if(id = 17, array(1f), array(1f, 2f, 3f)) x")
                .write()
                .parquet(work.resolve("bad").toString());
        Dataset<Row> query = spark.read()
                .parquet(work.resolve("bad").toString())
                .selectExpr("arclight_predict('%s', x)".formatted(model));

        assertThatThrownBy(query::collectAsList).satisfies(error -> {
            DataException data = DataException.findIn(error).orElseThrow();
            assertThat(data.row()).hasValue(17);
            assertThat(data)
                    .hasMessageContaining("column 'x', row 17 (counted from 0) of file:")
                    .hasMessageContaining(": 1 element, expected 3 (shape [3]); drop the row or make it that long");
        });
    }

    @Test
    void a_batch_size_that_is_no_number_is_refused() {
        spark.conf().set(ArclightExtensions.BATCH_ROWS, "many");
        try {
            assertThatThrownBy(() -> spark.sql("SELECT arclight_predict('%s', 1, 2, 3)".formatted(model))
                            .collectAsList())
                    .hasMessageContaining(
                            "spark.arclight.predict.batchRows is 'many', expected a whole number of rows of at least 1");
        } finally {
            spark.conf().unset(ArclightExtensions.BATCH_ROWS);
        }
    }

    private void rejects(String sql, String... words) {
        assertThatThrownBy(() -> spark.sql(sql))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContainingAll(words);
    }
}
