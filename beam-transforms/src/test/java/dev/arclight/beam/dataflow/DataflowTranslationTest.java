package dev.arclight.beam.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.beam.data.FloatArrayCoder;
import dev.arclight.beam.data.ReadParquetTensors;
import dev.arclight.beam.inference.ArclightHandler;
import dev.arclight.beam.inference.ModelRef;
import dev.arclight.beam.inference.ModelUpdates;
import dev.arclight.beam.inference.RunInference;
import dev.arclight.beam.program.ScoreParquet;
import dev.arclight.beam.testkit.ParquetFiles;
import dev.arclight.beam.train.TrainModel;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever passes here, Dataflow accepts as a graph. What its workers then do, other runners' tests say. */
class DataflowTranslationTest {
    private static final String OLDER_RUNNER = "--experiments=disable_runner_v2";
    private static final String RUNNER_V2 = "--experiments=use_runner_v2";

    @TempDir
    Path folder;

    private Path table;

    @BeforeEach
    void writeTable() throws IOException {
        table = folder.resolve("table.parquet");
        ParquetFiles.write(
                table,
                "required binary image; required int32 label;",
                4,
                (row, i) -> row.append("image", ParquetFiles.bytes(i, i)).append("label", i));
    }

    private void scoring(Pipeline pipeline) {
        ScoreParquet.Options options = pipeline.getOptions().as(ScoreParquet.Options.class);
        options.setInput(table.toString());
        options.setModel("gs://models/v1");
        options.setOutput("gs://data/out");
        ScoreParquet.build(pipeline, options);
    }

    private void streaming(Pipeline pipeline) {
        PCollectionView<ModelRef> newest = pipeline.apply(
                        "Ticks", GenerateSequence.from(0).withRate(1, Duration.standardMinutes(5)))
                .apply(
                        "Refs",
                        MapElements.into(TypeDescriptor.of(ModelRef.class))
                                .via((Long tick) -> ModelRef.of("gs://models/clothes/" + tick)))
                .apply("Newest", ModelUpdates.newest());
        pipeline.apply("Examples", GenerateSequence.from(0).withRate(100, Duration.standardSeconds(1)))
                .apply(
                        "Features",
                        MapElements.into(TypeDescriptor.of(float[].class)).via((Long i) -> new float[] {i}))
                .setCoder(FloatArrayCoder.of())
                .apply("Window", Window.into(FixedWindows.of(Duration.standardMinutes(1))))
                .apply("Score", RunInference.of(ArclightHandler.floats()).withModel(newest));
    }

    private void training(Pipeline pipeline, int rounds) {
        pipeline.apply(
                        "Read",
                        ReadParquetTensors.from(table.toString())
                                .withColumn("image")
                                .withColumn("label"))
                .apply(
                        "Train",
                        TrainModel.of(new Sequential(new Linear(2, 4)))
                                .withFeatures("image")
                                .withRounds(rounds)
                                .to("gs://work", "gs://models/v1"));
    }

    @Test
    void scoringBecomesABatchJob() throws IOException {
        OfflineDataflow older = OfflineDataflow.translate(folder, this::scoring, OLDER_RUNNER);
        OfflineDataflow portable = OfflineDataflow.translate(folder, this::scoring, RUNNER_V2);

        assertThat(older.job().getType()).isEqualTo("JOB_TYPE_BATCH");
        assertThat(older.steps())
                .anyMatch(step -> step.startsWith("ParallelDo Score/"))
                .contains("ParallelDo AddPrediction", "ParallelDo FailOnError")
                .anyMatch(step -> step.startsWith("GroupByKey Write/Write/"));
        assertThat(portable.job().getSteps()).isNull();
        assertThat(portable.portableSteps())
                .anyMatch(step -> step.startsWith("beam:transform:pardo:v1 Score/"))
                .contains("beam:transform:pardo:v1 AddPrediction/ParMultiDo(Add)");
    }

    @Test
    void scoringAStreamWithModelsThatFollowEachOtherBecomesAStreamingJob() throws IOException {
        OfflineDataflow older = OfflineDataflow.translate(
                folder, this::streaming, OLDER_RUNNER, "--streaming", "--enableStreamingEngine");
        OfflineDataflow portable = OfflineDataflow.translate(folder, this::streaming, RUNNER_V2, "--streaming");

        assertThat(older.job().getType()).isEqualTo("JOB_TYPE_STREAMING");
        assertThat(older.steps())
                .anyMatch(step -> step.startsWith("CollectionToSingleton Newest/"))
                .anyMatch(step -> step.startsWith("ParallelDo Score/"));
        assertThat(portable.job().getType()).isEqualTo("JOB_TYPE_STREAMING");
        assertThat(portable.portableSteps()).anyMatch(step -> step.startsWith("beam:transform:pardo:v1 Score/"));
    }

    @Test
    void everyRoundOfTrainingIsOneSideInputAndOneGrouping() throws IOException {
        OfflineDataflow older = OfflineDataflow.translate(folder, pipeline -> training(pipeline, 3), OLDER_RUNNER);

        for (int round = 1; round <= 3; round++) {
            String name = "Train/Rounds/Round" + round;
            assertThat(older.steps())
                    .contains(
                            "ParallelDo " + name + "/Train",
                            "GroupByKey " + name + "/Group",
                            "ParallelDo " + name + "/Average")
                    .anyMatch(step -> step.startsWith("CollectionToSingleton " + name + "/State"));
        }
        OfflineDataflow portable = OfflineDataflow.translate(folder, pipeline -> training(pipeline, 1), RUNNER_V2);
        assertThat(portable.portableSteps())
                .containsAll(List.of(
                        "beam:transform:pardo:v1 Train/Rounds/Round1/Train/ParMultiDo(TrainShard)",
                        "beam:transform:group_by_key:v1 Train/Rounds/Round1/Group"));
    }

    /** A graph of more than 10 MB is refused by the service. */
    @Test
    void aHundredRoundsOfTrainingFitIntoOneRequest() throws IOException {
        OfflineDataflow.translate(folder, pipeline -> training(pipeline, 100), OLDER_RUNNER);

        assertThat(Files.size(folder.resolve("job.json"))).isBetween(100_000L, 10_000_000L);
    }
}
