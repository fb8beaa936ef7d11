package dev.arclight.jobs.session;

import dev.arclight.jobs.JobException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options about what a command runs on. */
public final class EngineOptions {
    /** What runs a job. */
    enum Engine {
        SPARK,
        BEAM
    }

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "SPARK",
            description = "What the job runs on: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Engine engine = Engine.SPARK;

    @Option(
            names = "--runner",
            paramLabel = "NAME",
            defaultValue = "DirectRunner",
            description = "Beam's runner, such as FlinkRunner; default: ${DEFAULT-VALUE}.")
    private String runner = "DirectRunner";

    @Option(
            names = "--runner-option",
            paramLabel = "KEY=VALUE",
            description = "An option of Beam or its runner, such as parallelism=4; may be given more than once.")
    private final Map<String, String> settings = new LinkedHashMap<>();

    /**
     * Whether it is Beam.
     *
     * @throws JobException if it is, and Beam is not on the class path
     */
    public boolean isBeam() {
        if (engine == Engine.SPARK) {
            return false;
        }
        try {
            Class.forName("org.apache.beam.sdk.Pipeline", false, getClass().getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            throw new JobException(
                    "Beam is not on the class path; run bin/arclight, or add beam-sdks-java-core and a runner", e);
        }
    }

    String runner() {
        return runner;
    }

    Map<String, String> settings() {
        return settings;
    }
}
