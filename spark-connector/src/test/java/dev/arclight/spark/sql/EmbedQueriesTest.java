package dev.arclight.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.arclight.autograd.RemovableHandle;
import dev.arclight.model.embedding.Embedder;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.score.Models;
import dev.arclight.spark.tokens.SharedEmbedder;
import dev.arclight.spark.tokens.TextModels;
import dev.arclight.spark.version.SparkApi;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings, their likeness, names of models and reports in SQL. */
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbedQueriesTest {
    private final SparkSession spark;
    private final Path work;
    private final Embedder embedder = TextModels.embedder();

    EmbedQueriesTest(SparkSession spark, @TempDir Path work) {
        this.spark = spark;
        this.work = work;
    }

    @BeforeAll
    void writeTableAndModels() {
        spark.range(0, 600, 1, 2)
                .selectExpr(
                        "id",
                        "id % 3 g",
                        "concat('unused ', id) note",
                        "if(id % 40 = 7, null, concat_ws(' ', slice(array('the', 'cat', 'sat', 'on', 'the', 'mat'), 1,"
                                + " cast(1 + id * 5 % 6 as int)))) text")
                .write()
                .parquet(work.resolve("t").toString());
        spark.read().parquet(work.resolve("t").toString()).createOrReplaceTempView("t");
        embedder.save(work.resolve("sentences"));
        Models.save(work.resolve("scores"), Models.linear(new float[] {0.5f, 0.25f}), Models.signature(1, 2));
        spark.conf()
                .set("spark.arclight.model.sentences", work.resolve("sentences").toString());
        spark.conf().set("spark.arclight.model.scores", work.resolve("scores").toString());
    }

    private static String plan(Dataset<Row> query) {
        return query.queryExecution().executedPlan().toString();
    }

    @Test
    void embeddings_are_the_engine_s_to_the_last_bit() {
        Dataset<Row> query = spark.sql("SELECT text, arclight_embed('sentences', text) v FROM t");

        for (Row row : query.collectAsList()) {
            List<Float> vector = row.isNullAt(1) ? null : row.getList(1);
            if (row.isNullAt(0)) {
                assertThat(vector).isNull();
            } else {
                float[] expected = embedder.embed(row.getString(0));
                assertThat(vector).hasSize(expected.length);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(vector.get(i)).isEqualTo(expected[i]);
                }
            }
        }
    }

    @Test
    void only_the_columns_and_rows_that_are_needed_are_read_and_one_pass_serves_equal_calls() {
        Dataset<Row> query = spark.sql("SELECT id, arclight_embed('sentences', text)[0] a,"
                + " arclight_embed('sentences', text)[1] b FROM t WHERE id < 50"
                + " AND arclight_embed('sentences', text)[0] > -2");

        String plan = plan(query);
        assertThat(plan)
                .containsOnlyOnce("ArclightPredict")
                .contains("PushedFilters: [IsNotNull(id), LessThan(id,50)]");
        assertThat(plan).contains("ReadSchema: struct<id:bigint,text:string>").doesNotContain("note");
        assertThat(query.collectAsList()).hasSize(48);
    }

    @Test
    void equal_texts_of_a_batch_go_through_the_model_once() {
        LongAdder texts = new LongAdder();
        Module network =
                SharedEmbedder.load("sentences", SparkApi.hadoop(spark)).get().network();
        try (RemovableHandle hook = network.registerForwardHook((module, inputs, output) -> {
            texts.add(inputs[0].size(0));
            return output;
        })) {
            spark.range(0, 256, 1, 1)
                    .selectExpr("arclight_embed('sentences', 'the cat sat')")
                    .collectAsList();
        }

        assertThat(texts.sum()).isEqualTo(1);
    }

    @Test
    void a_call_behind_a_condition_sees_only_the_rows_of_the_condition() {
        Dataset<Row> query = spark.sql("SELECT CASE WHEN id > 3 THEN arclight_embed('sentences', text) END v FROM ("
                + "SELECT id, if(id <= 3, repeat('cat ', 50), 'cat') text FROM t)");

        assertThat(query.where("v is null").count()).isEqualTo(4);
    }

    @Test
    void a_call_in_a_lambda_is_made_row_by_row_and_explain_says_so() {
        Dataset<Row> query =
                spark.sql("SELECT transform(array('the cat', text), x -> arclight_embed('sentences', x)[0]) FROM t");

        assertThat(plan(query)).contains("arclight_embed_row");
        assertThat(query.first().<Float>getList(0).get(0)).isEqualTo(embedder.embed("the cat")[0]);
    }

    @Test
    void the_nearest_texts_are_found_by_their_likeness() {
        Row best = spark.sql("SELECT text, arclight_similarity(arclight_embed('sentences', text),"
                        + " arclight_embed('sentences', 'the cat sat')) s FROM t WHERE text IS NOT NULL"
                        + " ORDER BY s DESC, id LIMIT 1")
                .first();

        assertThat(best.getString(0)).isEqualTo("the cat sat");
        assertThat(best.getDouble(1)).isEqualTo(1, offset(1e-6));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void likeness_is_the_cosine_and_null_where_something_is_null(boolean generated) {
        String mode = generated ? "CODEGEN_ONLY" : "NO_CODEGEN";
        spark.conf().set("spark.sql.codegen.factoryMode", mode);
        spark.conf().set("spark.sql.codegen.wholeStage", generated);
        try {
            Dataset<Row> query = spark.sql("SELECT arclight_similarity(a, b) FROM VALUES"
                    + " (0, array(1d, 0d), array(1f, 1f)), (1, array(2d, 2d), array(1f, 1f)),"
                    + " (2, array(0d, 0d), array(1f, 1f)), (3, null, array(1f, 1f)),"
                    + " (4, array(1d, null), array(1f, 1f)), (5, array(cast('NaN' as double), 1d), array(1f, 1f)),"
                    + " (6, array(-1d, -1d), array(1f, 1f)) v(id, a, b) ORDER BY id");

            List<Row> rows = query.collectAsList();

            assertThat(rows.get(0).getDouble(0)).isEqualTo(Math.sqrt(0.5), offset(1e-12));
            assertThat(rows.get(1).getDouble(0)).isEqualTo(1, offset(1e-12));
            assertThat(rows.get(2).getDouble(0)).isZero();
            assertThat(rows.get(3).isNullAt(0)).isTrue();
            assertThat(rows.get(4).isNullAt(0)).isTrue();
            assertThat(rows.get(5).getDouble(0)).isNaN();
            assertThat(rows.get(6).getDouble(0)).isEqualTo(-1, offset(1e-12));
        } finally {
            spark.conf().unset("spark.sql.codegen.factoryMode");
            spark.conf().unset("spark.sql.codegen.wholeStage");
        }
    }

    @Test
    void likeness_is_part_of_the_generated_code() {
        Dataset<Row> query = spark.range(10).selectExpr("arclight_similarity(array(float(id)), array(2f)) s");

        assertThat(query.queryExecution().debug().codegenToSeq().toString()).contains("Similarity");
        assertThat(plan(query)).contains("*(1) Project [arclight_similarity(");
    }

    @Test
    void vectors_without_a_likeness_are_refused() {
        assertThatThrownBy(() -> spark.range(2)
                        .selectExpr("arclight_similarity(array(float(id)), array(1f, 2f))")
                        .collectAsList())
                .hasStackTraceContaining("a vector of 1 numbers and one of 2 have no cosine");
        assertThatThrownBy(() -> spark.sql("SELECT arclight_similarity('a', array(1f))"))
                .hasMessageContaining("expected array<float> or array<double>");
        assertThatThrownBy(() -> spark.sql("SELECT arclight_similarity(array(1f))"))
                .hasMessageContaining("takes two vectors");
    }

    @Test
    void a_name_stands_for_a_folder_in_every_function() {
        assertThat(spark.sql("SELECT arclight_predict('scores', 1, 2)").first().getDouble(0))
                .isEqualTo(1);
        assertThat(spark.sql("SELECT arclight_tokenize('sentences', 'the cat')")
                        .first()
                        .<Integer>getList(0))
                .containsExactly(1, 3, 4);
        assertThat(spark.range(1)
                        .select(functions.expr("arclight_predict('scores', id + 1, 2)"))
                        .first()
                        .getDouble(0))
                .isEqualTo(1);
    }

    @Test
    void a_name_that_nobody_gave_is_an_error_that_lists_the_known_ones() {
        assertThatThrownBy(() -> spark.sql("SELECT arclight_predict('scors', 1, 2)"))
                .hasMessageContaining("no model called 'scors'")
                .hasMessageContaining("the names are scores, sentences");
    }

    @Test
    void set_gives_and_changes_names() {
        Models.save(work.resolve("other"), Models.linear(new float[] {2f, 0f}), Models.signature(1, 2));

        spark.sql("SET spark.arclight.model.changing=" + work.resolve("scores"));
        double first =
                spark.sql("SELECT arclight_predict('changing', 4, 2)").first().getDouble(0);
        spark.sql("SET spark.arclight.model.changing=" + work.resolve("other"));
        double second =
                spark.sql("SELECT arclight_predict('changing', 4, 2)").first().getDouble(0);
        spark.conf().unset("spark.arclight.model.changing");

        assertThat(first).isEqualTo(2.5);
        assertThat(second).isEqualTo(8);
    }

    @Test
    void a_second_session_has_the_functions_and_names_of_its_own() {
        SparkSession second = spark.newSession();
        second.conf().set("spark.arclight.model.mine", work.resolve("sentences").toString());
        try {
            SparkSession.setActiveSession(second);
            second.read().parquet(work.resolve("t").toString()).createOrReplaceTempView("u");

            assertThat(second.sql("SELECT count(arclight_embed('mine', text)) FROM u")
                            .first()
                            .getLong(0))
                    .isEqualTo(585);
            assertThatThrownBy(() -> second.sql("SELECT arclight_embed('sentences', text) FROM u"))
                    .hasMessageContaining("the names are mine");
        } finally {
            SparkSession.setActiveSession(spark);
        }
    }

    @Test
    void wrong_arguments_are_named() {
        assertThatThrownBy(() -> spark.sql("SELECT arclight_embed('sentences', id) FROM t"))
                .hasMessageContaining("reads text, got bigint");
        assertThatThrownBy(() -> spark.sql("SELECT arclight_embed(note, text) FROM t"))
                .hasMessageContaining("the first argument must be a constant string");
        assertThatThrownBy(() -> spark.sql("SELECT arclight_embed('sentences') FROM t"))
                .hasMessageContaining("takes two arguments");
        assertThatThrownBy(() -> spark.sql("SELECT arclight_embed('scores', text) FROM t"))
                .hasMessageContaining("makes no vectors of tokens");
        assertThat(spark.sql("SELECT arclight_embed('sentences', null)").first().isNullAt(0))
                .isTrue();
    }

    @Test
    void a_report_tells_what_is_int8_and_what_it_weighs() {
        Module network = new Sequential(new Linear(8, 16), new ReLU(), new Linear(16, 2, false));
        DynamicQuantization.toInt8(network.eval(), List.of("0"));
        Models.save(work.resolve("small"), network, Models.signature(2, 8));

        Dataset<Row> report = spark.sql("SELECT * FROM arclight_quantize_report('" + work.resolve("small") + "')");

        assertThat(report.columns()).containsExactly("layer", "kind", "int8", "bytes_as_float", "bytes", "reason");
        assertThat(report.drop("reason").collectAsList())
                .containsExactly(
                        RowFactory.create("0", "Linear", true, 4L * (8 * 16 + 16), 8L * 16 + 4 * 16 + 4 * 16),
                        RowFactory.create("2", "Linear", false, 128L, 128L));
        assertThat(spark.sql("SELECT sum(bytes) FROM arclight_quantize_report('sentences') WHERE NOT int8")
                        .first()
                        .getLong(0))
                .isPositive();
        assertThatThrownBy(() -> spark.sql("SELECT * FROM arclight_quantize_report('nobody')"))
                .hasStackTraceContaining("no model called 'nobody'");
        assertThatThrownBy(() -> spark.sql("SELECT * FROM arclight_quantize_report()"))
                .hasStackTraceContaining("takes one argument");
    }
}
