package dev.arclight.spark.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.model.embedding.Embedder;
import dev.arclight.model.embedding.EmbeddingSettings;
import dev.arclight.model.embedding.Pooling;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.tokens.TextModels;
import dev.arclight.tensor.ArclightException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class TextEmbedderTest {
    private static final String WORDS = "concat_ws(' ', slice(array('The', 'cat', 'sat', 'on', 'the', 'mat', 'dog'), 1,"
            + " cast(1 + id * 7 % 6 as int)))";

    @TempDir
    private Path work;

    private final SparkSession spark;
    private final Embedder embedder = TextModels.embedder();

    TextEmbedderTest(SparkSession spark) {
        this.spark = spark;
    }

    private Dataset<Row> texts() {
        return spark.range(0, 700, 1, 3).selectExpr("id", "if(id % 50 = 49, null, " + WORDS + ") text");
    }

    private TextEmbedder stage() {
        return new TextEmbedder().setModel(embedder).setOutputCol("vector");
    }

    @Test
    void vectors_are_those_of_plain_java_to_the_last_bit_and_nulls_stay_null() {
        Dataset<Row> rows = stage().transform(texts());

        assertThat(rows.schema().apply("vector").dataType().simpleString()).isEqualTo("array<float>");
        for (Row row : rows.collectAsList()) {
            assertThat(floats(row, 2)).isEqualTo(row.isNullAt(1) ? null : embedder.embed(row.getString(1)));
        }
    }

    @Test
    void they_are_vectors_of_spark_ml_on_demand() {
        Dataset<Row> rows = stage().setOutputType(TextEmbedder.VECTOR).transform(texts());

        assertThat(rows.schema()).isEqualTo(stage().setOutputType("vector").transformSchema(texts().schema()));
        for (Row row : rows.limit(120).collectAsList()) {
            if (row.isNullAt(1)) {
                assertThat(row.isNullAt(2)).isTrue();
                continue;
            }
            float[] expected = embedder.embed(row.getString(1));
            double[] vector = ((Vector) row.get(2)).toArray();
            for (int i = 0; i < expected.length; i++) {
                assertThat(vector[i]).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void params_come_before_what_the_model_says() {
        Row row = stage().setPooling("max")
                .setNormalize(false)
                .setMaxLength(3)
                .transform(texts().where("id = 5"))
                .first();

        Embedder other = embedder.with(new EmbeddingSettings(Pooling.MAX, false, 3));
        assertThat(row.getString(1)).hasSizeGreaterThan(10);
        assertThat(floats(row, 2)).isEqualTo(other.embed(row.getString(1)));
        assertThat(embedder.settings()).isEqualTo(EmbeddingSettings.defaults());
    }

    @Test
    void two_stages_of_one_model_with_different_settings_keep_their_own_vectors() {
        Dataset<Row> one = stage().setPooling("cls").setOutputCol("first").transform(texts());
        Dataset<Row> both = stage().setPooling("max")
                .setNormalize(false)
                .setMaxLength(3)
                .setOutputCol("largest")
                .transform(one);
        Dataset<Row> all = stage().setOutputCol("plain").transform(both);

        Embedder first = embedder.with(embedder.settings().withPooling(Pooling.CLS));
        Embedder largest = embedder.with(new EmbeddingSettings(Pooling.MAX, false, 3));
        for (Row row : all.where("text is not null").limit(60).collectAsList()) {
            assertThat(floats(row, 2)).isEqualTo(first.embed(row.getString(1)));
            assertThat(floats(row, 3)).isEqualTo(largest.embed(row.getString(1)));
            assertThat(floats(row, 4)).isEqualTo(embedder.embed(row.getString(1)));
        }
    }

    @Test
    void texts_go_through_the_model_in_batches_and_only_those_that_are_kept() {
        String query = stage().transform(texts())
                .where("id < 100 and size(vector) > 3")
                .selectExpr("vector[0]")
                .queryExecution()
                .executedPlan()
                .toString();

        assertThat(query).contains("ArclightPredict", "batches of 256").doesNotContain("arclight_embed_row");
        // Parents stand above their children, so what follows the node is below it.
        String below = query.substring(query.lastIndexOf("ArclightPredict"));
        assertThat(below).containsPattern("Filter \\(id#\\d+L < 100\\)").contains("Range");
    }

    @Test
    void a_pipeline_with_it_comes_back_from_disk_without_the_folder_it_was_read_from() throws IOException {
        Path folder = work.resolve("model");
        embedder.save(folder);
        TextEmbedder stage = new TextEmbedder()
                .setModel(folder.toString())
                .setOutputCol("v")
                .setMaxLength(4)
                .setNormalize(false);
        PipelineModel model =
                new Pipeline().setStages(new PipelineStage[] {stage}).fit(texts());
        String saved = work.resolve("pipeline").toString();
        model.write().save(saved);
        List<Row> expected = model.transform(texts()).collectAsList();
        delete(folder);

        PipelineModel loaded = PipelineModel.load(saved);

        assertThat(loaded.transform(texts()).collectAsList()).isEqualTo(expected);
        TextEmbedder again = (TextEmbedder) loaded.stages()[0];
        assertThat(again.uid()).isEqualTo(stage.uid());
        assertThat(again.extractParamMap()).hasToString(stage.extractParamMap().toString());
    }

    @Test
    void saving_over_another_stage_asks_for_leave() throws IOException {
        String path = work.resolve("stage").toString();
        stage().write().save(path);

        assertThatThrownBy(() -> stage().write().save(path)).hasMessageContaining("already exists");
        stage().setMaxLength(7).write().overwrite().save(path);
        assertThat(TextEmbedder.load(path).getMaxLength()).isEqualTo(7);
    }

    @Test
    void a_copy_has_the_model_and_what_is_set_more() {
        TextEmbedder stage = stage().setMaxLength(5);

        TextEmbedder copy = stage.copy(new ParamMap().put(stage.outputCol().w("other")));

        assertThat(copy.uid()).isEqualTo(stage.uid());
        assertThat(copy.getMaxLength()).isEqualTo(5);
        assertThat(copy.transform(texts()).columns()).containsExactly("id", "text", "other");
        assertThat(stage.getOutputCol()).isEqualTo("vector");
    }

    @Test
    void every_param_explains_itself() {
        TextEmbedder stage = new TextEmbedder();
        for (var param : stage.params()) {
            assertThat(param.doc()).isNotBlank();
            assertThat(stage.hasDefault(param) || param.name().equals("normalize"))
                    .as(param.name())
                    .isTrue();
        }
    }

    @Test
    void what_is_missing_or_wrong_is_named() {
        assertThatThrownBy(() -> new TextEmbedder().transform(texts()))
                .isInstanceOf(ArclightException.class)
                .hasMessage("the stage has no model; call setModel before transform");
        assertThatThrownBy(() -> stage().setInputCol("id").transform(texts()))
                .isInstanceOf(DataException.class)
                .hasMessage("column 'id': type bigint is no text; expected string: convert it with cast");
        assertThatThrownBy(() -> stage().setOutputCol("text").transform(texts()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> stage().setPooling("median")).hasMessageContaining("pooling");
        assertThatThrownBy(() -> stage().setMaxLength(-1)).hasMessageContaining("maxLength");
        assertThatThrownBy(() -> new TextEmbedder().setModel("nowhere"))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("no model called 'nowhere'");
    }

    @Test
    void a_text_that_the_model_refuses_is_named_with_its_row() {
        Dataset<Row> rows = spark.range(0, 300, 1, 1).selectExpr("if(id = 270, repeat('cat ', 40), 'cat') text");

        assertThatThrownBy(() -> stage().transform(rows).collectAsList())
                .satisfies(error -> assertThat(DataException.findIn(error).orElseThrow())
                        .hasMessageContaining("column 'text', row 270")
                        .hasMessageContaining("at most 32"));
    }

    private static float[] floats(Row row, int column) {
        if (row.isNullAt(column)) {
            return null;
        }
        List<Float> list = new ArrayList<>(row.<Float>getList(column));
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Objects.requireNonNull(list.get(i));
        }
        return values;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
