package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.arclight.spark.files.NamedModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringPluginTest {
    @TempDir
    private Path work;

    /** What an executor gives its plugins. */
    private record Executor(SparkConf conf, MetricRegistry metricRegistry) implements PluginContext {
        @Override
        public String executorID() {
            return "1";
        }

        @Override
        public String hostname() {
            return "localhost";
        }

        @Override
        public Map<String, ResourceInformation> resources() {
            return Map.of();
        }

        @Override
        public void send(Object message) {
            throw new UnsupportedOperationException("there is no driver");
        }

        @Override
        public Object ask(Object message) {
            throw new UnsupportedOperationException("there is no driver");
        }
    }

    @Test
    void models_are_there_before_the_first_task_and_counts_are_shown() {
        String folder = Models.save(work.resolve("first"), Models.mlp(3, 4, 2), Models.signature(2, 3));
        Biased.save(work.resolve("versions/1"), 1);
        Biased.save(work.resolve("versions/2"), 2);
        SparkConf conf = new SparkConf(false)
                .set(NamedModels.PREFIX + "churn", work.resolve("versions").toString())
                .set(ScoringPlugin.WARM_UP, folder + ", churn, /no/such/model");
        int before = ModelCache.inUse();
        Executor executor = new Executor(conf, new MetricRegistry());
        ExecutorPlugin plugin = new ScoringPlugin().executorPlugin();

        plugin.init(executor, Map.of());

        ModelFiles files = ScoringModel.read(folder, new Configuration(false)).files();
        ModelFiles second = ScoringModel.read(work.resolve("versions/2").toString(), new Configuration(false))
                .files();
        try (ModelLease lease = ModelCache.acquire(files);
                ModelLease other = ModelCache.acquire(second)) {
            assertThat(lease.fresh()).isFalse();
            assertThat(other.fresh()).isFalse();
            assertThat(CompiledSessions.of(lease.loaded()).idle()).isOne();
        }
        assertThat(executor.metricRegistry().getNames())
                .contains("rows", "batches", "modelCalls", "failedRows", "modelLoads", "modelTime", "modelBytes");
        assertThat((Integer)
                        executor.metricRegistry().getGauges().get("modelsHeld").getValue())
                .isGreaterThanOrEqualTo(2);
        assertThat(ModelCache.inUse()).isEqualTo(before + 2);
        plugin.shutdown();
        assertThat(ModelCache.inUse()).as("nobody holds them any more").isEqualTo(before);
    }

    @Test
    void a_model_that_cannot_be_warmed_up_ends_neither_the_executor_nor_the_others() {
        Biased.save(work.resolve("faulty"), 31);
        Biased.save(work.resolve("sound"), 32);
        SparkConf conf = new SparkConf(false)
                .set("spark.hadoop.fs.flaky.impl", Flaky.class.getName())
                .set(NamedModels.PREFIX + "faulty", Flaky.path(work.resolve("faulty")))
                .set(ScoringPlugin.WARM_UP, "faulty, " + work.resolve("sound"));
        int before = ModelCache.inUse();
        ExecutorPlugin plugin = new ScoringPlugin().executorPlugin();
        for (Throwable fault : List.of(
                new IOException("no access"),
                new IllegalArgumentException("no such layer"),
                new NoClassDefFoundError("a/Layer"),
                new OutOfMemoryError("no room"))) {
            try (Flaky.Outage outage = Flaky.reading("faulty/model.safetensors", fault)) {
                plugin.init(new Executor(conf, new MetricRegistry()), Map.of());

                assertThat(outage.tries()).as(fault.toString()).isOne();
                assertThat(ModelCache.inUse()).isEqualTo(before + 1);
            }
            plugin.shutdown();
        }
    }
}
