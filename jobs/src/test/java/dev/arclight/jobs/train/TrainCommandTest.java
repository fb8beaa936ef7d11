package dev.arclight.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.jobs.Cli;
import dev.arclight.jobs.SharedSpark;
import dev.arclight.jobs.TinyImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
final class TrainCommandTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() throws IOException {
        Path data = TinyImages.write(shared.resolve("idx"));
        for (String form : new String[] {"binary", "floats"}) {
            Cli prepared = Cli.run("prepare", "--data", data, "--output", shared.resolve(form), "--form", form);
            assertThat(prepared.exitCode()).as(prepared.err()).isZero();
        }
    }

    @Test
    void aModelFolderIsWrittenAndSummedUpInOneLine() {
        Cli result = train("binary", "model");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        assertThat(result.out()).containsPattern("model: [0-9.]+ kB, loss [0-9.]+, 720 examples in [0-9.]+ s");
        assertThat(folder.resolve("model").toFile().list())
                .containsExactlyInAnyOrder("model.json", "model.safetensors");
    }

    @Test
    void everyEpochIsSaid() {
        assertThat(train("binary", "model").err())
                .containsPattern("train: epoch 1/3, loss [0-9.]+, [0-9,]+ examples/s")
                .containsPattern("train: epoch 3/3, loss [0-9.]+, [0-9,]+ examples/s");
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        train("binary", "first", "--seed", 5);
        train("binary", "second", "--seed", 5);

        assertThat(weights("first")).isEqualTo(weights("second"));
    }

    @Test
    void theFilesThatTheInputIsCutIntoChangeNothing() throws IOException {
        Path data = shared.resolve("idx");
        for (int files : new int[] {1, 5}) {
            Cli.run("prepare", "--data", data, "--output", folder.resolve("in" + files), "--partitions", files);
            Path input = folder.resolve("in" + files).resolve("train.parquet");
            Cli result = Cli.run(
                    "train",
                    "-i",
                    input,
                    "-m",
                    folder.resolve("m" + files),
                    "--network",
                    "mlp",
                    "--classes",
                    3,
                    "--batch-size",
                    8,
                    "--partitions",
                    2);
            assertThat(result.exitCode()).as(result.err()).isZero();
        }

        assertThat(weights("m1")).isEqualTo(weights("m5"));
    }

    @Test
    void columnsWithDotsAreFound() {
        Path input = folder.resolve("dots");
        SharedSpark.session()
                .read()
                .parquet(shared.resolve("binary/train.parquet").toString())
                .toDF("my.image", "my.label")
                .write()
                .parquet(input.toString());

        Cli result = Cli.run(
                "train",
                "-i",
                input,
                "-m",
                folder.resolve("model"),
                "--network",
                "mlp",
                "--classes",
                3,
                "--features-col",
                "my.image",
                "--label-col",
                "my.label");
        Cli evaluated = Cli.run(
                "evaluate",
                "-i",
                input,
                "-m",
                folder.resolve("model"),
                "--features-col",
                "my.image",
                "--label-col",
                "my.label");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
    }

    @Test
    void theDataIsNotReplacedByTheModel() {
        Path input = shared.resolve("binary/train.parquet");

        Cli result = Cli.run("train", "-i", input, "-m", input, "--overwrite", "--classes", 3);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("is or holds ");
        assertThat(input.resolve("_SUCCESS")).exists();
    }

    @Test
    void aFolderOfOtherFilesIsNotReplaced() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.writeString(home.resolve("thesis.txt"), "1");

        Cli result = train("binary", "home", "--overwrite");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("it holds thesis.txt");
        assertThat(home.resolve("thesis.txt")).exists();
    }

    @Test
    void anotherSeedGivesAnotherModel() throws IOException {
        train("binary", "first", "--seed", 5);
        train("binary", "second", "--seed", 6);

        assertThat(weights("first")).isNotEqualTo(weights("second"));
    }

    @Test
    void imagesAsNumbersAreLearntFromTheSame() {
        assertThat(train("floats", "model").exitCode()).isZero();

        Cli evaluated = Cli.run(
                "evaluate",
                "-m",
                folder.resolve("model"),
                "-i",
                shared.resolve("floats").resolve("test.parquet"));
        assertThat(evaluated.out()).containsPattern("accuracy (9[0-9]|100)\\.");
    }

    @Test
    void thePartitionsMayBeOthersThanTheInputs() {
        Cli result = train("binary", "model", "--partitions", 3, "--optimizer", "adam", "--learning-rate", 0.01);

        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @Test
    void imagesThatAreHeldOutAreMeasuredAfterEachEpoch() {
        Cli result = train(
                "binary",
                "model",
                "--validation-fraction",
                0.2,
                "--patience",
                5,
                "--schedule",
                "cosine",
                "--weight-decay",
                0.001,
                "--averaging-period",
                4);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err())
                .containsPattern("train: epoch 1/3: validation loss [0-9.]+, accuracy [0-9.]+ %, the best so far")
                .containsPattern("train: a round computes [0-9.]+ s and averages in [0-9.]+ s; predicted speed-up:");
    }

    @Test
    void aTrainingThatIsOverIsNotDoneAgain() throws IOException {
        Path checkpoints = folder.resolve("checkpoints");
        assertThat(train("binary", "first", "--checkpoint-dir", checkpoints).out())
                .contains(" 720 examples in ");

        Cli again = train("binary", "second", "--checkpoint-dir", checkpoints);

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("finished before: ");
        assertThat(weights("second")).isEqualTo(weights("first"));
    }

    @Test
    void aModelIsReplacedOnDemand() throws IOException {
        train("binary", "model", "--seed", 5);
        byte[] before = weights("model");

        assertThat(train("binary", "model", "--seed", 6, "--overwrite").exitCode())
                .isZero();

        assertThat(weights("model")).isNotEqualTo(before);
    }

    private Cli train(String form, String model, Object... more) {
        Path input = shared.resolve(form).resolve("train.parquet");
        Stream<Object> always = Stream.of(
                "train",
                "-i",
                input,
                "-m",
                folder.resolve(model),
                "--network",
                "mlp",
                "--classes",
                TinyImages.CLASSES,
                "--batch-size",
                8);
        return Cli.run(Stream.concat(always, Stream.of(more)).toArray());
    }

    private byte[] weights(String model) throws IOException {
        return Files.readAllBytes(folder.resolve(model).resolve("model.safetensors"));
    }
}
