package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelAccessException;
import dev.arclight.spark.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Streams that are scored while their models are replaced. */
@ExtendWith(LocalSpark.class)
class StreamingScoreTest {
    private static final int ROWS = 40;
    private static final String QUERY = "sql.streaming.queryId";
    private static final String BATCH = "streaming.sql.batchId";

    @TempDir
    private Path work;

    private final SparkSession spark;

    StreamingScoreTest(SparkSession spark) {
        this.spark = spark;
    }

    /** {@code -Darclight.test.seconds=3600} for an hour of it. */
    @Test
    @Timeout(4000)
    void while_models_are_replaced_no_row_is_lost_doubled_or_mislabelled() throws Exception {
        long end = System.nanoTime() + Integer.getInteger("arclight.test.seconds", 0) * 1_000_000_000L;
        Path models = Files.createDirectory(work.resolve("models"));
        Files.createDirectory(work.resolve("in"));
        Biased.save(models.resolve("v1"), 1000);
        int files = 0;
        int versions = 1;
        StreamingQuery query = start(models);
        while (System.nanoTime() < end || files < 12) {
            write(files++);
            versions++;
            Path next = models.resolve("v" + versions);
            switch (versions % 4) {
                case 0 -> Biased.saveHalf(next, versions * 1000f);
                case 1 -> {
                    Biased.saveRest(models.resolve("v" + (versions - 1)));
                    Biased.save(next, versions * 1000f);
                }
                case 2 -> Files.writeString(Files.createDirectory(next).resolve("model.json"), "{\"format\":");
                default -> Biased.save(next, versions * 1000f);
            }
            query.processAllAvailable();
            if (files % 5 == 0) {
                query.stop();
                query = start(models);
            }
        }
        query.processAllAvailable();
        query.stop();

        List<Row> rows = spark.read()
                .parquet(work.resolve("out").toString())
                .select("id", "y", "model")
                .collectAsList();
        assertThat(rows.stream().map(row -> row.getLong(0)).sorted())
                .isEqualTo(IntStream.range(0, files * ROWS)
                        .mapToObj(id -> (long) id)
                        .toList());
        Map<Long, TreeSet<String>> ofFile = new HashMap<>();
        for (Row row : rows) {
            long id = row.getLong(0);
            String model = row.getString(2);
            int version = Integer.parseInt(model.substring(1, model.indexOf('@')));
            assertThat(row.getDouble(1)).as("row %d by %s", id, model).isEqualTo(id % 1000 + version * 1000.0);
            ofFile.computeIfAbsent(id / ROWS, file -> new TreeSet<>()).add(model);
        }
        assertThat(ofFile.values()).as("a micro-batch has one version").allMatch(models1 -> models1.size() == 1);
        assertThat(ofFile.values().stream().map(TreeSet::first).collect(Collectors.toSet()))
                .as("versions that were served")
                .hasSizeGreaterThan(4);
    }

