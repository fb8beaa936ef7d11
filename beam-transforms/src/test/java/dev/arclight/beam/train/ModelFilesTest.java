package dev.arclight.beam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Linear;
import dev.arclight.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
    @TempDir
    Path folder;

    private static void write(int features, Path model) throws IOException {
        Signature signature = Signature.of(
                new TensorSpec("x", DType.FLOAT32, TensorSpec.ANY, features),
                new TensorSpec("y", DType.FLOAT32, TensorSpec.ANY, 1));
        ModelFiles.write(new Linear(features, 1), signature, model + "/");
    }

    @Test
    void aModelTakesThePlaceOfTheOneBeforeAndNothingElseIsLeft() throws IOException {
        for (int features : new int[] {2, 2, 3}) {
            write(features, folder);

            assertThat(ModelFolder.load(folder).signature().inputs().get(0).shape())
                    .containsExactly(TensorSpec.ANY, features);
            assertThat(folder.toFile().list()).containsExactlyInAnyOrder(ModelFolder.DESCRIPTION, ModelFolder.WEIGHTS);
        }
    }

    @Test
    void whoeverStopsBetweenTheFilesLeavesNoDescriptionOfOtherWeights() throws IOException {
        write(2, folder);
        // What cannot be replaced stops it.
        Files.delete(folder.resolve(ModelFolder.WEIGHTS));
        Files.createDirectories(folder.resolve(ModelFolder.WEIGHTS).resolve("taken"));

        assertThatThrownBy(() -> write(3, folder)).isInstanceOf(IOException.class);

        assertThat(folder.toFile().list()).containsExactly(ModelFolder.WEIGHTS);
    }

    @Test
    void nothingIsReplacedBeforeBothFilesAreWhole() throws IOException {
        write(2, folder);
        byte[] before = Files.readAllBytes(folder.resolve(ModelFolder.WEIGHTS));
        Files.delete(folder.resolve(ModelFolder.DESCRIPTION));
        Files.createDirectories(folder.resolve(ModelFolder.DESCRIPTION).resolve("taken"));

        assertThatThrownBy(() -> write(3, folder)).isInstanceOf(IOException.class);

        assertThat(Files.readAllBytes(folder.resolve(ModelFolder.WEIGHTS))).isEqualTo(before);
    }
}
