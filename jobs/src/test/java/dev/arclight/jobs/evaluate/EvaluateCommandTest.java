package dev.arclight.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.jobs.Cli;
import dev.arclight.jobs.SharedSpark;
import dev.arclight.jobs.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
final class EvaluateCommandTest {
    @TempDir
    private static Path folder;

    private static Path json;
    private static Cli result;

    @BeforeAll
    static void evaluate() throws IOException {
        TinyModel tiny = TinyModel.make(folder);
        json = folder.resolve("reports/report.json");
        result = Cli.run(
                "evaluate", "-m", tiny.model(), "-i", tiny.test(), "--json", json, "--class-names", "top,middle,low");
    }

    @Test
    void accuracyClassesAndConfusionArePrinted() {
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .containsPattern("^accuracy [0-9.]+ % \\([0-9]+ of 60\\), [0-9,]+/s")
                .containsPattern("0 top +20 +[01]\\.[0-9]{3}")
                .containsPattern("true . predicted +0 +1 +2");
    }

    @Test
    void theReportHoldsAllFigures() throws IOException {
        assertThat(Files.readString(json))
                .contains(
                        "\"examples\" : 60",
                        "\"accuracy\" : ",
                        "\"confusion\" : [",
                        "\"f1\" : ",
                        "\"rowsPerSecond\" : ");
    }

    @Test
    void theReportIsAllThatIsWritten() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("reports"))) {
            assertThat(files).containsExactly(json);
        }
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeTheWork() {
        Cli refused = Cli.run("evaluate", "-m", folder.resolve("nowhere"), "-i", folder, "--json", "/");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("'/' is a folder; name a file in it");
    }
}
