package dev.arclight.jobs;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import scala.Option;

/** One Spark session for all tests: commands use the one that runs. Ends with the JVM. */
public final class SharedSpark implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        session();
    }

    /** The session, on two cores. */
    public static SparkSession session() {
        Option<SparkSession> running = SparkSession.getDefaultSession();
        return running.isEmpty() ? start() : running.get();
    }

    private static SparkSession start() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("tests of the commands")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "localhost")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/arclight-test-warehouse")
                .config("spark.sql.extensions", "dev.arclight.spark.sql.ArclightExtensions")
                .getOrCreate();
    }
}
