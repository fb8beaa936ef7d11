package dev.arclight.spark.score;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.spark.executor.TaskThreads;
import dev.arclight.spark.files.NamedModels;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads models when an executor starts, before its first task, and shows what is counted there in Spark's metric system. Set
 * {@code spark.plugins=dev.arclight.spark.score.ScoringPlugin} and, for models,
 * {@value #WARM_UP}: folders or names with commas between them, where {@value NamedModels#PREFIX} and a name say which folder
 * that stands for.
 *
 * <p>A model that cannot be loaded or compiled is a warning, whatever the reason, and no executor ends of it; queries that use it
 * say so again.
 */
public final class ScoringPlugin implements SparkPlugin {
    /** The setting for what to load. */
    public static final String WARM_UP = "spark.arclight.warmUp";

    private static final Logger LOG = LoggerFactory.getLogger(ScoringPlugin.class);

    private static final int ROWS = 256;

    /** Called by Spark. */
    public ScoringPlugin() {}

    @Override
    public @Nullable DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new WarmExecutor();
    }

    private static final class WarmExecutor implements ExecutorPlugin {
        /** Models that were asked for stay. */
        private final List<ModelLease> leases = new ArrayList<>();

        @Override
        public void init(PluginContext context, Map<String, String> extraConf) {
            register(context.metricRegistry());
            SparkConf conf = context.conf();
            Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
            for (String name : conf.get(WARM_UP, "").split(",", -1)) {
                if (!name.isBlank()) {
                    warmUp(name.strip(), conf.get(NamedModels.PREFIX + name.strip(), name.strip()), hadoop);
                }
            }
        }

        private void warmUp(String name, String folder, Configuration hadoop) {
            try {
                ModelVersion version = new ModelRegistry(folder, hadoop).newest();
                ModelLease lease = ModelCache.acquire(version.model().files());
                leases.add(lease);
                compile(lease);
                LOG.info("model {} is ready", version.id());
            } catch (ArclightException e) {
                LOG.warn("model '{}' is not ready: {}", name, e.getMessage());
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                // Spark would end the executor, and the next one that it starts in its place.
                LOG.warn("model '{}' is not ready; its folder is {}", name, folder, e);
            }
        }

        /** Two batches of zeros, of which the second has the model compiled. */
        private static void compile(ModelLease lease) {
            Signature signature = lease.model().signature();
            Tensor[] zeros = new Tensor[signature.inputs().size()];
            for (int i = 0; i < zeros.length; i++) {
                TensorSpec spec = signature.inputs().get(i);
                int[] shape = spec.shape();
                if (Arrays.stream(shape).skip(1).anyMatch(extent -> extent == TensorSpec.ANY)) {
                    return;
                }
                shape[0] = ROWS;
                zeros[i] = Tensor.zeros(spec.dtype(), shape);
            }
            NetworkRunner runner = new NetworkRunner(lease.loaded(), TaskThreads.count());
            for (int i = 0; i < 2; i++) {
                runner.run(zeros, true, results -> {});
            }
        }

        private static void register(MetricRegistry registry) {
            for (ScoringMetric metric : ScoringMetric.values()) {
                registry.register(metric.key(), (Gauge<Long>) () -> TaskCounts.total(metric));
            }
            registry.register("modelsBuilt", (Gauge<Long>) ModelCache::loads);
            registry.register("modelsHeld", (Gauge<Integer>) ModelCache::models);
            registry.register("modelBytes", (Gauge<Long>) ModelCache::bytes);
            registry.register("modelsEvicted", (Gauge<Long>) ModelCache::evictions);
        }

        @Override
        public void shutdown() {
            leases.forEach(ModelLease::close);
            leases.clear();
        }
    }
}
