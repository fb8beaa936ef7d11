package dev.arclight.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.score.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features that depend on the partition or on how often they were asked for, compared with plain SQL. */
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredictNondeterministicTest {
    private final SparkSession spark;
    private final Path work;

    PredictNondeterministicTest(SparkSession spark, @TempDir Path work) {
        this.spark = spark;
        this.work = work;
    }

    @BeforeAll
    void makeTableAndModel() {
        spark.range(0, 300, 1, 4)
                .selectExpr("id", "float(id % 7) a")
                .repartitionByRange(4, org.apache.spark.sql.functions.col("id"))
                .sortWithinPartitions("id")
                .write()
                .parquet(work.resolve("t").toString());
        spark.read().parquet(work.resolve("t").toString()).createOrReplaceTempView("chance");
        Models.save(work.resolve("same"), Models.linear(new float[] {1}), Models.signature(1, 1));
    }

    /** {@code @(x)} stands for the call in one query, and for its feature as it is, which the model gives, in the other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, @(monotonically_increasing_id() % 1000) FROM chance",
                "SELECT id, @(spark_partition_id()) FROM chance",
                "SELECT id, @(rand(1)) FROM chance",
                "SELECT id, @(rand(1)), @(rand(2)), @(rand(1)) FROM chance",
                "SELECT id, if(id % 2 = 0, @(monotonically_increasing_id() % 1000), -1) FROM chance",
                "SELECT id, transform(array(1, 2), z -> z + @(rand(1))) FROM chance",
                "SELECT id, transform(array(a, a + 1), z -> @(z + rand(1))) FROM chance",
                "SELECT id FROM chance WHERE @(rand(1)) < 0.5 AND a > 2",
                "SELECT id FROM chance WHERE a > 2 AND @(rand(1)) < 0.5",
                "SELECT id, @(rand(1)) FROM (SELECT id FROM chance WHERE @(rand(1)) < 0.5)",
                "SELECT sum(p) FROM (SELECT @(monotonically_increasing_id() % 100) p FROM chance LIMIT 250)",
                "SELECT @(a + (SELECT max(a) FROM chance)) FROM chance",
            })
    void a_feature_is_what_it_is_outside_of_a_call(String template) {
        Dataset<Row> query = spark.sql(template.replace("@(", "arclight_predict('" + work.resolve("same") + "', "));

        List<String> expected = rows(spark.sql(template.replace("@(", "1D * float(")));
        assertThat(rows(query)).isEqualTo(expected);
    }

    private static List<String> rows(Dataset<Row> query) {
        return Stream.of(query.collectAsList())
                .flatMap(List::stream)
                .map(Row::toString)
                .sorted()
                .toList();
    }
}
