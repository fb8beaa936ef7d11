package dev.arclight.beam.dataflow;

import com.google.api.services.dataflow.model.DataflowPackage;
import com.google.api.services.dataflow.model.Job;
import com.google.api.services.dataflow.model.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.runners.dataflow.util.PackageUtil;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.apache.beam.sdk.extensions.gcp.util.Transport;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * What the Dataflow service would be sent for a pipeline, made without network and credentials: the runner, asked for a classic
 * template in a local file, writes the job there and stops. Credentials, the check of buckets and the upload of files are
 * replaced by options.
 *
 * <p>Sources must have local paths: for the older runner the translation asks a source for its size.
 */
final class OfflineDataflow {
    private final Job job;
    private final RunnerApi.Pipeline pipeline;

    private OfflineDataflow(Job job, RunnerApi.Pipeline pipeline) {
        this.job = job;
        this.pipeline = pipeline;
    }

    static OfflineDataflow translate(Path folder, Consumer<Pipeline> build, String... more) throws IOException {
        Path jobFile = folder.resolve("job.json").toAbsolutePath();
        // One file, or the runner zips and hashes the whole class path.
        Path jar = Files.writeString(folder.resolve("app.jar"), "stands for the job's jar");
        List<String> arguments = new ArrayList<>(List.of(
                "--runner=DataflowRunner",
                "--project=offline-project",
                // Otherwise the runner asks the gcloud command.
                "--region=us-central1",
                "--gcpTempLocation=gs://offline/temp",
                "--stagingLocation=gs://offline/staging",
                "--templateLocation=" + jobFile,
                "--filesToStage=" + jar,
                "--credentialFactoryClass=" + NoopCredentialFactory.class.getName(),
                "--pathValidatorClass=" + NoopPathValidator.class.getName(),
                "--stagerClass=" + LocalStager.class.getName()));
        arguments.addAll(List.of(more));
        Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new))
                .as(DataflowPipelineOptions.class));
        build.accept(pipeline);
        // A template job: there is nothing to wait for.
        pipeline.run();
        try (InputStream portable = Files.newInputStream(jobFile.resolveSibling("pipeline.pb"))) {
            return new OfflineDataflow(
                    Transport.getJsonFactory().fromString(Files.readString(jobFile), Job.class),
                    RunnerApi.Pipeline.parseFrom(portable));
        }
    }

    Job job() {
        return job;
    }

    /** One line a step of the job for the older runner: its kind and name. */
    List<String> steps() {
        List<String> lines = new ArrayList<>();
        for (Step step : job.getSteps()) {
            Map<?, ?> name = (Map<?, ?>) step.getProperties().get("user_name");
            lines.add(step.getKind() + " " + name.get("value"));
        }
        return lines;
    }

    /** One line a step of the portable pipeline, which Runner v2 executes: its urn and name; no composites. */
    List<String> portableSteps() {
        return pipeline.getComponents().getTransformsMap().values().stream()
                .filter(transform -> transform.getSubtransformsCount() == 0)
                .map(transform -> transform.getSpec().getUrn() + " " + transform.getUniqueName())
                .toList();
    }

    /** Keeps files beside the job's file and says they are staged. Public for the runner to make. */
    public static final class LocalStager implements Stager {
        private final Path folder;
        private final String stagingLocation;

        private LocalStager(DataflowPipelineOptions options) {
            folder = Path.of(options.getTemplateLocation()).getParent();
            stagingLocation = options.getStagingLocation();
        }

        /** The runner calls this by reflection. */
        public static LocalStager fromOptions(PipelineOptions options) {
            return new LocalStager(options.as(DataflowPipelineOptions.class));
        }

        @Override
        public List<DataflowPackage> stageFiles(List<PackageUtil.StagedFile> files) {
            return files.stream().map(file -> located(file.getDestination())).toList();
        }

        /** The runner stages the portable pipeline as {@code pipeline.pb}. */
        @Override
        public DataflowPackage stageToFile(byte[] bytes, String baseName) {
            try {
                Files.write(folder.resolve(baseName), bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return located(baseName);
        }

        private DataflowPackage located(String name) {
            return new DataflowPackage().setName(name).setLocation(stagingLocation + "/" + name);
        }
    }
}
