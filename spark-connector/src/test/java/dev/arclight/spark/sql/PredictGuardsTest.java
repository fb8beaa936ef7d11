package dev.arclight.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.score.Models;
import dev.arclight.spark.version.SparkApi;
import java.nio.file.Path;
import java.util.List;
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

/** Calls behind a condition, on a table of which half the rows would make the model fail. */
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredictGuardsTest {
    /** What the model computes, exactly; an index beyond the array is an error in Spark, too. */
    private static final String PLAIN =
            "cast(float(0.5) * f[0] + float(0.25) * f[1] + 0 * element_at(f, if(size(f) = 2, 1, 9))" + " as double)";

    private final SparkSession spark;
    private final Path work;

    PredictGuardsTest(SparkSession spark, @TempDir Path work) {
        this.spark = spark;
        this.work = work;
    }

    @BeforeAll
    void writeTableAndModel() {
        spark.range(0, 400, 1, 3)
                .selectExpr(
                        "id",
                        "id % 5 g",
                        "if(id % 2 = 0, array(float(id % 100) / float(128), float(id % 37) / float(64)),"
                                + " array(float(1), float(2), float(3))) f",
                        "if(id % 2 = 0, null, float(id)) n",
                        "if(id % 3 = 0, null, id % 2 = 0) ok")
                .write()
                .parquet(work.resolve("ragged").toString());
        spark.read().parquet(work.resolve("ragged").toString()).createOrReplaceTempView("ragged");
        spark.range(0, 40).selectExpr("id AS key", "id % 3 AS k").createOrReplaceTempView("keys");
        Models.save(work.resolve("one"), Models.linear(new float[] {0.5f, 0.25f}), Models.signature(1, 2));
    }

    /** {@code @} stands for the call in one query and for plain SQL in the other. */
    static Stream<Arguments> queries() {
        return Stream.of(
                        "case: SELECT id, CASE WHEN size(f) = 2 THEN @ ELSE -1 END FROM ragged",
                        "second branch: SELECT id, CASE WHEN size(f) = 3 THEN -1 WHEN id > 7 THEN @ END FROM ragged",
                        "condition of the second branch: SELECT id, CASE WHEN size(f) = 3 THEN 0 WHEN @ > 0.3 THEN @ END"
                                + " FROM ragged",
                        "else: SELECT id, CASE WHEN size(f) = 3 THEN -1 WHEN n IS NOT NULL THEN -2 ELSE @ END FROM ragged",
                        "simple case: SELECT id, CASE size(f) WHEN 3 THEN -1 ELSE @ END FROM ragged",
                        "if: SELECT id, if(size(f) = 2, @, 0) FROM ragged",
                        "if of null: SELECT id, if(ok, @, 0) FROM ragged",
                        "else of if: SELECT id, if(size(f) = 3, 0, @) FROM ragged",
                        "nested: SELECT id, if(id > 9, CASE WHEN size(f) = 3 THEN NULL ELSE @ END, if(size(f) = 2, @ + 1, 0))"
                                + " FROM ragged",
                        "coalesce: SELECT id, coalesce(n, @) FROM ragged",
                        "nvl: SELECT id, nvl(n, @) FROM ragged",
                        "nvl2: SELECT id, nvl2(n, 0D, @) FROM ragged",
                        "nullif: SELECT id, nullif(size(f) = 2 AND @ > 0.3, false) FROM ragged",
                        "nanvl: SELECT id, nanvl(if(size(f) = 2, double('NaN'), 1D), @) FROM ragged",
                        "and: SELECT id, size(f) = 2 AND @ > 0.3 FROM ragged",
                        "or: SELECT id, size(f) = 3 OR @ > 0.3 FROM ragged",
                        "where and: SELECT id FROM ragged WHERE size(f) = 2 AND @ > 0.3",
                        "where or: SELECT id FROM ragged WHERE size(f) = 3 OR @ > 0.3",
                        "where or with more: SELECT id FROM ragged WHERE (size(f) = 3 OR @ > 0.3) AND id % 3 = 0",
                        "where case: SELECT id, if(size(f) = 2, @, 0) FROM ragged WHERE CASE WHEN size(f) = 2 THEN @ > 0.3 END",
                        "where not: SELECT id FROM ragged WHERE NOT (size(f) = 2 AND @ > 0.3)",
                        "a guard that calls: SELECT id, if(size(f) = 2 AND @ > 0.3, @ * 2, 0) FROM ragged",
                        "guards that call each other: SELECT if(size(f) = 2, if(@ > 0.3, @, 0), 1),"
                                + " if(ok AND size(f) = 2, if(@ > 0.1, @, 0), 1) FROM ragged",
                        "two guards: SELECT id, if(size(f) = 2, @, 0), if(ok, @, 1) FROM ragged",
                        "filter of an aggregate: SELECT g, sum(@) FILTER (WHERE size(f) = 2) FROM ragged GROUP BY g",
                        "sum of case: SELECT g, sum(CASE WHEN size(f) = 2 THEN @ END) FROM ragged GROUP BY g",
                        "group by case: SELECT CASE WHEN size(f) = 2 THEN @ > 0.3 END k, count(*) FROM ragged GROUP BY k",
                        "a key under another guard: SELECT if(g = 1, if(size(f) = 2, @, 0), 0) FROM ragged"
                                + " GROUP BY g, if(size(f) = 2, @, 0)",
                        "order by: SELECT id FROM ragged ORDER BY if(size(f) = 2, @, 0), id LIMIT 9",
                        "inner join: SELECT id, key FROM ragged JOIN keys ON g = k AND if(size(f) = 2, @ > 0.3, false)",
                        "inner join guarded by the other side: SELECT id, key FROM ragged JOIN keys ON g = k"
                                + " AND if(size(f) - k = 2 AND k = 0, @ > 0.3, false)",
                        "left join: SELECT id, key FROM ragged LEFT JOIN keys ON g = k AND size(f) = 2 AND @ > 0.3",
                        "left join on case: SELECT id, key FROM ragged LEFT JOIN keys ON g = k"
                                + " AND CASE WHEN size(f) = 2 THEN @ > 0.3 END",
                        "a view's guard: SELECT if(p > 0.3, p, 0) FROM (SELECT if(size(f) = 2, @, NULL) p FROM ragged)",
                        "window: SELECT id, sum(if(size(f) = 2, @, 0)) OVER (PARTITION BY g ORDER BY id) FROM ragged",
                        "explode: SELECT id, explode(if(size(f) = 2, array(@, 1D), array(2D))) FROM ragged",
                        "union: SELECT if(size(f) = 2, @, 0) FROM ragged UNION ALL SELECT coalesce(n, @) FROM ragged")
                .map(query -> Arguments.of((Object[]) query.split(": ", 2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("queries")
    void a_call_is_made_only_where_its_guard_lets_it(String name, String template) {
        Dataset<Row> query = spark.sql(call(template));

        assertThat(sorted(query)).isEqualTo(sorted(spark.sql(template.replace("@", PLAIN))));
        assertThat(plan(query)).contains("ArclightPredict").doesNotContain("arclight_predict_row");
    }

    @Test
    void a_call_without_a_guard_still_fails() {
        assertThatThrownBy(() -> spark.sql(call("SELECT if(size(f) = 2, @, 0), @ FROM ragged"))
                        .collectAsList())
                .hasStackTraceContaining("column 'f'")
                .hasStackTraceContaining("3 elements, expected 2");
    }

    @Test
    void a_guard_that_chance_decides_is_asked_once() {
        List<Row> rows = spark.sql(
                        call("SELECT size(f), if(size(f) = 2 AND rand() < 0.5, @, NULL) FROM ragged WHERE id < 200"))
                .collectAsList();

        assertThat(rows).hasSize(200);
        assertThat(rows.stream().filter(row -> row.getInt(0) == 3)).allMatch(row -> row.isNullAt(1));
        assertThat(rows.stream().filter(row -> row.getInt(0) == 2).map(row -> row.isNullAt(1)))
                .contains(true, false);
    }

    @Test
    void calls_of_the_same_features_still_share_a_pass_behind_a_condition_of_one() {
        String model = Models.save(
                work.resolve("three"),
                Models.linear(new float[] {0.5f, 0.25f}, new float[] {1, 2}, new float[] {-1, 0}),
                Models.signature(3, 2));

        Dataset<Row> query = spark.sql(("SELECT id FROM ragged WHERE size(f) = 2 AND arclight_classify('%s', f) = 1"
                        + " AND arclight_probabilities('%s', f)[1] > 0.5")
                .formatted(model, model));

        assertThat(query.count()).isPositive();
        assertThat(plan(query).split("ArclightPredict", -1)).hasSize(2);
    }

    private String call(String template) {
        return template.replace("@", "arclight_predict('" + work.resolve("one") + "', f)");
    }

    private static List<String> sorted(Dataset<Row> query) {
        return query.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private static String plan(Dataset<Row> query) {
        return SparkApi.execution(query).executedPlan().toString();
    }
}
