package dev.arclight.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.apache.spark.package$;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: Arclight's version and those of what it runs on. */
final class Version implements IVersionProvider {
    /** Maven writes this into the jar. */
    private static final String MAVEN = "/META-INF/maven/dev.arclight/arclight-jobs/pom.properties";

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {
            "arclight " + own() + " (Spark " + package$.MODULE$.SPARK_VERSION() + ", Java "
                    + System.getProperty("java.version") + ")"
        };
    }

    private static String own() throws IOException {
        try (InputStream in = Version.class.getResourceAsStream(MAVEN)) {
            if (in == null) {
                return "(not packaged)";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "(unknown)");
        }
    }
}
