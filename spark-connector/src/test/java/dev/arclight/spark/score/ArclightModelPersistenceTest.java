package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFormatException;
import dev.arclight.spark.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Spark ML expects of every stage: params, copies, saving, pipelines. */
@ExtendWith(LocalSpark.class)
class ArclightModelPersistenceTest {
    @TempDir
    private Path work;

    private final SparkSession spark;

    ArclightModelPersistenceTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void every_param_has_a_text_and_a_default_and_comes_back_from_disk() throws Exception {
        ArclightModel stage = stage();
        assertThat(stage.params()).hasSize(17).allSatisfy(param -> {
            assertThat(param.doc()).isNotBlank();
            assertThat(stage.hasDefault(param)).isTrue();
        });
        stage.setInputCols("a", "b")
                .setOutputCols("y")
                .setOutputType("vector")
                .setHandleInvalid("skip")
                .setErrorPolicy("column")
                .setErrorCol("wrong")
                .setModelIdCol("by")
                .setCheckNaN(true)
                .setBatchSize(7)
                .setMaxBatchBytes(1L << 40)
                .setMaxBatchTokens(1L << 41)
                .setBucketBatches(3)
                .setPadValue(-100)
                .setBatchTimeout(2.5)
                .setVersionLogDir("log");
        String saved = work.resolve("stage").toString();

        stage.write().save(saved);
        delete(work.resolve("model"));
        ArclightModel loaded = ArclightModel.load(saved);

        assertThat(loaded.uid()).isEqualTo(stage.uid());
        for (Param<?> param : stage.params()) {
            assertThat(shown(loaded, param)).as(param.name()).isEqualTo(shown(stage, param));
        }
        assertThat(loaded.signature()).isEqualTo(Models.signature(2, 2));
        assertThat(loaded.modelId()).startsWith("model@");
    }

    @Test
    void a_pipeline_comes_back_from_disk_and_scores_the_same() throws Exception {
        Dataset<Row> rows = spark.range(20).selectExpr("array(float(id), 1f) features");
        PipelineModel pipeline = new Pipeline()
                .setStages(new PipelineStage[] {stage().setOutputCols("y")})
                .fit(rows);
        String saved = work.resolve("pipeline").toString();
        pipeline.write().overwrite().save(saved);
        List<Row> expected = pipeline.transform(rows).collectAsList();
        delete(work.resolve("model"));

        assertThat(PipelineModel.load(saved).transform(rows).collectAsList()).isEqualTo(expected);
    }

    @Test
    void a_copy_has_the_params_and_the_model_and_goes_its_own_way() {
        ArclightModel stage = ArclightModel.ofModule(Models.mlp(2, 3, 2), Models.signature(2, 2))
                .setBatchSize(5);

        ArclightModel copy = stage.copy(new ParamMap().put(stage.errorCol(), "e"));
        copy.setBatchSize(6);

        assertThat(copy.uid()).isEqualTo(stage.uid());
        assertThat(copy.modelId()).isEqualTo(stage.modelId());
        assertThat(copy.getErrorCol()).isEqualTo("e");
        assertThat(stage.getErrorCol()).isEmpty();
        assertThat(stage.getBatchSize()).isEqualTo(5);
        assertThatThrownBy(() -> stage.setBatchSize(0)).hasMessageContaining("batchSize");
    }

    @Test
    void the_folder_counts_whichever_way_it_is_set() {
        String first = Models.save(work.resolve("first"), Models.mlp(2, 3, 2), Models.signature(2, 2));
        String second = Models.save(work.resolve("second"), Models.mlp(2, 3, 4), Models.signature(4, 2));
        ArclightModel module = ArclightModel.ofModule(Models.mlp(2, 3, 1), Models.signature(1, 2));
        ArclightModel folder = ArclightModel.ofFolder(first);
        assertThat(folder.modelId()).startsWith("first@");

        assertThat(module.copy(new ParamMap().put(module.modelFolder(), second)).modelId())
                .startsWith("second@");
        assertThat(folder.copy(new ParamMap().put(folder.modelFolder(), second)).modelId())
                .startsWith("second@");
        assertThat(module.modelId()).startsWith("memory@");
        module.set(module.modelFolder(), second);
        folder.set(folder.modelFolder(), second);

        assertThat(module.modelId()).startsWith("second@");
        assertThat(folder.modelId()).startsWith("second@");
        assertThat(folder.signature()).isEqualTo(Models.signature(4, 2));
    }

