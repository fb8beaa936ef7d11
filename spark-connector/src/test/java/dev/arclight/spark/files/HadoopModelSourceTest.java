package dev.arclight.spark.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HadoopModelSourceTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "with a blank", "50%20off", "größe"})
    void aFolderOfThisMachineIsReadWhateverItsName(String name, @TempDir Path work) throws IOException {
        Path folder = Files.createDirectory(work.resolve(name));
        Files.writeString(folder.resolve("model.json"), name);

        try (InputStream in = HadoopModelSource.local(folder).open("model.json")) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(folder.resolve("model.json")));
        }
    }
}
