package dev.arclight.spark.score;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The newest version of a registry for each micro-batch of a streaming query, chosen once however often the micro-batch is
 * planned or its tasks run. Safe for use by many threads.
 */
final class ReloadedModel implements ModelChoice {
    /** Under these Spark tells a thread which micro-batch it plans. */
    private static final String QUERY_ID = "sql.streaming.queryId";

    private static final String BATCH_ID = "streaming.sql.batchId";

    private record Chosen(String batch, ModelVersion version) {}

    private final ModelRegistry registry;
    private final @Nullable VersionLog log;

    /** By query. */
    private final Map<String, Chosen> last = new HashMap<>();

    /**
     * Watches a registry.
     *
     * @param registry the query's own, which passes over models of other signatures than it was planned for
     * @param log what micro-batches that are run again after a restart ask for their version
     */
    ReloadedModel(ModelRegistry registry, @Nullable VersionLog log) {
        this.registry = registry;
        this.log = log;
    }

    @Override
    public synchronized ModelVersion choose(SparkContext context) {
        String query = context.getLocalProperty(QUERY_ID);
        String batch = context.getLocalProperty(BATCH_ID);
        if (query == null || batch == null) {
            return registry.served();
        }
        Chosen known = last.get(query);
        if (known != null && known.batch().equals(batch)) {
            return known.version();
        }
        ModelVersion version = log == null ? registry.served() : logged(log, query, batch);
        last.put(query, new Chosen(batch, version));
        return version;
    }

    private ModelVersion logged(VersionLog of, String query, String batch) {
        Optional<VersionLog.Entry> entry = of.find(query, batch);
        if (entry.isPresent()) {
            return registry.again(
                    entry.get().name(), entry.get().checksum(), "micro-batch " + batch + " of query " + query);
        }
        ModelVersion version = registry.served();
        of.add(
                query,
                batch,
                new VersionLog.Entry(version.name(), version.model().checksum()));
        return version;
    }

    @Override
    public String toString() {
        return registry.toString();
    }
}
