package dev.arclight.beam.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.data.ParquetRows;
import dev.arclight.beam.testkit.ParquetFiles;
import dev.arclight.beam.testkit.TestModels;
import dev.arclight.beam.testkit.TestRunner;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScoreParquetTest {
    @TempDir
    Path folder;

    private Path table;
    private String model;

    @BeforeEach
    void write() throws IOException {
        table = folder.resolve("table.parquet");
        ParquetFiles.write(
                table,
                "required int64 id; required group x (LIST) { repeated group list { required float element; } }",
                150,
                (row, i) -> {
                    row.append("id", (long) i);
                    Group list = row.addGroup("x");
                    list.addGroup("list").append("element", (float) i);
                    list.addGroup("list").append("element", 1f);
                });
        model = TestModels.linear(folder.resolve("model"), 3);
    }

    private ScoreParquet.Options options(Pipeline pipeline) {
        ScoreParquet.Options options = pipeline.getOptions().as(ScoreParquet.Options.class);
        options.setInput(table.toString());
        options.setModel(model);
        options.setOutput(folder.resolve("scored").toString());
        options.setFeaturesColumn("x");
        options.setResult(ScoreParquet.Result.SCORES);
        return options;
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "FLINK_BATCH"})
    void everyRowGetsAPredictionBesideItsOtherColumns(TestRunner runner) {
        TestPipeline scoring = runner.pipeline();
        ScoreParquet.build(scoring, options(scoring));
        scoring.run().waitUntilFinish();

        TestPipeline reading = TestRunner.DIRECT.pipeline();
        PCollection<Row> scored =
                reading.apply(ParquetRows.read(folder.resolve("scored").toString()));
        assertThat(scored.getSchema().getFieldNames()).containsExactly("id", "prediction");
        PAssert.that(scored).satisfies(rows -> {
            int count = 0;
            for (Row row : rows) {
                assertThat(row.getArray("prediction")).containsExactly(3f * row.getInt64("id") + 1);
                count++;
            }
            assertThat(count).isEqualTo(150);
            return null;
        });
        reading.run().waitUntilFinish();
    }

    @Test
    void aColumnThatIsMissingIsNamedBeforeAnythingRuns() {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        ScoreParquet.Options options = options(pipeline);
        options.setFeaturesColumn("y");

        assertThatThrownBy(() -> ScoreParquet.build(pipeline, options))
                .hasMessageEndingWith("table.parquet has no column 'y'; its columns are id, x");
    }

    @Test
    void aRowThatCannotBeScoredEndsTheJob() {
        model = TestModels.linear(folder.resolve("other"), 3);
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        ScoreParquet.Options options = options(pipeline);
        options.setFeaturesColumn("id");
        ScoreParquet.build(pipeline, options);

        assertThatThrownBy(() -> pipeline.run().waitUntilFinish()).hasMessageContaining("a row cannot be scored: ");
    }
}
