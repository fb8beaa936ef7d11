package dev.arclight.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.jobs.JobException;
import dev.arclight.tensor.ArclightException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.hdfs.HadoopFileSystemOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class BeamPipelinesTest {
    @Command(name = "job")
    private static final class Job {
        @Mixin
        private final EngineOptions engine = new EngineOptions();
    }

    private static EngineOptions engine(String... arguments) {
        Job job = new Job();
        new CommandLine(job).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return job.engine;
    }

    private static List<String> fileSystems(EngineOptions engine, String... paths) {
        PipelineOptions options = BeamPipelines.options(engine, paths);
        return Stream.ofNullable(options.as(HadoopFileSystemOptions.class).getHdfsConfiguration())
                .flatMap(List::stream)
                .map(configuration -> configuration.get("fs.defaultFS"))
                .toList();
    }

    @Test
    void theHdfsThatAPathNamesIsMadeKnown() {
        assertThat(fileSystems(engine(), "/local", "", "hdfs://one:8020/a", "hdfs://one:8020/b"))
                .containsExactly("hdfs://one:8020");
        assertThat(fileSystems(engine(), "/local")).isEmpty();
    }

    @Test
    void aPathWithoutAHostIsRefusedUnlessAnotherOneNamesIt() {
        EngineOptions engine = engine();

        assertThatThrownBy(() -> fileSystems(engine, "hdfs:///a"))
                .isInstanceOf(JobException.class)
                .hasMessageStartingWith(
                        "'hdfs:///a' names no host, and no setting of Hadoop's does; write hdfs://HOST:PORT/");
        assertThat(fileSystems(engine, "hdfs:///a", "hdfs://one:8020/b")).containsExactly("hdfs://one:8020");
    }

    @Test
    void aPathThatNoFileSystemServesIsRefused() {
        EngineOptions web = engine("--runner-option", "hdfsConfiguration=[{\"fs.defaultFS\":\"webhdfs://web:9870\"}]");

        for (String path : List.of("moon://crater/a", "hdfs://one:8020/b")) {
            assertThatThrownBy(() -> fileSystems(web, path))
                    .isInstanceOf(JobException.class)
                    .hasMessageStartingWith("Beam does not reach '" + path + "': ")
                    .hasMessageContaining("put the module of its file system on the class path");
        }
    }

    @Test
    void whatTheUserSaysOfHdfsStays() {
        EngineOptions engine = engine("--runner-option", "hdfsConfiguration=[{\"fs.defaultFS\":\"hdfs://mine:9000\"}]");

        assertThat(fileSystems(engine, "hdfs:///a", "hdfs://one:8020/b")).containsExactly("hdfs://mine:9000");
    }

    private static final class FailFn extends DoFn<Integer, Integer> {
        @ProcessElement
        @SuppressWarnings("DoNotCallSuggester") // Beam calls it.
        public void processElement(@Element Integer number) {
            throw new ArclightException("number " + number + " is not liked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
    void aFailureSaysWhatArclightSaid(String runner) {
        Pipeline pipeline = Pipeline.create(BeamPipelines.options(engine("--runner", runner)));
        pipeline.apply(Create.of(7)).apply(ParDo.of(new FailFn()));

        assertThatThrownBy(() -> BeamPipelines.run(pipeline))
                .isInstanceOf(JobException.class)
                .hasMessage("the pipeline failed: number 7 is not liked");
    }
}