    @Test
    void a_folder_may_go_by_the_name_that_the_session_has_for_it() {
        String folder = Models.save(work.resolve("named"), Models.mlp(2, 3, 2), Models.signature(2, 2));
        spark.conf().set("spark.arclight.model.by_name", folder);
        try {
            assertThat(ArclightModel.ofFolder("by_name").modelId()).startsWith("named@");
        } finally {
            spark.conf().unset("spark.arclight.model.by_name");
        }
    }

    @Test
    void a_saved_stage_that_exists_is_replaced_on_demand_alone() throws Exception {
        String saved = work.resolve("twice").toString();
        stage().write().save(saved);

        assertThatThrownBy(() -> stage().write().save(saved)).hasMessageContaining("already exists");
        stage().setBatchSize(9).write().overwrite().save(saved);
        assertThat(ArclightModel.load(saved).getBatchSize()).isEqualTo(9);
    }

    @Test
    void a_stage_that_reloads_is_saved_with_the_folder_s_path_alone() throws Exception {
        ArclightModel stage = stage().setHotReload(true);
        String saved = work.resolve("reloading").toString();
        stage.write().save(saved);

        assertThat(work.resolve("reloading/model")).doesNotExist();
        assertThat(ArclightModel.load(saved).modelId()).isEqualTo(stage.modelId());
        delete(work.resolve("model"));
        assertThatThrownBy(() -> ArclightModel.load(saved).modelId()).isInstanceOf(ModelAccessException.class);
    }

    @Test
    void a_network_of_code_cannot_be_saved_and_nothing_is_left() {
        String saved = work.resolve("code").toString();

        assertThatThrownBy(() -> ArclightModel.ofFactory(new Factories.Weighing("code"))
                        .write()
                        .save(saved))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("(made by Weighing), which no folder can hold");
        assertThat(Path.of(saved)).doesNotExist();
    }

    @Test
    void a_stage_that_cannot_be_saved_leaves_the_one_that_it_was_to_overwrite() throws Exception {
        String saved = work.resolve("saved").toString();
        ArclightModel stage = stage();
        stage.write().overwrite().save(saved);

        assertThatThrownBy(() -> ArclightModel.ofFactory(new Factories.Weighing("code"))
                        .write()
                        .overwrite()
                        .save(saved))
                .isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> ArclightModel.ofFolder(work.resolve("none").toString())
                        .write()
                        .overwrite()
                        .save(saved))
                .isInstanceOf(ModelAccessException.class);

        assertThat(ArclightModel.load(saved).modelId()).isEqualTo(stage.modelId());
        ArclightModel other = ArclightModel.ofModule(Models.mlp(2, 3, 1), Models.signature(1, 2));
        other.write().overwrite().save(saved);
        assertThat(ArclightModel.load(saved).uid()).isEqualTo(other.uid());
        try (Stream<Path> paths = Files.list(work)) {
            assertThat(paths.map(path -> path.getFileName().toString()))
                    .as("nothing is left beside it")
                    .containsExactlyInAnyOrder("model", "saved");
        }
    }

    private ArclightModel stage() {
        return ArclightModel.ofFolder(Models.save(work.resolve("model"), Models.mlp(2, 3, 2), Models.signature(2, 2)));
    }

    private static String shown(ArclightModel stage, Param<?> param) {
        Object value = stage.getOrDefault(param);
        return value instanceof String[] texts ? Arrays.toString(texts) : String.valueOf(value);
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