    @Test
    void without_hot_reload_a_stream_keeps_the_version_that_it_began_with() throws Exception {
        Path models = Files.createDirectory(work.resolve("models"));
        Files.createDirectory(work.resolve("in"));
        Biased.save(models.resolve("1"), 1_000_000);
        write(0);
        StreamingQuery query = start(stage(models).setHotReload(false));
        query.processAllAvailable();
        Biased.save(models.resolve("2"), 2_000_000);
        write(1);
        query.processAllAvailable();
        query.stop();

        assertThat(spark.read()
                        .parquet(work.resolve("out").toString())
                        .select("model")
                        .distinct()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void a_query_goes_on_with_its_version_when_its_stage_meets_a_model_of_another_signature() throws Exception {
        Path models = Files.createDirectory(work.resolve("models"));
        Files.createDirectory(work.resolve("in"));
        Biased.save(models.resolve("1"), 1_000_000);
        write(0);
        ArclightModel stage = stage(models);
        StreamingQuery query = start(stage);
        query.processAllAvailable();
        Models.save(models.resolve("2"), Models.mlp(2, 2, 2), Models.signature(2, 2));
        assertThat(stage.modelId()).startsWith("2@");
        write(1);
        query.processAllAvailable();
        query.stop();

        List<Row> counts = spark.read()
                .parquet(work.resolve("out").toString())
                .groupBy("model")
                .count()
                .collectAsList();
        assertThat(counts).hasSize(1);
        assertThat(counts.get(0).getString(0)).startsWith("1@");
        assertThat(counts.get(0).getLong(1)).isEqualTo(2 * ROWS);
    }

    @Test
    void a_version_log_that_cannot_be_written_says_how_to_mend_that() throws Exception {
        VersionLog log = new VersionLog(
                Files.writeString(work.resolve("file"), "no folder").toString(), new Configuration(false));

        assertThatThrownBy(() -> log.add("q", "7", new VersionLog.Entry("1", "abc")))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("cannot be written: ")
                .hasMessageEndingWith("; give a versionLogDir that the driver can write to");
    }

    @Test
    void a_micro_batch_has_one_version_however_often_it_is_planned() {
        Path models = work.resolve("models");
        Biased.save(models.resolve("1"), 1);
        ReloadedModel choice = reloaded(models, null);
        SparkContext context = spark.sparkContext();
        try {
            at(context, "q", 7);
            ModelVersion first = choice.choose(context);
            Biased.save(models.resolve("2"), 2);
            for (int i = 0; i < 100; i++) {
                assertThat(choice.choose(context)).isEqualTo(first);
            }
            int batch = 8;
            at(context, "q", batch);
            while (choice.choose(context).equals(first)) {
                at(context, "q", ++batch);
            }
            assertThat(choice.choose(context).name()).isEqualTo("2");
        } finally {
            forget(context);
        }
    }

    @Test
    void after_a_restart_a_micro_batch_has_the_version_that_it_had() {
        Path models = work.resolve("models");
        Biased.save(models.resolve("1"), 1);
        VersionLog log = new VersionLog(
                work.resolve("log").toString(), spark.sparkContext().hadoopConfiguration());
        SparkContext context = spark.sparkContext();
        try {
            at(context, "q", 7);
            ModelVersion first = reloaded(models, log).choose(context);
            Biased.save(models.resolve("2"), 2);

            assertThat(reloaded(models, log).choose(context)).isEqualTo(first);
            at(context, "q", 8);
            assertThat(reloaded(models, log).choose(context).name()).isEqualTo("2");
            // The first version is another one by now: a warning says so, and the newest scores.
            Biased.save(models.resolve("1"), 11);
            at(context, "q", 7);
            assertThat(reloaded(models, log).choose(context).name()).isEqualTo("2");
            at(context, "q", 107);
            reloaded(models, log).choose(context);
            assertThat(work.resolve("log/q/7")).doesNotExist();
            assertThat(work.resolve("log/q/8")).exists();
        } finally {
            forget(context);
        }
    }

    private static ReloadedModel reloaded(Path models, VersionLog log) {
        return new ReloadedModel(
                new ModelRegistry(models.toString(), new Configuration(false), Models.signature(1, 1)), log);
    }

    private static void at(SparkContext context, String query, int batch) {
        context.setLocalProperty(QUERY, query);
        context.setLocalProperty(BATCH, Integer.toString(batch));
    }

    private static void forget(SparkContext context) {
        context.setLocalProperty(QUERY, null);
        context.setLocalProperty(BATCH, null);
    }

    private ArclightModel stage(Path models) {
        return ArclightModel.ofFolder(models.toString())
                .setInputCols("x")
                .setOutputCols("y")
                .setModelIdCol("model")
                .setHotReload(true)
                .setVersionLogDir(work.resolve("log").toString());
    }

    private StreamingQuery start(Path models) throws Exception {
        return start(stage(models));
    }

    private StreamingQuery start(ArclightModel stage) throws Exception {
        Dataset<Row> rows = spark.readStream()
                .schema(new StructType().add("id", DataTypes.LongType).add("x", DataTypes.FloatType))
                .option("maxFilesPerTrigger", 1)
                .json(work.resolve("in").toString());
        return stage.transform(rows)
                .writeStream()
                .format("parquet")
                .option("path", work.resolve("out").toString())
                .option("checkpointLocation", work.resolve("checkpoint").toString())
                .start();
    }

    /** A file of rows appears whole. */
    private void write(int number) throws Exception {
        String lines = IntStream.range(number * ROWS, (number + 1) * ROWS)
                .mapToObj(id -> "{\"id\":" + id + ",\"x\":" + id % 1000 + "}")
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(work.resolve("f" + number), lines);
        Files.move(file, work.resolve("in").resolve("f" + number + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }
}
