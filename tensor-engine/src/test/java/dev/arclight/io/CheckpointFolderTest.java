package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.CheckpointFolder.Best;
import dev.arclight.io.CheckpointFolder.Damaged;
import dev.arclight.io.CheckpointFolder.Loaded;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
    @TempDir
    Path temporary;

    @Test
    void aRunThatBeginsHasNothingToLoad() {
        Checkpoint checkpoint = new Checkpoint().step(5);

        assertThat(folder().loadLatest(checkpoint)).isEmpty();
        assertThat(folder().list()).isEmpty();
        assertThat(checkpoint.step()).isEqualTo(5);
    }

    @Test
    void theNewestIsLoadedAndOldOnesAreDeleted() {
        CheckpointFolder folder = folder().keepLast(2);
        for (long step : new long[] {10, 20, 30, 40}) {
            folder.save(new Checkpoint().step(step));
        }

        assertThat(steps(folder)).containsExactly(40L, 30L);
        Checkpoint loaded = new Checkpoint();
        assertThat(folder.loadLatest(loaded).map(Loaded::skipped)).contains(List.of());
        assertThat(loaded.step()).isEqualTo(40);
    }

    @Test
    void theNewestIsTheOneSavedLastWhateverItsStep() {
        CheckpointFolder folder = folder().keepLast(2);
        for (long step : new long[] {10, 20, 12}) {
            folder.save(new Checkpoint().step(step));
        }

        assertThat(steps(folder)).containsExactly(12L, 20L);
    }

    @Test
    void theBestIsKeptBesideTheLast() {
        CheckpointFolder highest = folder().keepLast(1).keepBest("accuracy", Best.HIGHEST);
        double[] accuracies = {0.5, 0.9, 0.7, Double.NaN, 0.9, 0.8, 0.1};
        for (int i = 0; i < accuracies.length; i++) {
            highest.save(new Checkpoint().step(i), Map.of("accuracy", accuracies[i], "other", (double) i));
        }

        assertThat(steps(highest)).containsExactly(6L, 4L);
        assertThat(highest.best()).contains(highest.list().get(1));
        assertThat(CheckpointFolder.metrics(highest.list().get(1))).containsEntry("other", 4.0);
        assertThat(highest.keepBest("other", Best.LOWEST).best())
                .contains(highest.list().get(1));
        assertThat(highest.keepBest("none", Best.LOWEST).best()).isEmpty();
        assertThatThrownBy(() -> folder().best()).isInstanceOf(ArclightException.class);
    }

    @Test
    void aDamagedNewestIsSkippedWithItsReason() throws IOException {
        CheckpointFolder folder = folder();
        folder.save(new Checkpoint().step(1));
        Path cut = folder.save(new Checkpoint().step(2));
        Path changed = folder.save(new Checkpoint().step(3));
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 50));
        byte[] bytes = Files.readAllBytes(changed);
        bytes[bytes.length - 1] ^= 1;
        Files.write(changed, bytes);
        Checkpoint checkpoint = new Checkpoint();

        Loaded loaded = folder.loadLatest(checkpoint).orElseThrow();

        assertThat(checkpoint.step()).isEqualTo(1);
        assertThat(loaded.skipped()).hasSize(2);
        assertThat(loaded.skipped().get(0)).contains(changed.toString(), "checksum");
        assertThat(loaded.skipped().get(1)).contains(cut.toString(), "cut off");
        assertThatThrownBy(() -> folder.onDamaged(Damaged.FAIL).loadLatest(new Checkpoint()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void whereAllAreDamagedLoadingFails() throws IOException {
        CheckpointFolder folder = folder();
        Files.write(folder.save(new Checkpoint().step(1)), new byte[0]);

        assertThatThrownBy(() -> folder.loadLatest(new Checkpoint()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("all checkpoints are damaged");
    }

    @Test
    void aDamagedNewestIsNotWhatIsKept() throws IOException {
        CheckpointFolder folder = folder().keepLast(1);
        Path damaged = folder.save(new Checkpoint().step(30));
        Files.write(damaged, new byte[3]);
        folder.save(new Checkpoint().step(25));

        assertThat(steps(folder)).containsExactly(25L);
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndOtherFilesStay() throws IOException {
        CheckpointFolder folder = folder().keepLast(1);
        folder.save(new Checkpoint());
        Path left = Files.writeString(run().resolve(".checkpoint-00000002-step-3.safetensors.a1b2.tmp"), "half");
        Path others = Files.writeString(run().resolve("notes.txt"), "mine");

        folder.save(new Checkpoint());

        assertThat(left).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void aCheckpointOfOtherPartsIsNoDamage() {
        CheckpointFolder folder = folder();
        folder.save(new Checkpoint().with("g", Generator.seeded(1)));

        assertThatThrownBy(() -> folder.loadLatest(new Checkpoint()))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("other parts");
    }

    @Test
    void mistakesAreSaid() throws IOException {
        assertThatThrownBy(() -> folder().keepLast(0)).isInstanceOf(ArclightException.class);
        Path file = Files.writeString(temporary.resolve("file"), "x");
        assertThatThrownBy(() -> new CheckpointFolder(file).list())
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("is not a folder");
    }

    private Path run() {
        return temporary.resolve("run");
    }

    private CheckpointFolder folder() {
        return new CheckpointFolder(run());
    }

    private static long[] steps(CheckpointFolder folder) {
        return folder.list().stream()
                .flatMapToLong(file -> {
                    Checkpoint checkpoint = new Checkpoint();
                    checkpoint.load(file);
                    return LongStream.of(checkpoint.step());
                })
                .toArray();
    }
}
