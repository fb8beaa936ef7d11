package dev.arclight.beam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.testkit.TestModels;
import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BeamModelSourceTest {
    @TempDir
    Path work;

    @Test
    void aFolderIsReadAsTheEngineReadsIt() {
        String folder = TestModels.mlp(work.resolve("model"), 3, 2);
        BeamModelSource source = BeamModelSource.of(folder);
        assertThat(ModelFolder.read(source).checksum())
                .isEqualTo(ModelFolder.load(Path.of(folder)).checksum());
        assertThat(source.location()).isEqualTo(folder);
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        String nowhere = work.resolve("nowhere").toString();
        assertThatThrownBy(() -> ModelFolder.read(BeamModelSource.of(nowhere)))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining(nowhere);
        assertThat(BeamModelSource.of(nowhere).stamp()).isEmpty();
        assertThat(BeamModelSource.of(nowhere).versions()).isEmpty();
    }

    @Test
    void aPathThatNoFileSystemServesIsNamed() {
        assertThatThrownBy(() -> BeamModelSource.of("nosuch://models/1"))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("nosuch://models/1")
                .hasMessageContaining("file system whose Beam module is on the class path");
    }

    @Test
    void theStampChangesWithTheModel() {
        String folder = TestModels.mlp(work.resolve("model"), 3, 2);
        var before = BeamModelSource.of(folder).stamp();
        TestModels.mlp(work.resolve("model"), 3, 4);
        assertThat(before).isPresent();
        assertThat(BeamModelSource.of(folder).stamp()).isPresent().isNotEqualTo(before);
    }

    @Test
    void versionsAreInTheOrderOfTheirNumbers() throws Exception {
        for (String name : new String[] {"v10", "v9", "v1", ".v99.tmp"}) {
            TestModels.linear(work.resolve(name), 1);
        }
        Files.createDirectory(work.resolve("v11"));
        BeamModelSource folder = BeamModelSource.of(work.toString());
        assertThat(folder.versions()).containsExactly("v1", "v9", "v10");
        assertThat(folder.version("v9").stamp()).isPresent();
    }
}
