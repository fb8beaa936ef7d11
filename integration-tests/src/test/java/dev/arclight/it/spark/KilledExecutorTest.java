package dev.arclight.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.io.ModelFolder;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.train.NeuralAveragingParams;
import dev.arclight.spark.train.NeuralClassifier;
import dev.arclight.spark.train.NeuralClassifierModel;
import dev.arclight.spark.train.RoundReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors of a real cluster die by SIGKILL in the middle of training rounds, and nobody can tell from the model. */
@Tag("slow")
class KilledExecutorTest {
    private static final int PARTITIONS = 4;
    private static final int ROWS = 4_000;

    @TempDir
    private Path work;

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void killed_executors_speculation_and_the_number_of_workers_change_no_byte_of_the_model() throws IOException {
        String rows = work.resolve("rows").toUri().toString();
        List<RoundReport> undisturbed = new ArrayList<>();
        byte[] expected;
        byte[] keeping;
        try (SparkSession spark = session("local[1]")) {
            dataset(spark).write().parquet(rows);
            expected = train(spark, rows, undisturbed, "one", NeuralAveragingParams.AVERAGE);
            keeping = train(spark, rows, new ArrayList<>(), "one-keeping", NeuralAveragingParams.KEEP);
        }
        assertThat(keeping).isNotEqualTo(expected);
        for (int slots : new int[] {2, 4}) {
            try (SparkSession spark = session("local[" + slots + "]")) {
                assertThat(train(spark, rows, new ArrayList<>(), "average" + slots, NeuralAveragingParams.AVERAGE))
                        .isEqualTo(expected);
                assertThat(train(spark, rows, new ArrayList<>(), "keep" + slots, NeuralAveragingParams.KEEP))
                        .isEqualTo(keeping);
            }
        }

        try (StandaloneCluster cluster = new StandaloneCluster(Files.createDirectory(work.resolve("cluster")), 2, 1)) {
            try (SparkSession spark = session(cluster.url())) {
                hindered(cluster, spark, rows, undisturbed, expected, keeping);
            }
            try (SparkSession spark = growing(cluster.url())) {
                assertThat(train(spark, rows, new ArrayList<>(), "growing", NeuralAveragingParams.AVERAGE))
                        .isEqualTo(expected);
            }
        }
    }

    private void hindered(
            StandaloneCluster cluster,
            SparkSession spark,
            String rows,
            List<RoundReport> undisturbed,
            byte[] expected,
            byte[] keeping)
            throws IOException {
        Killer killer = new Killer(cluster, Set.of(3 * PARTITIONS + 1, 9 * PARTITIONS + 2));
        spark.sparkContext().addSparkListener(killer);
        List<RoundReport> reports = new ArrayList<>();

        byte[] hindered = train(spark, rows, reports, "hindered", NeuralAveragingParams.AVERAGE);

        assertThat(killer.killed).hasSize(2);
        StandaloneCluster.waitFor("Spark to notice both", () -> killer.removed.get() >= 2);
        assertThat(reports)
                .extracting(RoundReport::loss)
                .isEqualTo(undisturbed.stream().map(RoundReport::loss).toList());
        assertThat(hindered).isEqualTo(expected);

        killer.killAlso(Set.of(4 * PARTITIONS + 2, 11 * PARTITIONS + 1));
        byte[] hinderedKeeping = train(spark, rows, new ArrayList<>(), "hindered-keeping", NeuralAveragingParams.KEEP);

        assertThat(killer.killed).hasSize(4);
        assertThat(hinderedKeeping).isEqualTo(keeping);
    }

    /** Begins with one executor; another comes when tasks have waited for a second, and goes when it has nothing to do. */
    private SparkSession growing(String master) {
        return builder(master)
                .config("spark.dynamicAllocation.enabled", true)
                .config("spark.dynamicAllocation.shuffleTracking.enabled", true)
                .config("spark.dynamicAllocation.minExecutors", 1)
                .config("spark.dynamicAllocation.initialExecutors", 1)
                .config("spark.dynamicAllocation.maxExecutors", 2)
                .config("spark.dynamicAllocation.schedulerBacklogTimeout", "1s")
                .config("spark.dynamicAllocation.executorIdleTimeout", "1s")
                .config("spark.decommission.enabled", true)
                .getOrCreate();
    }

    /** Kills an executor when a task of a given number has been started, counted over the whole application. */
    private static final class Killer extends SparkListener {
        private final StandaloneCluster cluster;
        private final AtomicReference<Set<Integer>> tasks;
        private final AtomicInteger started = new AtomicInteger();
        private final AtomicInteger removed = new AtomicInteger();
        private final Set<Long> killed = ConcurrentHashMap.newKeySet();

        Killer(StandaloneCluster cluster, Set<Integer> tasks) {
            this.cluster = cluster;
            this.tasks = new AtomicReference<>(tasks);
        }

        /** Kills again, with tasks counted from here. */
        void killAlso(Set<Integer> later) {
            started.set(0);
            tasks.set(later);
        }

        @Override
        public void onTaskStart(SparkListenerTaskStart event) {
            if (tasks.get().contains(started.incrementAndGet())) {
                cluster.executors().stream()
                        .filter(ProcessHandle::isAlive)
                        .findFirst()
                        .ifPresent(executor -> {
                            killed.add(executor.pid());
                            executor.destroyForcibly();
                        });
            }
        }

        @Override
        public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
            removed.incrementAndGet();
        }
    }

    private byte[] train(SparkSession spark, String rows, List<RoundReport> reports, String name, String optimizerState)
            throws IOException {
        NeuralClassifierModel model = new NeuralClassifier()
                .setNetwork(new Sequential(
                        new Linear(32, 256),
                        new ReLU(),
                        new Dropout(0.2),
                        new Linear(256, 256),
                        new ReLU(),
                        new Linear(256, 4)))
                .setOptimizer("adam")
                .setLearningRate(0.001)
                .setLearningRateSchedule("linear")
                .setEpochs(4)
                .setBatchSize(16)
                .setAveragingPeriod(16)
                .setNumPartitions(PARTITIONS)
                .setOptimizerState(optimizerState)
                .setCheckpointDir(work.resolve("checkpoints-" + name).toUri().toString())
                .setSeed(8)
                .setRoundListener(reports::add)
                .fit(spark.read().parquet(rows));
        Path folder = work.resolve(name);
        ModelFolder.save(model.module(), model.signature(), folder);
        return Files.readAllBytes(folder.resolve(ModelFolder.WEIGHTS));
    }

    /** Four classes that a network of two layers can tell, without a random number. */
    private static Dataset<Row> dataset(SparkSession spark) {
        return spark.range(0, ROWS, 1, 3)
                .selectExpr("id", "int(id % 4) as label", "id div 4 as number")
                .selectExpr(
                        "label",
                        "transform(sequence(0, 31), i -> float(sin(number * 0.37 + i * (label + 1)))) as features");
    }

    private SparkSession session(String master) {
        return builder(master).getOrCreate();
    }

    private SparkSession.Builder builder(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("killed executors")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", work.resolve("local").toString())
                .config("spark.executor.memory", "512m")
                .config("spark.executor.cores", 1)
                .config("spark.executor.extraClassPath", StandaloneCluster.executorClassPath())
                .config("spark.sql.shuffle.partitions", 3)
                .config("spark.speculation", true)
                .config("spark.speculation.quantile", 0.25)
                .config("spark.speculation.multiplier", 1.1)
                .config("spark.speculation.interval", "20ms")
                .config("spark.task.maxFailures", 10)
                .config("spark.stage.maxConsecutiveAttempts", 20);
    }
}
