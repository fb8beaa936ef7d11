package dev.arclight.jobs.session;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about Spark that all commands share. What is not given comes from spark-submit or a default. */
public final class SparkOptions {
    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Spark's master; default: spark-submit's, or local[*] on all cores.")
    private @Nullable String master;

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "A setting of Spark; may be given more than once.")
    private final Map<String, String> settings = new LinkedHashMap<>();

    /**
     * Opens a session with these options.
     *
     * @param name the application's name, unless spark-submit gave one
     * @param defaultMaster the master if no one named one
     */
    public SparkHandle open(String name, String defaultMaster) {
        return SparkHandle.open(conf(name, defaultMaster));
    }

    /** What was given here, then what spark-submit gave as system properties, then defaults. */
    SparkConf conf(String name, String defaultMaster) {
        SparkConf conf = new SparkConf();
        settings.forEach(conf::set);
        if (master != null) {
            conf.setMaster(master);
        }
        conf.setIfMissing("spark.master", defaultMaster);
        conf.setIfMissing("spark.app.name", "arclight " + name);
        return conf;
    }
}
