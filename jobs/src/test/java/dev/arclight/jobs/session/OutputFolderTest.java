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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

        assertThat(folder.resolve("out").toFile().list()).containsExactlyInAnyOrder("new", "_SUCCESS", "._SUCCESS.crc");
    }

    @Test
    void whatWasWrittenMayBeReplacedOnDemand() {
        output().write(temporary -> Files.writeString(local(temporary).resolve("part-0.parquet"), "1"));

        output().requireFree(true);
        output().write(temporary -> Files.writeString(local(temporary).resolve("model.json"), "1"));

        // A model's folder has its own mark.
        assertThat(folder.resolve("out").toFile().list()).containsExactly("model.json");
    }

    @Test
    void anOutputOfSparkOrOfACommandMayBeReplacedOnDemand() throws IOException {
        fill("_SUCCESS", "._SUCCESS.crc", "part-00000-x.parquet", "_arclight_source", "day=1/part-0.parquet");
        assertThatThrownBy(() -> output().requireFree(false))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("out exists; choose another folder or pass --overwrite");
        output().requireFree(true);

        OutputFolder model = OutputFolder.of(folder.resolve("model").toString(), new Configuration());
        Files.createDirectory(folder.resolve("model"));
        Files.writeString(folder.resolve("model/model.json"), "1");
        Files.writeString(folder.resolve("model/model.safetensors"), "1");
        model.requireFree(true);
    }

    @Test
    void anEmptyFolderMayBeReplacedOnDemand() throws IOException {
        Files.createDirectory(folder.resolve("out"));

        output().requireFree(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"thesis.txt", "_SUCCESS thesis.txt", "model.json .git/config", "part-1.txt", "data/_SUCCESS"})
    void aFolderWithAnythingElseIsNotReplaced(String names) throws IOException {
        fill(names.split(" "));

        assertThatThrownBy(() -> output().requireFree(true))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("--overwrite does not replace it");
    }

    @Test
    void aFileIsNotReplaced() throws IOException {
        Files.writeString(folder.resolve("out"), "1");

        assertThatThrownBy(() -> output().requireFree(true))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void whatTheWorkReadsIsNotReplaced() throws IOException {
        fill("_SUCCESS", "part-0", "day=1/part-0");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("out"));

        for (String source : new String[] {"out", "out/day=1", "out/*", "link", "link/part-0"}) {
            assertThatThrownBy(() ->
                            output().requireFree(true, folder.resolve(source).toString()))
                    .as(source)
                    .isInstanceOf(JobException.class)
                    .hasMessageContaining("is or holds ");
        }
        assertThatThrownBy(() -> OutputFolder.of(link.toString(), new Configuration())
                        .requireFree(true, folder.resolve("out").toString()))
                .isInstanceOf(JobException.class);
        output().requireFree(
                        true,
                        folder.resolve("other").toString(),
                        folder.resolve("out-2").toString());
    }

    @Test
    void whatWouldLieInTheFolderIsRefusedBeforeItIsThere() {
        assertThatThrownBy(() -> output().requireFree(
                                false, folder.resolve("out/checkpoints").toString()))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("out is or holds ");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void whatHadoopDoesNotReachIsElsewhere() throws IOException {
        fill("_SUCCESS");

        output().requireFree(true, "nosuch://host/out");
    }

    @Test
    void theWorkingFolderTheHomeFolderAndWhatHoldsThemAreNotReplaced() {
        for (String place : new String[] {"", "..", System.getProperty("user.home")}) {
            String path = Path.of(place).toAbsolutePath().normalize().toString();
            if (!path.equals("/")) {
                assertThatThrownBy(
                                () -> OutputFolder.of(path, new Configuration()).requireFree(true))
                        .as(path)
                        .isInstanceOf(JobException.class)
                        .hasMessageContaining("is or holds ");
            }
        }
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

    private void fill(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve("out").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "1");
        }
    }

    private OutputFolder output() {
        return OutputFolder.of(folder.resolve("out").toString(), new Configuration());
    }

    private static Path local(org.apache.hadoop.fs.Path path) {
        return Path.of(path.toUri().getPath());
    }
}
