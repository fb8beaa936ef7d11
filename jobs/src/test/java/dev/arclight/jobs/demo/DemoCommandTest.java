package dev.arclight.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.jobs.Cli;
import dev.arclight.jobs.SharedSpark;
import dev.arclight.jobs.TinyImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
final class DemoCommandTest {
    @TempDir
    private static Path folder;

    private static Cli first;

    @BeforeAll
    static void runTheDemo() throws IOException {
        TinyImages.write(folder.resolve("idx"));
        first = demo();
    }

    @Test
    void allStagesSucceed() {
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err()).contains("[1/6] data to Parquet", "[6/6] score through SQL");
    }

    @Test
    void theTableHasAccuracySpeedSizeAndTime() {
        assertThat(first.out().lines().findFirst()).hasValue("");
        assertThat(first.out())
                .containsPattern("stage +time +images/s +accuracy +size")
                .containsPattern("train +[0-9.]+ s +[0-9,]+")
                .containsPattern("evaluate float32 +[0-9.]+ s +[0-9,]+ +[0-9.]+ % +[0-9.]+ kB")
                .containsPattern("evaluate int8 +[0-9.]+ s +[0-9,]+ +[0-9.]+ % +[0-9.]+ kB");
    }

    @Test
    void bothModelsHaveLearntTheClasses() {
        Matcher accuracies = Pattern.compile("([0-9.]+) %").matcher(first.out());

        assertThat(accuracies.results().map(found -> Double.parseDouble(found.group(1))))
                .hasSize(2)
                .allSatisfy(accuracy -> assertThat(accuracy).isGreaterThan(95));
    }

    @Test
    void theScoredRowsAreAllThere() {
        Dataset<Row> scored = SharedSpark.session()
                .read()
                .parquet(output().resolve("scored.parquet").toString());

        assertThat(scored.columns()).containsExactly("label", "prediction");
        assertThat(scored.count()).isEqualTo(TinyImages.TRAIN);
        assertThat(scored.filter("label = prediction").count()).isGreaterThan(TinyImages.TRAIN * 9 / 10);
    }

    @Test
    void theOutputHoldsWhatTheTableNamesAndNothingElse() throws IOException {
        try (Stream<Path> files = Files.list(output())) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertThat(names)
                    .containsExactly(".arclight-demo", "data", "model", "model-int8", "report.json", "scored.parquet");
        }
        assertThat(Files.readString(output().resolve("report.json")))
                .contains("\"float32\"", "\"int8\"", "\"accuracy\"");
    }

    @Test
    void aSecondRunReusesTheDataAndMakesTheSameModel() throws IOException {
        byte[] weights = Files.readAllBytes(output().resolve("model/model.safetensors"));

        Cli second = demo();

        assertThat(second.exitCode()).isZero();
        assertThat(second.err()).contains("train.parquet: 240 images of 8×8, complete already, reused");
        assertThat(Files.readAllBytes(output().resolve("model/model.safetensors")))
                .isEqualTo(weights);
    }

    @Test
    void aFolderInWhichOtherWorkHasAModelIsLeftAlone() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other/model")).getParent();
        Files.writeString(other.resolve("model/thesis.txt"), "1");

        Cli result = Cli.run("demo", "--data", folder.resolve("idx"), "--output", other);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("model is there and no demo wrote it");
        assertThat(other.toFile().list()).containsExactly("model");
        assertThat(other.resolve("model/thesis.txt")).exists();
    }

    private static Path output() {
        return folder.resolve("demo");
    }

    private static Cli demo() {
        return Cli.run(
                "demo",
                "--data",
                folder.resolve("idx"),
                "--output",
                output(),
                "--network",
                "cnn",
                "--classes",
                TinyImages.CLASSES,
                "--epochs",
                3,
                "--batch-size",
                8);
    }
}
