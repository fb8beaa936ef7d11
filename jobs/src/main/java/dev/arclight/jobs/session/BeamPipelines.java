package dev.arclight.jobs.session;

import dev.arclight.beam.data.Failures;
import dev.arclight.jobs.JobException;
import java.io.IOException;
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
import org.jspecify.annotations.Nullable;

/** Pipelines of Beam as the command line wants them. Loads Beam's classes; see {@link EngineOptions#isBeam}. */
public final class BeamPipelines {
    private static final String HDFS = "hdfs";
    private static final String TEMPORARY = ".temp-beam";
    private static final String DEFAULT_FILE_SYSTEM = "fs.defaultFS";

    private BeamPipelines() {}

    /**
     * The options of a pipeline.
     *
     * @param paths that it reads and writes, where not empty: the first HDFS that they name is made known, unless an option or
     *     Hadoop's folder of settings names one
     * @throws JobException if the runner is not on the class path, an option is not known, nothing says which HDFS is meant, or no
     *     file system of Beam's serves a path
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
        String onHdfs = null;
        String host = null;
        for (String path : paths) {
            URI uri = path.isEmpty() ? URI.create("") : new Path(path).toUri();
            if (HDFS.equals(uri.getScheme())) {
                onHdfs = path;
                host = host == null ? uri.getAuthority() : host;
            }
        }
        if (onHdfs != null) {
            knowHdfs(options.as(HadoopFileSystemOptions.class), onHdfs, host);
        }
        FileSystems.setDefaultPipelineOptions(options);
        for (String path : paths) {
            if (!path.isEmpty()) {
                requireServed(path);
            }
        }
        return options;
    }

    private static void knowHdfs(HadoopFileSystemOptions options, String path, @Nullable String host) {
        List<Configuration> known = options.getHdfsConfiguration();
        if (known != null && !known.isEmpty()) {
            // Beam takes one.
            return;
        }
        Configuration own = new Configuration();
        if (host != null) {
            // Beam takes the scheme that it serves from this key.
            own.set(DEFAULT_FILE_SYSTEM, HDFS + "://" + host);
        } else if (!own.get(DEFAULT_FILE_SYSTEM, "").startsWith(HDFS + "://")) {
            throw new JobException(
                    "'" + path + "' names no host, and no setting of Hadoop's does; write hdfs://HOST:PORT/..., or"
                            + " let HADOOP_CONF_DIR name the folder whose core-site.xml has fs.defaultFS");
        }
        options.setHdfsConfiguration(List.of(own));
    }

    private static void requireServed(String path) {
        try {
            FileSystems.matchNewResource(path, path.endsWith("/"));
        } catch (IllegalArgumentException e) {
            throw new JobException(
                    "Beam does not reach '" + path + "': " + firstLine(String.valueOf(e.getMessage()))
                            + "; put the module of its file system on the class path and, of HDFS, let fs.defaultFS name it",
                    e);
        }
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
        PipelineResult result;
        PipelineResult.State state;
        try {
            result = pipeline.run();
            state = result.waitUntilFinish();
        } catch (RuntimeException e) {
            // The runners have no error in common.
            throw new JobException("the pipeline failed: " + firstLine(Failures.reason(e)), e);
        }
        if (state != PipelineResult.State.DONE) {
            throw new JobException("the pipeline ended as " + state + "; see the runner's log");
        }
        return result;
    }

    /**
     * Runs a pipeline that writes a folder, and takes away what Beam leaves there: the folder, empty by then, where files
     * were before they got their names.
     *
     * @throws JobException if it does not end well
     */
    public static PipelineResult run(Pipeline pipeline, Path written) throws IOException {
        PipelineResult result = run(pipeline);
        written.getFileSystem(new Configuration()).delete(new Path(written, TEMPORARY), true);
        return result;
    }
}
