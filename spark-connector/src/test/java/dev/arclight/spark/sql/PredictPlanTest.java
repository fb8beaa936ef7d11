package dev.arclight.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.autograd.GradMode;
import dev.arclight.nn.Module;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.plan.Scala;
import dev.arclight.spark.score.ModelCache;
import dev.arclight.spark.score.Models;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How calls are planned and what they cost, on a network whose results are compared with the engine's own. */
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredictPlanTest {
    private static final int ROWS = 1_200;
    private static final int WIDTH = 12;
    private static final int CLASSES = 5;

    private final SparkSession spark;
    private final Path work;
    private final Module network = Models.mlp(WIDTH, 7, CLASSES);
    private String model = "";

    PredictPlanTest(SparkSession spark, @TempDir Path work) {
        this.spark = spark;
        this.work = work;
    }

    @BeforeAll
    void writeTableAndModel() {
        StructType schema = new StructType()
                .add("id", DataTypes.IntegerType)
                .add("x", DataTypes.createArrayType(DataTypes.FloatType))
                .add("bytes", DataTypes.BinaryType)
                .add("note", DataTypes.StringType);
        List<Row> rows = IntStream.range(0, ROWS)
                .mapToObj(id -> RowFactory.create(id, floats(id), bytes(id), "row " + id))
                .toList();
        spark.createDataFrame(rows, schema)
                .coalesce(1)
                .sortWithinPartitions("id")
                .write()
                .parquet(work.resolve("t").toString());
        spark.read().parquet(work.resolve("t").toString()).createOrReplaceTempView("t");
        spark.conf().set("spark.sql.adaptive.enabled", false);
        model = Models.save(work.resolve("model"), network, Models.signature(CLASSES, WIDTH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, arclight_predict('%s', x) FROM t",
                "SELECT id, arclight_predict('%s', x) FROM t WHERE id >= 0"
            })
    void scores_are_the_engine_s_to_the_last_bit(String sql) {
        List<Row> rows = spark.sql(sql.formatted(model)).collectAsList();

        Tensor expected = forward(network, Tensor.of(allFloats(), ROWS, WIDTH));
        for (Row row : rows) {
            List<Float> scores = row.getList(1);
            for (int k = 0; k < CLASSES; k++) {
                assertThat(scores.get(k)).isEqualTo((float) expected.item(row.getInt(0), k));
            }
        }
        assertThat(rows).hasSize(ROWS);
    }

    @Test
    void binary_is_read_by_a_model_of_uint8() {
        Module pixels = new dev.arclight.nn.Sequential(
                new dev.arclight.nn.ToDtype(DType.FLOAT32, true), Models.mlp(WIDTH, 7, CLASSES));
        String folder = Models.save(work.resolve("pixels"), pixels, Models.signature(DType.UINT8, CLASSES, WIDTH));

        List<Row> rows = spark.sql("SELECT id, arclight_predict('%s', bytes) FROM t".formatted(folder))
                .collectAsList();

        byte[] all = new byte[ROWS * WIDTH];
        for (int id = 0; id < ROWS; id++) {
            System.arraycopy(bytes(id), 0, all, id * WIDTH, WIDTH);
        }
        Tensor expected = forward(pixels, Tensor.ofBytes(all, DType.UINT8, ROWS, WIDTH));
        for (Row row : rows) {
            assertThat(row.<Float>getList(1).get(2)).isEqualTo((float) expected.item(row.getInt(0), 2));
        }
    }

    @Test
    void explain_shows_the_node_its_call_and_its_batch_size() {
        Dataset<Row> query = spark.sql("SELECT id, arclight_predict('%s', x) AS p FROM t".formatted(model));

        assertThat(plan(query).toString())
                .contains("ArclightPredictColumns [arclight_predict(" + model + ", x#")
                .contains("batches of 256");
    }

    @Test
    void the_size_of_batches_is_a_setting() {
        spark.conf().set(ArclightExtensions.BATCH_ROWS, 100);
        try {
            Dataset<Row> query = spark.sql("SELECT sum(arclight_predict('%s', x)[0]) FROM t".formatted(model));
            query.collectAsList();

            assertThat(metric(query, "numBatches")).isEqualTo(12);
            assertThat(metric(query, "numOutputRows")).isEqualTo(ROWS);
            assertThat(metric(query, "modelTime")).isPositive();
        } finally {
            spark.conf().unset(ArclightExtensions.BATCH_ROWS);
        }
    }

    @Test
    void calls_with_the_same_features_share_a_batch() {
        Dataset<Row> query = spark.sql(("SELECT arclight_classify('%s', x), arclight_probabilities('%s', x)[0], "
                        + "arclight_predict('%s', x)[1] FROM t")
                .formatted(model, model, model));
        query.collectAsList();

        assertThat(nodes(query)).hasSize(1);
        assertThat(metric(query, "numBatches")).isEqualTo((ROWS + 255) / 256);
    }

    @Test
    void a_filter_on_a_projected_score_does_not_score_twice() {
        Dataset<Row> query =
                spark.sql("SELECT p FROM (SELECT id, arclight_predict('%s', x)[0] p FROM t) WHERE p > 0 AND p < 9"
                        .formatted(model));
        query.collectAsList();

        assertThat(nodes(query)).hasSize(1);
        assertThat(metric(query, "numOutputRows")).isEqualTo(ROWS);
    }

    @Test
    void rows_that_a_cheap_condition_drops_are_not_scored() {
        Dataset<Row> query =
                spark.sql("SELECT id FROM t WHERE arclight_predict('%s', x)[0] > 0 AND id %% 10 = 3".formatted(model));
        query.collectAsList();

        assertThat(metric(query, "numOutputRows")).isEqualTo(ROWS / 10);
    }

    @Test
    void a_limit_bounds_what_is_scored() {
        Dataset<Row> query = spark.sql("SELECT arclight_predict('%s', x) FROM t LIMIT 7".formatted(model));

        assertThat(query.collectAsList()).hasSize(7);
        assertThat(metric(query, "numOutputRows")).isEqualTo(7);
    }

    @Test
    void the_scan_reads_only_what_the_query_needs() {
        Dataset<Row> query = spark.sql("SELECT arclight_predict('%s', x) FROM t".formatted(model));

        assertThat(plan(query).collectLeaves().head().output().toString())
                .contains("x#")
                .doesNotContain("id#")
                .doesNotContain("note#");
    }

    @Test
    void a_folder_is_loaded_once_however_many_queries_and_tasks_use_it() {
        Module other = Models.mlp(WIDTH, 3, CLASSES);
        String folder = Models.save(work.resolve("once"), other, Models.signature(CLASSES, WIDTH));
        long before = ModelCache.loads();

        for (int i = 0; i < 3; i++) {
            spark.sql("SELECT arclight_predict('%s', x) FROM t".formatted(folder))
                    .repartition(4)
                    .collectAsList();
            spark.table("t")
                    .repartition(4)
                    .selectExpr("arclight_classify('%s', x)".formatted(folder))
                    .collectAsList();
        }

        assertThat(ModelCache.loads() - before).isEqualTo(1);
    }

    @Test
    void a_model_that_was_saved_anew_is_read_anew() {
        Path folder = work.resolve("replaced");
        Models.save(folder, Models.linear(new float[] {1}), Models.signature(1, 1));
        String sql = "SELECT arclight_predict('%s', 3)".formatted(folder);
        double before = spark.sql(sql).first().getDouble(0);
        Models.save(folder, Models.linear(new float[] {2}), Models.signature(1, 1));

        assertThat(before).isEqualTo(3);
        assertThat(spark.sql(sql).first().getDouble(0)).isEqualTo(6);
    }

    @Test
    void a_view_in_the_catalog_may_call_a_model() {
        spark.sql("CREATE TABLE numbers USING parquet AS SELECT id, float(id) v FROM range(10)");
        String folder = Models.save(work.resolve("viewed"), Models.linear(new float[] {2}), Models.signature(1, 1));
        spark.sql("CREATE VIEW doubled AS SELECT id, arclight_predict('%s', v) p FROM numbers".formatted(folder));

        assertThat(spark.sql("SELECT sum(p) FROM doubled").first().getDouble(0)).isEqualTo(90);
    }

    @Test
    void a_cached_result_is_found_again() {
        String sql = "SELECT id, arclight_classify('%s', x) c FROM t".formatted(model);
        Dataset<Row> cached = spark.sql(sql).cache();
        cached.count();
        try {
            assertThat(plan(spark.sql(sql)).toString()).contains("InMemoryTableScan");
        } finally {
            cached.unpersist();
        }
    }

    @Test
    void a_model_in_memory_scores_as_a_column() {
        ScoringModel scoring = ScoringModel.of(network, Models.signature(CLASSES, WIDTH));
        Dataset<Row> t = spark.table("t");

        Dataset<Row> scored = t.withColumn("c", ModelColumns.score(t, scoring, ScoreForm.CLASS, t.col("x")))
                .withColumn("s", ModelColumns.score(t, scoring, ScoreForm.SCORES, t.col("x")))
                .select("id", "c", "s");

        Tensor expected = forward(network, Tensor.of(allFloats(), ROWS, WIDTH));
        for (Row row : scored.collectAsList()) {
            List<Float> scores = row.getList(2);
            int best = 0;
            for (int k = 0; k < CLASSES; k++) {
                assertThat(scores.get(k)).isEqualTo((float) expected.item(row.getInt(0), k));
                best = scores.get(k) > scores.get(best) ? k : best;
            }
            assertThat(row.getInt(1)).isEqualTo(best);
        }
        assertThat(nodes(scored)).hasSize(1);
    }

    @SuppressWarnings("try") // the scope is there for its end
    private static Tensor forward(Module module, Tensor input) {
        module.eval();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return module.forward(input);
        }
    }

    private static float[] floats(int id) {
        Random random = new Random(id);
        float[] values = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] allFloats() {
        float[] all = new float[ROWS * WIDTH];
        for (int id = 0; id < ROWS; id++) {
            System.arraycopy(floats(id), 0, all, id * WIDTH, WIDTH);
        }
        return all;
    }

    private static byte[] bytes(int id) {
        byte[] values = new byte[WIDTH];
        new Random(id).nextBytes(values);
        return values;
    }

    private static SparkPlan plan(Dataset<Row> query) {
        return SparkApi.execution(query).executedPlan();
    }

    private static List<PredictExec> nodes(Dataset<Row> query) {
        List<PredictExec> found = new ArrayList<>();
        collect(plan(query), found);
        return found;
    }

    private static void collect(SparkPlan plan, List<PredictExec> found) {
        if (plan instanceof PredictExec node) {
            found.add(node);
        }
        Scala.list(plan.children()).forEach(child -> collect(child, found));
    }

    private static long metric(Dataset<Row> query, String name) {
        SQLMetric metric = nodes(query).get(0).metrics().apply(name);
        return metric.value();
    }
}
