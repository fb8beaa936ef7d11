package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.EmbeddingBag;
import dev.arclight.nn.EmbeddingBagMode;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.ToDtype;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Results of the stage and their forms. */
@ExtendWith(LocalSpark.class)
class ArclightModelTest {
    @TempDir
    private Path work;

    private final SparkSession spark;

    ArclightModelTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void rows_get_what_the_network_itself_gives_from_files_and_from_elsewhere() {
        Module network = Models.mlp(4, 5, 3);
        String folder = Models.save(work.resolve("m1"), network, Models.signature(3, 4));
        Dataset<Row> rows = numbers(1000, 4);
        rows.write().parquet(work.resolve("rows").toString());
        Dataset<Row> files = spark.read().parquet(work.resolve("rows").toString());
        ArclightModel stage = ArclightModel.ofFolder(folder).setBatchSize(64);

        for (Dataset<Row> source : List.of(rows, files)) {
            Dataset<Row> scored = stage.transform(source);
            assertThat(scored.schema().fieldNames()).containsExactly("id", "features", "scores");
            for (Row row : scored.collectAsList()) {
                float[] x = new float[4];
                for (int i = 0; i < 4; i++) {
                    x[i] = row.<Float>getList(1).get(i);
                }
                assertThat(floats(row.getList(2)))
                        .isEqualTo(network.forward(Tensor.of(x, 1, 4)).toFloatArray());
            }
        }
        assertThat(plan(stage.transform(files).select("scores")))
                .contains("ArclightScoreColumns", "ReadSchema: struct<features:array<float>>");
        assertThat(plan(stage.transform(rows))).contains("ArclightScore ");
    }

    @Test
    void several_inputs_and_outputs_go_by_name_and_rows_of_any_length_keep_their_order() {
        ArclightModel stage = ArclightModel.ofFactory(new Factories.Weighing("several"))
                .setInputCols(Map.of("ids", "tokens", "x", "pair"))
                .setOutputCols(Map.of("count", "n", "weighed", "w"))
                .setPadValue(-1)
                .setBatchSize(8)
                .setBucketBatches(4);
        Dataset<Row> rows = spark.range(0, 100, 1, 2)
                .selectExpr(
                        "id",
                        "array(float(id), 1f) pair",
                        "transform(sequence(1, int(id * 7 % 23) + 1), i -> i * i) tokens");

        Dataset<Row> scored = stage.transform(rows);

        assertThat(scored.schema().simpleString()).endsWith("tokens:array<int>,w:array<float>,n:bigint>");
        List<Row> all = scored.collectAsList();
        for (int id = 0; id < 100; id++) {
            Row row = all.get(id);
            long n = id * 7L % 23 + 1;
            float sum = n * (n + 1) * (2 * n + 1) / 6f;
            assertThat(row.getLong(0)).isEqualTo(id);
            assertThat(row.<Float>getList(3)).containsExactly(id * sum, sum);
            assertThat(row.getLong(4)).isEqualTo(n);
        }
    }

    @Test
    void sorting_by_length_pads_less_and_changes_nothing() {
        // A bag leaves its padding out, so that a row's sum does not depend on the rows beside it.
        EmbeddingBag bag = new EmbeddingBag(50, 3, EmbeddingBagMode.SUM, false, 0);
        Signature signature = new Signature(
                List.of(new TensorSpec("ids", DType.INT64, -1, -1)),
                List.of(new TensorSpec("sum", DType.FLOAT32, -1, 3)));
        Dataset<Row> rows = spark.range(0, 300, 1, 1)
                .selectExpr("transform(sequence(1, int(id * 7 % 41) + 1), i -> (i * id) % 49 + 1) ids");
        ArclightModel single = ArclightModel.ofModule(bag, signature).setBatchSize(1);
        ArclightModel bucketed = ArclightModel.ofModule(bag, signature).setMaxBatchTokens(400);

        List<Row> scored = bucketed.transform(rows).collectAsList();

        assertThat(scored).isEqualTo(single.transform(rows).collectAsList());
        assertThat(single.metrics().batches()).isEqualTo(300);
        // 300 rows of 21 tokens in the middle are 6,300; each batch holds 400 at most.
        assertThat(bucketed.metrics().batches()).isBetween(16L, 24L);
    }

