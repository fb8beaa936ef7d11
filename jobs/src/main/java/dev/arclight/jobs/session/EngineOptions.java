package dev.arclight.jobs.session;

import dev.arclight.jobs.JobException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options about what a command runs on. */
public final class EngineOptions {
    private static final List<String> OF_BEAM = List.of("--runner", "--runner-option");

    /** Those of {@link SparkOptions}. */
    private static final List<String> OF_SPARK = List.of("--master", "--conf");

    /** The command that has these options. */
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

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
     * @throws ParameterException if an option of the other engine is given
     * @throws JobException if it is, and Beam is not on the class path
     */
    public boolean isBeam() {
        requireNone(engine == Engine.SPARK ? OF_BEAM : OF_SPARK);
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

    private void requireNone(List<String> options) {
        for (String option : options) {
            if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        command.commandLine(),
                        option + " is of --engine " + (engine == Engine.SPARK ? "beam" : "spark")
                                + " and says nothing to " + engine.name().toLowerCase(Locale.ROOT)
                                + "; leave it out or choose that engine");
            }
        }
    }

    String runner() {
        return runner;
    }

    Map<String, String> settings() {
        return settings;
    }
}
