package dev.arclight.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.jobs.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextFileTest {
    @TempDir
    private Path folder;

    @Test
    void aFileHasThePermissionsOfAnyOther() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "1");
        Path file = folder.resolve("new/report.json");

        TextFile.write(file, "text");

        assertThat(file).hasContent("text");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
        assertThat(folder.resolve("new").toFile().list()).containsExactly("report.json");
    }

    @Test
    void whatIsThereIsReplaced() {
        TextFile.write(folder.resolve("a"), "1");
        TextFile.write(folder.resolve("a"), "2");

        assertThat(folder.resolve("a")).hasContent("2");
    }

    @Test
    void aFolderIsRefused() {
        for (Path place : new Path[] {Path.of("/"), folder, folder.resolve("x/..")}) {
            assertThatThrownBy(() -> TextFile.requireWritable(place))
                    .as("%s", place)
                    .isInstanceOf(JobException.class)
                    .hasMessageContaining("is a folder");
        }
    }

    @Test
    void aPlaceBelowAFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("file"), "1");

        assertThatThrownBy(() -> TextFile.requireWritable(folder.resolve("file/below/report.json")))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("no folder that can be written to");
    }
}
