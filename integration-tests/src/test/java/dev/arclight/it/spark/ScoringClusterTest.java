package dev.arclight.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.files.NamedModels;
import dev.arclight.spark.score.ArclightModel;
import dev.arclight.spark.score.ScoringPlugin;
import dev.arclight.spark.score.ScoringReport;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models in executors that are JVMs of their own. */
@Tag("slow")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ScoringClusterTest {
    private static final int TASKS = 64;

    /** The number of a task in their middle. */
    private static final int KILLED = TASKS / 2;

    @TempDir
    private Path work;

    @Test
    void sixty_four_tasks_of_an_executor_load_a_model_once_and_none_where_it_was_warmed_up() throws IOException {
        String cold = save("cold", 1);
        String warm = save("warm", 2);
        try (StandaloneCluster cluster = new StandaloneCluster(Files.createDirectory(work.resolve("cluster")), 1, 8);
                SparkSession spark = session(cluster.url(), 8)
                        .config("spark.plugins", ScoringPlugin.class.getName())
                        .config(NamedModels.PREFIX + "ready", warm)
                        .config(ScoringPlugin.WARM_UP, "ready")
                        .getOrCreate()) {
            ScoringReport first = score(spark, cold);
            assertThat(first.modelLoads()).isEqualTo(1);
            assertThat(first.rows()).isEqualTo(64 * 100);
            assertThat(first.batches()).isEqualTo(TASKS);
            assertThat(score(spark, cold).modelLoads())
                    .as("a second query of the same model")
                    .isZero();
            assertThat(score(spark, warm).modelLoads())
                    .as("a model that was warmed up")
                    .isZero();
        }
    }

    /** Keeps the first attempt at a task in the middle of its rows, until its executor ends. */
    public static final class Waiting implements UDF1<Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long call(Long id) throws InterruptedException {
            TaskContext task = TaskContext.get();
            if (task.partitionId() == KILLED && task.attemptNumber() == 0 && id % 100 == 50) {
                new CountDownLatch(1).await();
            }
            return id;
        }
    }

    @Test
    void an_executor_that_is_killed_while_it_scores_changes_no_score() throws IOException {
        String folder = save("model", 3);
        List<Row> expected;
        try (SparkSession spark = session("local[1]", 1).getOrCreate()) {
            expected = ArclightModel.ofFolder(folder).transform(rows(spark)).collectAsList();
        }
        try (StandaloneCluster cluster = new StandaloneCluster(Files.createDirectory(work.resolve("cluster")), 2, 1);
                SparkSession spark = session(cluster.url(), 1).getOrCreate()) {
            spark.udf().register("waiting", new Waiting(), DataTypes.LongType);
            AtomicInteger lost = new AtomicInteger();
            spark.sparkContext().addSparkListener(new SparkListener() {
                @Override
                public void onTaskStart(SparkListenerTaskStart start) {
                    if (start.taskInfo().index() == KILLED && start.taskInfo().attemptNumber() == 0) {
                        // It is one of these, and none comes to the end of that task.
                        cluster.executors().forEach(ProcessHandle::destroyForcibly);
                    }
                }

                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                    if (end.taskInfo().index() == KILLED && end.reason() instanceof ExecutorLostFailure) {
                        lost.incrementAndGet();
                    }
                }
            });
            Dataset<Row> waiting = rows(spark).selectExpr("waiting(id) as id", "features");

            assertThat(ArclightModel.ofFolder(folder)
                            .setBatchSize(10)
                            .transform(waiting)
                            .collectAsList())
                    .isEqualTo(expected);
            StandaloneCluster.waitFor("what became of the task", () -> lost.get() > 0);
        }
    }

    private static ScoringReport score(SparkSession spark, String folder) {
        ArclightModel stage = ArclightModel.ofFolder(folder);
        stage.transform(rows(spark))
                .select("scores")
                .write()
                .format("noop")
                .mode("overwrite")
                .save();
        return stage.metrics();
    }

    private static Dataset<Row> rows(SparkSession spark) {
        return spark.range(0, TASKS * 100, 1, TASKS)
                .selectExpr("id", "transform(sequence(0, 15), i -> float(sin(id * 0.37 + i))) as features");
    }

    private String save(String name, long seed) {
        Generator.manualSeed(seed);
        Module network = new Sequential(new Linear(16, 32), new ReLU(), new Linear(32, 3));
        Signature signature = Signature.of(
                new TensorSpec("features", DType.FLOAT32, TensorSpec.ANY, 16),
                new TensorSpec("scores", DType.FLOAT32, TensorSpec.ANY, 3));
        Path folder = work.resolve(name);
        ModelFolder.save(network, signature, folder);
        return folder.toUri().toString();
    }

    private SparkSession.Builder session(String master, int cores) {
        return SparkSession.builder()
                .master(master)
                .appName("scoring")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", work.resolve("local").toString())
                .config("spark.executor.memory", "512m")
                .config("spark.executor.cores", cores)
                .config("spark.executor.extraClassPath", StandaloneCluster.executorClassPath())
                .config("spark.task.maxFailures", 10);
    }
}
