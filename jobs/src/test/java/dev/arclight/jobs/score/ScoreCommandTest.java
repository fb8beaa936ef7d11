package dev.arclight.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.jobs.Cli;
import dev.arclight.jobs.SharedSpark;
import dev.arclight.jobs.TinyImages;
import dev.arclight.jobs.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
final class ScoreCommandTest {
    @TempDir
    private static Path shared;

    private static TinyModel tiny;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() throws IOException {
        tiny = TinyModel.make(shared);
    }

    @Test
    void theLikeliestClassIsAdded() {
        Dataset<Row> scored = score("--result", "class");

        assertThat(scored.columns()).containsExactly("label", "prediction");
        assertThat(scored.filter("label = prediction").count()).isGreaterThan(TinyImages.TEST * 9 / 10);
    }

    @Test
    void probabilitiesSumToOne() {
        Dataset<Row> sums = score("--result", "probabilities")
                .selectExpr("aggregate(prediction, 0D, (sum, p) -> sum + p) AS sum", "size(prediction) AS classes");

        assertThat(sums.filter("abs(sum - 1) > 1e-5 OR classes != 3").count()).isZero();
    }

    @Test
    void scoresHaveTheirGreatestAtTheClass() {
        Dataset<Row> scores = score("--result", "scores");

        assertThat(scores.filter("array_position(prediction, array_max(prediction)) = label + 1")
                        .count())
                .isGreaterThan(TinyImages.TEST * 9 / 10);
    }

    @Test
    void theFeaturesAreKeptOnDemand() {
        assertThat(score("--keep-features").columns()).containsExactly("image", "label", "prediction");
    }

    @Test
    void foldersWithQuotesAndBackslashesAreFound() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("it's \\ odd"));
        for (String name : new String[] {"model.json", "model.safetensors"}) {
            Files.copy(tiny.model().resolve(name), odd.resolve(name));
        }

        Cli result = Cli.run("score", "-m", odd, "-i", tiny.test(), "-o", folder.resolve("scored"));

        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @Test
    void pathsWithCharactersOfPatternsAreTakenAsTheyAre() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("t[2]{a}*?"));
        try (Stream<Path> files = Files.list(tiny.test())) {
            for (Path file : files.toList()) {
                Files.copy(file, odd.resolve(file.getFileName()));
            }
        }
        Files.createDirectory(folder.resolve("t2"));

        Cli result = Cli.run("score", "-m", tiny.model(), "-i", odd, "-o", folder.resolve("sc[2]"));

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("60 rows in ");
        assertThat(folder.resolve("sc[2]/_SUCCESS")).exists();
    }

    @Test
    void aPatternMatchesSeveralTables() {
        Cli result = Cli.run(
                "score", "-m", tiny.model(), "-i", shared.resolve("tables/t*.parquet"), "-o", folder.resolve("scored"));

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("300 rows in ");
    }

    @Test
    void aColumnIsFoundAndLeftOutInOtherLetters() {
        assertThat(score("--features-col", "IMAGE").columns()).containsExactly("label", "prediction");
    }

    @Test
    void whatIsReadIsNotReplaced() {
        for (Path output : new Path[] {tiny.test(), tiny.model(), shared}) {
            Cli result = Cli.run("score", "-m", tiny.model(), "-i", tiny.test(), "-o", output, "--overwrite");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("is or holds ");
        }
        assertThat(tiny.test().resolve("_SUCCESS")).exists();
    }

    @Test
    void anOutputIsReplacedOnDemand() {
        score();

        assertThat(score("--overwrite", "--result", "scores")
                        .schema()
                        .apply("prediction")
                        .dataType()
                        .catalogString())
                .isEqualTo("array<float>");
    }

    private Dataset<Row> score(Object... more) {
        Path output = folder.resolve("scored");
        Cli result = Cli.run(
                Stream.concat(Stream.of("score", "-m", tiny.model(), "-i", tiny.test(), "-o", output), Stream.of(more))
                        .toArray());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("60 rows in ");
        return SharedSpark.session().read().parquet(output.toString());
    }
}
