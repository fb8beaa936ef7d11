package dev.arclight.jobs.session;

import dev.arclight.jobs.JobException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.hdfs.HadoopFileSystemOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Pipelines of Beam as the command line wants them. Loads Beam's classes; see {@link EngineOptions#isBeam}. */
public final class BeamPipelines {
    private BeamPipelines() {}

    /**
     * The options of a pipeline.
     *
     * @param paths that it reads and writes, where not empty: HDFS among them is made known
     * @throws JobException if the runner is not on the class path or an option is not known
     */
    public static PipelineOptions options(EngineOptions engine, String... paths) {
        List<String> arguments = new ArrayList<>(List.of("--runner=" + engine.runner()));
        for (Map.Entry<String, String> setting : engine.settings().entrySet()) {
            arguments.add("--" + setting.getKey() + "=" + setting.getValue());
        }
        PipelineOptions options;
        try {
            options = PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new))
                    .create();
            // Names are looked up at the first use.
            options.getRunner();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new JobException(
                    message.contains("runner")
                            ? "Beam does not know the runner '" + engine.runner() + "': " + firstLine(message)
                                    + "; put its module on the class path (bin/arclight has DirectRunner and FlinkRunner)"
                            : "Beam refuses an option: " + firstLine(message),
                    e);
        }
        for (String path : paths) {
            if (path.isEmpty()) {
                continue;
            }
            URI uri = new Path(path).toUri();
            if ("hdfs".equals(uri.getScheme())) {
                Configuration configuration = new Configuration();
                // Beam takes the scheme that it serves from this key.
                configuration.set("fs.defaultFS", uri.getScheme() + "://" + uri.getAuthority());
                options.as(HadoopFileSystemOptions.class).setHdfsConfiguration(List.of(configuration));
            }
        }
        FileSystems.setDefaultPipelineOptions(options);
        return options;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /**
     * Runs a pipeline to its end.
     *
     * @throws JobException if it does not end well
     */
    public static PipelineResult run(Pipeline pipeline) {
        PipelineResult result = pipeline.run();
        PipelineResult.State state = result.waitUntilFinish();
        if (state != PipelineResult.State.DONE) {
            throw new JobException("the pipeline ended as " + state + "; see the runner's log");
        }
        return result;
    }
}
