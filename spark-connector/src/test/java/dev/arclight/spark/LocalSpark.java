package dev.arclight.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a session of one Spark in this JVM: two threads, two attempts at a task, on loopback, no UI. Each test class gets a session of its
 * own, so settings do not leak; Spark stops when all tests are done.
 */
public final class LocalSpark implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LocalSpark.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SparkSession.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running = context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Running.class);
        Class<?> test = context.getRequiredTestClass();
        SparkSession session = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(test, key -> running.spark.newSession(), SparkSession.class);
        SparkSession.setActiveSession(session);
        return session;
    }

    /** The one Spark, and the folder for what it writes. */
    static final class Running implements AutoCloseable {
        private final SparkSession spark;
        private final Path work;

        Running() throws IOException {
            work = Files.createTempDirectory("arclight-spark");
            spark = SparkSession.builder()
                    .master("local[2,2]")
                    .appName("arclight-test")
                    .config("spark.ui.enabled", false)
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.local.dir", work.resolve("local").toString())
                    .config(
                            "spark.sql.warehouse.dir",
                            work.resolve("warehouse").toUri().toString())
                    .config("spark.sql.shuffle.partitions", 3)
                    .config("spark.sql.extensions", "dev.arclight.spark.sql.ArclightExtensions")
                    .getOrCreate();
        }

        @Override
        public void close() throws IOException {
            spark.stop();
            try (Stream<Path> paths = Files.walk(work)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
