package dev.arclight.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.jobs.JobException;
import dev.arclight.jobs.console.Console;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DebianPackageTest {
    @TempDir
    private Path folder;

    /** The same on machines without apt-get, where it cannot be started. */
    @Test
    void aPackageThatCannotBeHadIsOneSentenceAndLeavesNothing() {
        Console silent = new Console(new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()), false);
        DebianPackage unknown = new DebianPackage("arclight-has-no-such-package", "usr/share");

        assertThatThrownBy(() -> unknown.downloadTo(folder.resolve("cache"), silent))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("arclight-has-no-such-package")
                .hasMessageContaining("--data DIR")
                .message()
                .hasLineCount(1);
        assertThat(folder).isEmptyDirectory();
    }
}