    @Test
    void outputs_become_numbers_arrays_vectors_or_fields() {
        Factories.Weighing factory = new Factories.Weighing("forms");
        Dataset<Row> row = spark.sql("SELECT array(1f, 2f) x, array(3L, 4L) ids");

        assertThat(types(ArclightModel.ofFactory(factory), row))
                .isEqualTo("weighed:array<float>,count:bigint,grid:array<array<double>>");
        assertThat(types(ArclightModel.ofFactory(factory).setOutputType("array"), row))
                .isEqualTo("weighed:array<float>,count:array<bigint>,grid:array<array<double>>");
        assertThat(types(ArclightModel.ofFactory(factory).setOutputType("vector"), row))
                .isEqualTo("weighed:vector,count:vector,grid:vector");
        assertThat(types(ArclightModel.ofFactory(factory).setOutputType("struct"), row))
                .isEqualTo("prediction:struct<weighed:array<float>,count:bigint,grid:array<array<double>>>");

        Row vectors = ArclightModel.ofFactory(factory)
                .setOutputType("vector")
                .transform(row)
                .first();
        assertThat(vectors.get(2)).isEqualTo(Vectors.dense(7, 14));
        assertThat(vectors.get(3)).isEqualTo(Vectors.dense(2));
        Row struct = ArclightModel.ofFactory(factory)
                .setOutputType("struct")
                .setOutputCols("all")
                .transform(row)
                .selectExpr("all.weighed[1]", "all.count", "all.grid[1][0]")
                .first();
        assertThat(struct.getFloat(0)).isEqualTo(14);
        assertThat(struct.getLong(1)).isEqualTo(2);
        assertThat(struct.getDouble(2)).isEqualTo(14);
        assertThatThrownBy(() ->
                        ArclightModel.ofFactory(factory).setOutputType("scalar").transform(row))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("2 values of 'weighed' for a row, which are no scalar; set outputType");
    }

    @Test
    void one_input_may_come_from_several_columns_of_any_kind() {
        Module sum = Models.linear(new float[] {1, 10, 100, 1000});
        ArclightModel stage = ArclightModel.ofModule(sum, Models.signature(1, 4))
                .setInputCols("a", "b", "c")
                .setOutputCols("y");
        Dataset<Row> rows = spark.sql("SELECT 1 a, array(2d, 3d) b, 4L c");

        assertThat(stage.transform(rows).first().getDouble(3)).isEqualTo(4321);
    }

    @Test
    void conditions_that_ask_for_no_result_drop_rows_before_they_are_scored() {
        ArclightModel stage = ArclightModel.ofModule(Models.linear(new float[] {1, 0}), Models.signature(1, 2))
                .setOutputCols("y");
        numbers(500, 2).write().parquet(work.resolve("filtered").toString());
        Dataset<Row> files = spark.read().parquet(work.resolve("filtered").toString());

        Dataset<Row> some = stage.transform(files).filter("id < 50 AND y >= 0 AND id % 2 = 0");

        assertThat(plan(some)).contains("PushedFilters: [IsNotNull(id), LessThan(id,50)]");
        assertThat(some.count()).isEqualTo(25);
        assertThat(stage.metrics().rows()).isEqualTo(25);
    }

    @Test
    void scored_rows_join_with_themselves() {
        ArclightModel stage = ArclightModel.ofModule(Models.linear(new float[] {1, 0}), Models.signature(1, 2))
                .setOutputCols("y");
        Dataset<Row> scored = stage.transform(numbers(20, 2));

        assertThat(scored.as("a").join(scored.as("b"), "id").where("a.y = b.y").count())
                .isEqualTo(20);
        assertThat(scored.union(scored).groupBy("id").sum("y").count()).isEqualTo(20);
    }

