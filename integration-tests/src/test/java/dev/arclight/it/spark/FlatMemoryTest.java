package dev.arclight.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.spark.train.RoundReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Rows that executors have no memory for wait on their disks. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class FlatMemoryTest {
    private static final long ROWS = 1_000_000;

    @TempDir
    private Path work;

    /** 256 MB of features; of an executor's 512 MB some 130 are for what Spark stores. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void a_dataset_of_twice_what_executors_can_store_is_trained_on_in_their_memory() throws IOException {
        List<RoundReport> reports = new ArrayList<>();
        List<Long> most = new ArrayList<>();
        try (StandaloneCluster cluster = new StandaloneCluster(Files.createDirectory(work.resolve("cluster")), 1, 1);
                SparkSession spark = session(cluster)) {
            WideRows.train(spark, ROWS, 16, 2, report -> {
                reports.add(report);
                most.addAll(WideRows.megabytes(cluster));
            });
        }

        assertThat(reports.stream().mapToLong(RoundReport::examples).sum()).isEqualTo(2 * ROWS);
        assertThat(reports.get(reports.size() - 1).loss())
                .isLessThan(reports.get(0).loss());
        // A heap of 512 MB, and what a JVM with its code, threads and network buffers takes beside it.
        assertThat(most)
                .isNotEmpty()
                .allSatisfy(megabytes -> assertThat(megabytes).isLessThan(1100));
    }

    private SparkSession session(StandaloneCluster cluster) {
        return SparkSession.builder()
                .master(cluster.url())
                .appName("flat memory")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", work.resolve("local").toString())
                .config("spark.executor.memory", "512m")
                .config("spark.executor.cores", 1)
                .config("spark.executor.extraClassPath", StandaloneCluster.executorClassPath())
                .getOrCreate();
    }
}
