package dev.arclight.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.jobs.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFolderTest {
    @TempDir
    private Path folder;

    @Test
    void theFolderAppearsWithAllThatWasWritten() {
        output().write(temporary -> Files.writeString(local(temporary).resolve("a"), "1"));

        assertThat(folder.resolve("out/a")).hasContent("1");
        assertThat(folder.toFile().list()).containsExactly("out");
    }

    @Test
    void aFailureKeepsWhatWasThereAndLeavesNothingElse() throws IOException {
        Files.createDirectory(folder.resolve("out"));
        Files.writeString(folder.resolve("out/old"), "1");

        assertThatThrownBy(() -> output().write(temporary -> {
                    Files.writeString(local(temporary).resolve("a"), "1");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("out: disk full");

        assertThat(folder.resolve("out").toFile().list()).containsExactly("old");
        assertThat(folder.toFile().list()).containsExactly("out");
    }

    @Test
    void aFolderThatIsThereIsReplacedAsAWhole() throws IOException {
        Files.createDirectory(folder.resolve("out"));
        Files.writeString(folder.resolve("out/old"), "1");

        output().write(temporary -> Files.writeString(local(temporary).resolve("new"), "2"));

        assertThat(folder.resolve("out").toFile().list()).containsExactly("new");
    }

    @Test
    void aFileSystemThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> OutputFolder.of("nosuch://host/path", new Configuration()))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("nosuch");
    }

    @Test
    void theRootOfAFileSystemIsRefused() {
        assertThatThrownBy(() -> OutputFolder.of("/", new Configuration()))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("root");
    }

    private OutputFolder output() {
        return OutputFolder.of(folder.resolve("out").toString(), new Configuration());
    }

    private static Path local(org.apache.hadoop.fs.Path path) {
        return Path.of(path.toUri().getPath());
    }
}
