package dev.arclight.jobs.session;

import dev.arclight.jobs.JobException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * A Spark session for one command. Closing it stops the session, unless another program of this JVM had started it.
 *
 * <p>A local session keeps to itself: it listens on the loopback address alone, has no web page and leaves no
 * {@code spark-warehouse} in the current folder.
 */
public final class SparkHandle implements AutoCloseable {
    private static final String EXTENSIONS = "spark.sql.extensions";
    private static final String ARCLIGHT_EXTENSIONS = "dev.arclight.spark.sql.ArclightExtensions";

    private final SparkSession session;
    private final @Nullable Path warehouse;
    private final boolean owned;

    private SparkHandle(SparkSession session, @Nullable Path warehouse, boolean owned) {
        this.session = session;
        this.warehouse = warehouse;
        this.owned = owned;
    }

    /** The session that runs in this JVM, or else a new one with these settings and Arclight's SQL functions. */
    static SparkHandle open(SparkConf conf) {
        Optional<SparkSession> running = running();
        if (running.isPresent()) {
            return new SparkHandle(running.get(), null, false);
        }
        Path warehouse = null;
        if (conf.get("spark.master").startsWith("local")) {
            conf.setIfMissing("spark.driver.host", "localhost");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
            conf.setIfMissing("spark.ui.enabled", "false");
            // The default of 200 is for clusters: on one machine it costs more than the work of small queries.
            conf.setIfMissing("spark.sql.shuffle.partitions", "8");
            if (!conf.contains("spark.sql.warehouse.dir")) {
                warehouse = temporaryFolder();
                conf.set("spark.sql.warehouse.dir", warehouse.toUri().toString());
            }
        }
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        String extensions = conf.get(EXTENSIONS, "");
        if (!extensions.contains(ARCLIGHT_EXTENSIONS)) {
            conf.set(EXTENSIONS, extensions.isEmpty() ? ARCLIGHT_EXTENSIONS : extensions + "," + ARCLIGHT_EXTENSIONS);
        }
        SparkSession session = null;
        try {
            session = SparkSession.builder().config(conf).getOrCreate();
            return new SparkHandle(session, warehouse, true);
        } catch (IllegalArgumentException e) {
            throw new JobException("Spark does not start: " + e.getMessage(), e);
        } finally {
            if (session == null) {
                delete(warehouse);
            }
        }
    }

    /** The session. */
    public SparkSession session() {
        return session;
    }

    @Override
    public void close() {
        if (owned) {
            session.stop();
        }
        delete(warehouse);
    }

    private static void delete(@Nullable Path warehouse) {
        if (warehouse != null) {
            try {
                // Commands make no tables, so there is at most the empty folder.
                Files.deleteIfExists(warehouse);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Optional<SparkSession> running() {
        Option<SparkSession> known = SparkSession.getActiveSession();
        if (known.isEmpty()) {
            known = SparkSession.getDefaultSession();
        }
        return known.isEmpty() || known.get().sparkContext().isStopped() ? Optional.empty() : Optional.of(known.get());
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("arclight-warehouse");
        } catch (IOException e) {
            throw new JobException(
                    "cannot make a folder for temporary files: " + e.getMessage()
                            + "; set -Djava.io.tmpdir to a writable one",
                    e);
        }
    }
}
