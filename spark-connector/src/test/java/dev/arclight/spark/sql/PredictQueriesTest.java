package dev.arclight.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.score.Models;
import dev.arclight.spark.version.SparkApi;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries that call a model, compared with the same queries written out in plain SQL. */
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredictQueriesTest {
    /** What the model computes, exactly, for the numbers in the table. */
    private static final String PLAIN = "cast(float(0.5) * %s + float(0.25) * %s as double)";

    private final SparkSession spark;
    private final Path work;

    PredictQueriesTest(SparkSession spark, @TempDir Path work) {
        this.spark = spark;
        this.work = work;
    }

    @BeforeAll
    void writeTableAndModels() {
        spark.range(0, 2_000, 1, 4)
                .selectExpr(
                        "id",
                        "float(id % 100) / float(128) a",
                        "float(id % 37) / float(64) b",
                        "array(float(id % 100) / float(128), float(id % 37) / float(64)) features",
                        "id % 5 g",
                        "if(id % 10 = 0, null, float(id)) n")
                .write()
                .parquet(work.resolve("t").toString());
        spark.read().parquet(work.resolve("t").toString()).createOrReplaceTempView("t");
        Models.save(work.resolve("one"), Models.linear(new float[] {0.5f, 0.25f}), Models.signature(1, 2));
        Models.save(
                work.resolve("three"),
                Models.linear(new float[] {0.5f, 0.25f}, new float[] {1, 2}, new float[] {-1, 0}),
                Models.signature(3, 2));
    }

    /** {@code @(p, q)} stands for the call in one query and for plain SQL in the other. */
    static Stream<Arguments> queries() {
        return Stream.of(
                        "select: SELECT id, @(a, b) p FROM t",
                        "where: SELECT id FROM t WHERE @(a, b) > 0.5",
                        "where with a cheap condition: SELECT id FROM t WHERE @(a, b) > 0.5 AND id % 3 = 0",
                        "arithmetic: SELECT id, 1 + 2 * @(a, b) - @(a, b) / 2 FROM t",
                        "two calls: SELECT id, @(a, b), @(b, a), @(a, b) FROM t WHERE @(a, b) < 0.5",
                        "a call of a call: SELECT id, @(@(a, b), @(b, a)) FROM t",
                        "case: SELECT id, CASE WHEN id % 2 = 0 THEN @(a, b) ELSE -1 END FROM t",
                        "group by a call: SELECT @(a, b) > 0.5 k, count(*) FROM t GROUP BY @(a, b) > 0.5",
                        "group by its alias: SELECT round(@(a, b), 1) k, count(*) FROM t GROUP BY k",
                        "rollup: SELECT g, @(a, b) > 0.5 k, count(*) FROM t GROUP BY ROLLUP(g, @(a, b) > 0.5)",
                        "aggregates: SELECT g, avg(@(a, b)), count(DISTINCT @(a, b)) FROM t GROUP BY g",
                        "aggregate filter: SELECT g, count(*) FILTER (WHERE @(a, b) > 0.5) FROM t GROUP BY g",
                        "a call of aggregates: SELECT g, @(max(a), min(b)) + 1, sum(id) FROM t GROUP BY g",
                        "a call of a key: SELECT g, @(g, g) FROM t GROUP BY g",
                        "a call of an aggregate of a call: SELECT g, @(max(@(a, b)), 1) FROM t GROUP BY g",
                        "having: SELECT g FROM t GROUP BY g HAVING @(max(a), min(id)) > 0.5",
                        "distinct: SELECT DISTINCT @(a, b) FROM t",
                        "order by and limit: SELECT id FROM t ORDER BY @(a, b) DESC, id LIMIT 7",
                        "limit: SELECT count(*) FROM (SELECT @(a, b) p FROM t LIMIT 7) WHERE p >= 0",
                        "subquery in from: SELECT p + 1 FROM (SELECT id, @(a, b) p FROM t) WHERE p > 0.5",
                        "common table used twice: WITH c AS (SELECT id, g, @(a, b) p FROM t) "
                                + "SELECT x.id, y.p FROM c x JOIN c y ON x.id = y.id + 1 WHERE x.p > y.p",
                        "scalar subquery: SELECT id FROM t WHERE @(a, b) > (SELECT avg(@(a, b)) FROM t)",
                        "in subquery: SELECT id FROM t WHERE id IN (SELECT id + 1 FROM t WHERE @(a, b) > 0.5)",
                        "correlated exists: SELECT id FROM t x WHERE EXISTS "
                                + "(SELECT 1 FROM t y WHERE y.id = x.id + 1 AND @(y.a, y.b) > 0.5)",
                        "correlated scalar: SELECT id, (SELECT max(@(y.a, y.b)) FROM t y WHERE y.g = x.g) FROM t x",
                        "outer join on one side: SELECT x.id, y.id FROM t x LEFT JOIN t y "
                                + "ON x.id = y.id AND @(y.a, y.b) > 0.5",
                        "join on calls: SELECT count(*) FROM t x JOIN t y ON @(x.a, x.b) = @(y.a, y.b) AND x.id < 100",
                        "a call over both sides: SELECT count(*) FROM t x JOIN t y ON x.g = y.g "
                                + "AND @(x.a, y.b) > 0.7 WHERE x.id < 100 AND y.id < 100",
                        "window: SELECT id, row_number() OVER (PARTITION BY g ORDER BY @(a, b), id) FROM t",
                        "window of a call: SELECT id, avg(@(a, b)) OVER (PARTITION BY g ORDER BY id) FROM t",
                        "union: SELECT @(a, b) FROM t UNION ALL SELECT @(b, a) FROM t",
                        "explode: SELECT id, explode(array(@(a, b), @(b, a))) FROM t",
                        "lateral: SELECT id, q FROM t, LATERAL (SELECT @(a, b) + 1 AS q)",
                        "distribute by: SELECT id FROM t DISTRIBUTE BY @(a, b)",
                        "null features: SELECT id, @(n, b) FROM t",
                        "other numbers: SELECT id, @(id, 1), @(cast(g AS decimal(5, 2)), double(b)) FROM t",
                        "one row of constants: SELECT @(1, 2)",
                        "rows of constants: SELECT @(p, q) FROM VALUES (1, 2), (3, 4) v(p, q)")
                .map(query -> Arguments.of((Object[]) query.split(": ", 2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("queries")
    void a_query_gives_what_plain_sql_gives(String name, String template) {
        Dataset<Row> query = spark.sql(call(template));

        assertThat(sorted(query)).isEqualTo(sorted(spark.sql(plain(template))));
        assertThat(plan(query)).contains("ArclightPredict").doesNotContain("arclight_predict_row");
    }

    /** Some of them again, since what Spark does differs most by plan. */
    static Stream<Arguments> fewQueries() {
        Set<String> names = Set.of(
                "where with a cheap condition",
                "a call of a call",
                "a call of an aggregate of a call",
                "limit",
                "common table used twice",
                "in subquery",
                "outer join on one side",
                "window of a call",
                "null features");
        return queries().filter(query -> names.contains((String) query.get()[0]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fewQueries")
    void nor_does_it_matter_how_spark_reads_and_runs_it(String name, String template) {
        SparkSession other = spark.newSession();
        other.conf().set("spark.sql.sources.useV1SourceList", "");
        other.conf().set("spark.sql.adaptive.enabled", false);
        other.conf().set("spark.sql.codegen.wholeStage", false);
        other.read().parquet(work.resolve("t").toString()).createOrReplaceTempView("t");

        assertThat(sorted(other.sql(call(template)))).isEqualTo(sorted(spark.sql(plain(template))));
    }

    @Test
    void several_outputs_are_an_array() {
        same(
                "SELECT id, arclight_predict('%s', a, b) v FROM t".formatted(work.resolve("three")),
                "SELECT id, array(float(0.5) * a + float(0.25) * b, a + 2 * b, 0 - a) v FROM t");
        same(
                "SELECT id FROM t WHERE arclight_predict('%s', a, b)[1] > 1".formatted(work.resolve("three")),
                "SELECT id FROM t WHERE a + 2 * b > 1");
    }

    @Test
    void a_column_of_arrays_is_read_from_the_scan_s_columns() {
        Dataset<Row> query =
                spark.sql("SELECT id, arclight_predict('%s', features) FROM t".formatted(work.resolve("one")));

        assertThat(sorted(query)).isEqualTo(sorted(spark.sql("SELECT id, " + PLAIN.formatted("a", "b") + " FROM t")));
        assertThat(plan(query)).contains("ArclightPredictColumns").doesNotContain("ColumnarToRow");
    }

    @Test
    void the_class_is_the_greatest_output() {
        same(
                "SELECT id, arclight_classify('%s', a - 0.5f, b) FROM t".formatted(work.resolve("three")),
                "SELECT id, array_position(v, array_max(v)) - 1 FROM (SELECT id, "
                        + "array(0.5f * p + 0.25f * b, p + 2f * b, -p) v FROM (SELECT id, a - 0.5f p, b FROM t))");
    }

    @Test
    void probabilities_are_the_softmax_and_share_the_pass_with_scores() {
        String three = work.resolve("three").toString();
        Row row = spark.sql(("SELECT arclight_probabilities('%s', a, b) p, arclight_predict('%s', a, b) s"
                                + " FROM t WHERE id = 77")
                        .formatted(three, three))
                .first();

        List<Float> scores = row.getList(1);
        double sum = scores.stream().mapToDouble(Math::exp).sum();
        List<Float> expected =
                scores.stream().map(s -> (float) (Math.exp(s) / sum)).toList();
        List<Float> actual = row.getList(0);
        for (int k = 0; k < 3; k++) {
            assertThat(actual.get(k)).isCloseTo(expected.get(k), org.assertj.core.data.Offset.offset(1e-6f));
        }
    }

    @Test
    void a_null_among_an_array_s_elements_gives_null() {
        same(
                "SELECT id, arclight_predict('%s', array(n, b)) FROM t".formatted(work.resolve("one")),
                "SELECT id, " + PLAIN.formatted("n", "b") + " FROM t");
    }

    @Test
    void a_row_whose_outputs_are_no_numbers_has_no_class() {
        same(
                "SELECT id, arclight_classify('%s', if(g = 1, float('NaN'), a), b) IS NULL FROM t"
                        .formatted(work.resolve("three")),
                "SELECT id, g = 1 FROM t");
    }

    @Test
    void a_bare_null_gives_null() {
        String three = work.resolve("three").toString();
        assertThat(spark.sql(("SELECT arclight_predict('%s', NULL), arclight_classify('%s', a, NULL),"
                                        + " arclight_probabilities('%s', NULL, NULL) FROM t LIMIT 1")
                                .formatted(three, three, three))
                        .first())
                .isEqualTo(org.apache.spark.sql.RowFactory.create(null, null, null));
    }

    @Test
    void a_call_in_a_lambda_is_evaluated_row_by_row() {
        String template = "SELECT id, transform(array(a, b), z -> @(z, b)) FROM t";
        Dataset<Row> query = spark.sql(call(template));

        assertThat(sorted(query)).isEqualTo(sorted(spark.sql(plain(template))));
        assertThat(plan(query)).contains("arclight_predict_row");
    }

    @Test
    void a_call_over_both_sides_of_an_outer_join_is_evaluated_row_by_row() {
        String template =
                "SELECT x.id, y.id FROM t x LEFT JOIN t y ON x.id = y.id AND @(x.a, y.b) > 0.5 WHERE x.id < 300";

        assertThat(sorted(spark.sql(call(template)))).isEqualTo(sorted(spark.sql(plain(template))));
    }

    private void same(String sql, String reference) {
        assertThat(sorted(spark.sql(sql))).isEqualTo(sorted(spark.sql(reference)));
    }

    private static List<String> sorted(Dataset<Row> query) {
        return query.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private static String plan(Dataset<Row> query) {
        return SparkApi.execution(query).executedPlan().toString();
    }

    private String call(String template) {
        return template.replace("@(", "arclight_predict('" + work.resolve("one") + "', ");
    }

    /** Writes innermost calls out first, since a text search from the end finds them so. */
    private static String plain(String template) {
        String sql = template;
        for (int at = sql.lastIndexOf("@("); at >= 0; at = sql.lastIndexOf("@(")) {
            int depth = 0;
            int comma = -1;
            int end = at + 1;
            do {
                char c = sql.charAt(end);
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                comma = c == ',' && depth == 1 ? end : comma;
                end++;
            } while (depth > 0);
            String p = "float(" + sql.substring(at + 2, comma) + ")";
            String q = "float(" + sql.substring(comma + 1, end - 1) + ")";
            sql = sql.substring(0, at) + PLAIN.formatted(p, q) + sql.substring(end);
        }
        return sql;
    }
}
