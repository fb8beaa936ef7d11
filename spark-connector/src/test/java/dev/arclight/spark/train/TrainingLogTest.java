package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.log.JsonLinesLog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
    @TempDir
    private Path work;

    /** A file system that is not the driver's own. */
    public static final class Elsewhere extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("elsewhere:///");
        }

        @Override
        public String getScheme() {
            return "elsewhere";
        }
    }

    @Test
    void another_file_system_has_an_epoch_when_the_next_begins() {
        try (TrainingLog log = new TrainingLog("elsewhere://" + work.resolve("log"), elsewhere())) {
            log.roundDone(report(1, 1));
            log.roundDone(report(2, 1));
            log.roundDone(report(3, 2));

            assertThat(rounds()).containsExactly(1, 2);
        }
        assertThat(rounds()).containsExactly(1, 2, 3);
    }

    @Test
    void a_training_that_goes_on_continues_the_lines_on_another_file_system() {
        for (int round = 1; round <= 2; round++) {
            try (TrainingLog log = new TrainingLog("elsewhere://" + work.resolve("log"), elsewhere())) {
                log.roundDone(report(round, 1));
            }
        }

        assertThat(rounds()).containsExactly(1, 2);
    }

    @Test
    void a_folder_that_is_a_file_is_an_error_that_says_so() throws IOException {
        Path file = Files.writeString(work.resolve("file"), "of somebody else");

        assertThatThrownBy(() -> new TrainingLog(file.toString(), new Configuration(false)).close())
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("logDir '" + file + "' cannot be written to");
        assertThat(file).hasContent("of somebody else");
    }

    private List<Object> rounds() {
        return JsonLinesLog.read(work.resolve("log").resolve(TrainingLog.LINES)).stream()
                .map((Map<String, Object> line) -> line.get("round"))
                .toList();
    }

    private static Configuration elsewhere() {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.elsewhere.impl", Elsewhere.class.getName());
        return configuration;
    }

    private static RoundReport report(int round, int epoch) {
        return new RoundReport(round, 3, epoch, 2, 0.5, 8, 0.1, 0.1, round, 0.01);
    }
}
