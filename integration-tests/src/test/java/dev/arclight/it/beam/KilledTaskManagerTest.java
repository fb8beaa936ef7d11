package dev.arclight.it.beam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A task manager of a real cluster dies by SIGKILL while a stream is scored, and nobody can tell from the files. */
@Tag("slow")
final class KilledTaskManagerTest {
    private static final int COUNT = 2_000;
    private static final int RATE = 200;

    @TempDir
    private Path work;

    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void nothingIsLostOrWrittenTwiceWhenAWorkerIsKilled() throws IOException {
        Path witnesses = Files.createDirectory(work.resolve("witnesses"));
        Path output = Files.createDirectory(work.resolve("output"));
        try (FlinkCluster cluster = new FlinkCluster(Files.createDirectory(work.resolve("cluster")), 2);
                BeamProcess job = BeamProcess.start(
                        work,
                        "job",
                        List.of("-Xmx400m"),
                        "dev.arclight.beam.testkit.ScoreStream",
                        List.of(
                                "--runner=FlinkRunner",
                                "--flinkMaster=" + cluster.address(),
                                "--streaming",
                                "--parallelism=1",
                                "--checkpointingInterval=300",
                                "--numberOfExecutionRetries=10",
                                "--executionRetryDelay=100",
                                "--shutdownSourcesAfterIdleMs=1000",
                                // Every class is there already; something must be named, or all would be uploaded.
                                "--filesToStage=" + emptyJar(),
                                "--model=" + model(),
                                "--output=" + output.resolve("part"),
                                "--witnesses=" + witnesses,
                                "--count=" + COUNT,
                                "--rate=" + RATE))) {
            BeamProcess.waitFor("the first files", () -> !job.isAlive() || files(output) >= 3);
            assertThat(job.isAlive()).as(job::log).isTrue();
            List<Path> first = list(witnesses);
            assertThat(first).hasSize(1);
            ProcessHandle.of(Long.parseLong(first.get(0).getFileName().toString()))
                    .orElseThrow()
                    .destroyForcibly();
            job.requireSuccess();
            assertThat(list(witnesses)).hasSize(2);
        }
        List<String> lines = new ArrayList<>();
        for (Path file : list(output)) {
            lines.addAll(Files.readAllLines(file));
        }
        assertThat(lines)
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, COUNT)
                        .mapToObj(number -> number + " " + 3f * number)
                        .toList());
    }

    private Path emptyJar() throws IOException {
        Path jar = work.resolve("empty.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    private String model() {
        Linear layer = new Linear(2, 1, false);
        layer.loadStateDict(Map.of("weight", Tensor.of(new float[] {3, 1}, 1, 2)));
        Path folder = work.resolve("model");
        ModelFolder.save(
                new Sequential(layer),
                Signature.of(
                        new TensorSpec("features", DType.FLOAT32, TensorSpec.ANY, 2),
                        new TensorSpec("scores", DType.FLOAT32, TensorSpec.ANY, 1)),
                folder);
        return folder.toString();
    }

    private static int files(Path folder) {
        return list(folder).size();
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
