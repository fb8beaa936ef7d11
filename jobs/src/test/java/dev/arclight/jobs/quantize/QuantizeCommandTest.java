package dev.arclight.jobs.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Npy;
import dev.arclight.io.TensorSpec;
import dev.arclight.jobs.Cli;
import dev.arclight.jobs.SharedSpark;
import dev.arclight.jobs.TinyModel;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
final class QuantizeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void theModelGetsSmallerAndScoresTheSameClasses() throws IOException {
        TinyModel tiny = TinyModel.make(folder);
        Path int8 = folder.resolve("int8");

        Cli result = Cli.run("quantize", "-m", tiny.model(), "-o", int8);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).containsPattern("int8: [0-9.]+ kB, before [0-9.]+ kB \\([0-9.]+ times smaller\\)");
        assertThat(Files.size(int8.resolve("model.safetensors")))
                .isLessThan(Files.size(tiny.model().resolve("model.safetensors")) / 2);
        Cli evaluated = Cli.run("evaluate", "-m", int8, "-i", tiny.test());
        assertThat(evaluated.out()).containsPattern("accuracy (9[5-9]|100)\\.");
    }

    @Test
    void anExampleDecidesLayerByLayerWhatStaysInFloat() throws IOException {
        TinyModel tiny = TinyModel.make(folder);
        Path example = folder.resolve("example.npy");
        TensorSpec input = ModelFolder.load(tiny.model()).signature().inputs().get(0);
        int[] shape = Arrays.stream(input.shape())
                .map(extent -> extent < 0 ? 4 : extent)
                .toArray();
        Npy.save(example, Tensor.full(input.dtype(), 7, shape));

        Cli result =
                Cli.run("quantize", "-m", tiny.model(), "-o", folder.resolve("int8"), "-e", example, "--deterministic");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).containsPattern("Linear .* int8: accurate enough");
    }

    @Test
    void labelledRowsJudgeTheModelBeforeAndAfter() throws IOException {
        TinyModel tiny = TinyModel.make(folder);
        Path json = folder.resolve("report.json");

        Cli result = Cli.run(
                "quantize",
                "-m",
                tiny.model(),
                "-o",
                folder.resolve("int8"),
                "-d",
                tiny.test(),
                "--deterministic",
                "--max-metric-loss",
                0.01,
                "--json",
                json);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).containsPattern("accuracy on [0-9,]+ rows: [01]\\.[0-9]+, before [01]\\.[0-9]+");
        assertThat(Files.readString(json)).contains("\"metric\" : \"accuracy\"", "\"decision\" : \"int8\"");
        assertThat(folder.resolve("int8/model.safetensors")).exists();
    }

    @Test
    void whatOnlyDataCanSayIsRefusedWithout() throws IOException {
        TinyModel tiny = TinyModel.make(folder);

        Cli result = Cli.run("quantize", "-m", tiny.model(), "-o", folder.resolve("int8"), "--max-metric-loss", 0.1);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("--max-metric-loss say something of --data");
    }

    @Test
    void theFloatModelIsNotReplacedByTheInt8One() throws IOException {
        TinyModel tiny = TinyModel.make(folder);

        Cli result = Cli.run("quantize", "-m", tiny.model(), "-o", tiny.model(), "--overwrite");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("is or holds ");
    }
}