    @Test
    void each_row_says_which_model_scored_it() {
        String folder = Models.save(work.resolve("named"), Models.mlp(2, 2, 2), Models.signature(2, 2));
        ArclightModel stage = ArclightModel.ofFolder(folder).setModelIdCol("model");

        assertThat(stage.modelId()).matches("named@[0-9a-f]{16}");
        assertThat(stage.transform(numbers(5, 2)).select("model").distinct().collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly(stage.modelId());
    }

    @Test
    void tasks_of_one_executor_make_one_network() {
        ArclightModel stage = ArclightModel.ofFactory(new Factories.Weighing("once"));

        List<Row> rows = stage.transform(
                        spark.range(0, 64, 1, 64).selectExpr("array(float(id), 1f) x", "array(1, 2) ids"))
                .collectAsList();

        assertThat(rows).hasSize(64);
        assertThat(stage.metrics().modelLoads()).isEqualTo(1);
        assertThat(stage.metrics().modelCalls()).isEqualTo(64);
    }

    @Test
    void the_plan_s_node_shows_what_was_counted() {
        ArclightModel stage = ArclightModel.ofModule(Models.linear(new float[] {1, 0}), Models.signature(1, 2))
                .setBatchSize(10)
                .setHandleInvalid("skip");
        Dataset<Row> scored = stage.transform(numbers(50, 2).selectExpr("if(id = 3, null, features) features"));

        scored.collectAsList();

        SparkPlan node = scored.queryExecution().executedPlan();
        while (!(node instanceof ScoreExec)) {
            node = node.children().head();
        }
        Map<String, SQLMetric> shown = CollectionConverters.asJava(node.metrics());
        assertThat(shown.get("rows").value()).isEqualTo(49);
        assertThat(shown.get("batches").value()).isEqualTo(6);
        assertThat(shown.get("modelCalls").value()).isEqualTo(6);
        assertThat(shown.get("skippedRows").value()).isEqualTo(1);
        assertThat(shown.get("modelTime").value()).isPositive();
    }

    @Test
    void a_batch_that_does_not_fit_into_memory_is_halved() {
        ArclightModel stage = ArclightModel.ofFactory(new Factories.Picky("small", 20))
                .setBatchSize(64)
                .setOutputCols("y");

        List<Row> rows = stage.transform(spark.range(100, 300, 1, 1).selectExpr("array(float(id)) features"))
                .collectAsList();

        assertThat(rows).extracting(row -> row.getDouble(1)).hasSize(200).contains(200.0, 598.0);
        assertThat(stage.metrics().rows()).isEqualTo(200);
    }

    @Test
    void a_batch_that_takes_too_long_ends_the_query_and_names_partition_and_rows() throws Exception {
        ArclightModel stage = ArclightModel.ofFactory(new Factories.Sleeper("sleeper"))
                .setBatchTimeout(0.2)
                .setBatchSize(4);

        assertThatThrownBy(() -> stage.transform(spark.range(0, 10, 1, 1).selectExpr("array(float(id)) features"))
                        .collectAsList())
                .satisfies(error -> assertThat(ScoringException.findIn(error).orElseThrow())
                        .isInstanceOf(BatchTimeoutException.class)
                        .hasMessage("partition 0, 4 rows, from row 0 (counted from 0) of partition 0 to row 3 (counted"
                                + " from 0) of partition 0: model 'factory@sleeper' did not finish within 0.2 s; set"
                                + " batchTimeout higher or batchSize lower"));
        Factories.Sleeper.INTERRUPTED.get().await();
    }

    @Test
    void within_its_time_a_model_scores_as_ever() {
        ArclightModel stage = ArclightModel.ofModule(Models.linear(new float[] {1, 1}), Models.signature(1, 2))
                .setBatchTimeout(60)
                .setBatchSize(16)
                .setOutputCols("y");

        assertThat(stage.transform(numbers(100, 2)).selectExpr("sum(y)").first().getDouble(0))
                .isEqualTo(99 * 100 / 2 + 100);
    }

    @Test
    void what_cannot_be_scored_is_said_before_anything_runs() {
        Dataset<Row> rows = numbers(3, 2);
        ArclightModel stage = ArclightModel.ofModule(Models.mlp(2, 2, 2), Models.signature(2, 2));

        assertThatThrownBy(() -> new ArclightModel().transform(rows))
                .hasMessage("the stage has no model; set modelFolder, or make the stage by ofModule");
        assertThatThrownBy(() -> stage.setInputCols("nowhere").transform(rows))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'nowhere': is missing");
        assertThatThrownBy(() -> stage.setInputCols("id").transform(rows))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2 numbers a row, not 1");
        assertThatThrownBy(
                        () -> stage.setInputCols("features").setOutputCols("id").transform(rows))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'id': is to be added but is there already");
        assertThatThrownBy(() -> stage.setOutputCols("a", "b").transform(rows))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("outputCols are [a, b], expected 1");
        assertThatThrownBy(() -> stage.setOutputCols("y").setHotReload(true).transform(rows))
                .hasMessageContaining("hotReload is set");
        assertThatThrownBy(() ->
                        ArclightModel.ofFolder(work.resolve("none").toString()).transform(rows))
                .hasMessageContaining("none");
        assertThatThrownBy(() -> stage.setOutputType("matrix")).isInstanceOf(RuntimeException.class);
        Signature open = new Signature(
                List.of(new TensorSpec("features", DType.FLOAT32, -1, -1)),
                Models.signature(2, 2).outputs());
        assertThatThrownBy(() -> ArclightModel.ofModule(new Linear(2, 2), open).transform(rows))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("expected -1 (the batch) first and fixed extents behind it");
    }

    @Test
    void images_of_bytes_are_read_as_bytes() {
        Module network = new Sequential(new ToDtype(DType.FLOAT32, false), Models.linear(new float[] {1, 1, 1, 1}));
        String folder = Models.save(work.resolve("bytes"), network, Models.signature(DType.UINT8, 1, 4));

        assertThat(ArclightModel.ofFolder(folder)
                        .setOutputCols("y")
                        .transform(spark.sql("SELECT X'FF010203' features"))
                        .first()
                        .getDouble(1))
                .isEqualTo(261);
    }

    @Test
    void rows_of_tokens_are_read_ahead_up_to_so_many_bytes() {
        ArclightModel stage = ArclightModel.ofFactory(new Factories.Weighing("ahead"))
                .setBatchSize(100)
                .setMaxBatchBytes(16_000)
                .setBucketBatches(2);
        Dataset<Row> rows = spark.range(0, 80, 1, 1)
                .selectExpr("array(float(id), 1f) x", "sequence(1, if(id % 2 = 0, 1, 1000)) ids");

        assertThat(stage.transform(rows).select("count").collectAsList())
                .extracting(row -> row.getLong(0))
                .containsExactlyElementsOf(IntStream.range(0, 80)
                        .mapToObj(id -> id % 2 == 0 ? 1L : 1000L)
                        .toList());

        // Two batches are four long rows, each of which comes behind a short one: ten times one batch of the short ones
        // and
        // four of a long one, with which its two floats pass half the bytes.
        assertThat(stage.metrics().batches()).isEqualTo(10 * (1 + 4));
    }

    private String types(ArclightModel stage, Dataset<Row> rows) {
        String before = rows.schema().simpleString();
        String after = stage.transform(rows).schema().simpleString();
        assertThat(stage.transformSchema(rows.schema()).simpleString()).isEqualTo(after);
        String shared = before.substring(0, before.length() - 1);
        assertThat(after).startsWith(shared);
        return after.substring(shared.length() + 1, after.length() - 1);
    }

    /** Row i has the features i, 1, 2 … */
    private Dataset<Row> numbers(int rows, int width) {
        return spark.range(0, rows, 1, 2)
                .selectExpr("id", "transform(sequence(0, " + (width - 1) + "), i -> float(if(i = 0, id, i))) features");
    }

    private static String plan(Dataset<Row> query) {
        return query.queryExecution().executedPlan().toString();
    }

    private static float[] floats(List<Float> values) {
        List<Float> copy = new ArrayList<>(values);
        float[] array = new float[copy.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = copy.get(i);
        }
        return array;
    }
}
