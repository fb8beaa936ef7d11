package dev.arclight.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SummaryWriterTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @Test
    void scalarsComeBackWithStepAndTime() {
        try (SummaryWriter writer = new SummaryWriter(folder, CLOCK)) {
            writer.addScalar("loss", 0.5, 0);
            writer.addScalar("loss", Tensor.scalar(0.25), 1L << 40);
            writer.addScalar("accuracy", Double.NaN, 7);
        }
        Map<String, List<LogReader.Scalar>> scalars = LogReader.scalars(folder);
        assertThat(scalars.get("loss"))
                .containsExactly(new LogReader.Scalar(0, 1.7e9, 0.5f), new LogReader.Scalar(1L << 40, 1.7e9, 0.25f));
        assertThat(scalars.get("accuracy")).containsExactly(new LogReader.Scalar(7, 1.7e9, Float.NaN));
    }

    @Test
    void fileIsNamedSoThatTensorBoardFindsIt() throws IOException {
        new SummaryWriter(folder, CLOCK).close();
        new SummaryWriter(folder, CLOCK).close();
        assertThat(files(folder))
                .hasSize(2)
                .allMatch(name -> name.matches("events\\.out\\.tfevents\\.1700000000\\..+"));
    }

    @Test
    void everyEventIsInTheFileBeforeItIsClosed() {
        try (SummaryWriter writer = new SummaryWriter(folder, CLOCK)) {
            writer.addScalar("loss", 1, 1);
            assertThat(LogReader.scalars(folder)).containsKey("loss");
            writer.flush();
        }
    }

    @Test
    void tornLastRecordIsLeftOut() throws IOException {
        try (SummaryWriter writer = new SummaryWriter(folder, CLOCK)) {
            writer.addScalar("loss", 1, 1);
            writer.addScalar("loss", 2, 2);
        }
        Path file = folder.resolve(files(folder).get(0));
        byte[] whole = Files.readAllBytes(file);
        int before = LogReader.scalars(file).get("loss").size();
        assertThat(before).isEqualTo(2);
        for (int cut = 1; cut < 30; cut++) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            assertThat(LogReader.scalars(file).get("loss")).hasSize(1);
        }
    }

    @Test
    void damagedRecordIsAnError() throws IOException {
        try (SummaryWriter writer = new SummaryWriter(folder, CLOCK)) {
            writer.addScalar("loss", 1, 1);
        }
        Path file = folder.resolve(files(folder).get(0));
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 4;
            Files.write(file, damaged, StandardOpenOption.TRUNCATE_EXISTING);
            assertThatThrownBy(() -> LogReader.scalars(file))
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("checksum");
        }
    }

    @Test
    void scalarsOfOneDiagramGoIntoAFolderEach() throws IOException {
        try (SummaryWriter writer = new SummaryWriter(folder, CLOCK)) {
            writer.addScalars("run/loss", Map.of("train", 1, "test", 2), 3);
            writer.addScalars("run/loss", Map.of("train", 0.5), 4);
        }
        assertThat(LogReader.scalars(folder.resolve("run_loss_train")).get("run/loss"))
                .extracting(LogReader.Scalar::value)
                .containsExactly(1f, 0.5f);
        assertThat(LogReader.scalars(folder.resolve("run_loss_test")).get("run/loss"))
                .hasSize(1);
    }

    @Test
    void whatCannotBeShownIsRefused() {
        try (SummaryWriter writer = new SummaryWriter(folder, CLOCK)) {
            assertThatThrownBy(() -> writer.addGraph("model"))
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("addGraph");
            assertThatThrownBy(() -> writer.addImage("image", Tensor.zeros(2, 4, 4), 0))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("1, 3 or 4");
            assertThatThrownBy(() -> writer.addImage("image", Tensor.zeros(4, 4), 0, "WHC"))
                    .isInstanceOf(ArclightException.class);
            assertThatThrownBy(() -> writer.addHistogram("weights", Tensor.zeros(0), 0))
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("weights");
            assertThatThrownBy(() -> writer.addHistogram("weights", Tensor.full(Double.NaN, 2), 0))
                    .isInstanceOf(ArclightException.class);
            assertThatThrownBy(() -> writer.addHparams(Map.of("layers", List.of(1)), Map.of()))
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("layers");
        }
        assertThat(LogReader.scalars(folder)).isEmpty();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
