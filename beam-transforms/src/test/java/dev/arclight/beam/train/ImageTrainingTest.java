package dev.arclight.beam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arclight.beam.testkit.TestRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real network on real images, few enough for every build; {@link FashionMnistBench} takes all. */
class ImageTrainingTest {
    @TempDir
    Path folder;

    private static Path digits() {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path found = above.resolve("shared/data/images/mnist");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        assumeTrue(false, "no folder shared/data/images/mnist beside this one or a folder above it");
        throw new IllegalStateException();
    }

    @Test
    void aCnnLearnsDigitsOnFlinkWithTwoSlots() throws IOException {
        Path idx = digits();
        ImageTraining.write(idx, "train", 1500, folder.resolve("train.parquet"));

        TrainingLoop.Result trained =
                ImageTraining.train(folder.resolve("train.parquet"), folder, 3, TestRunner.FLINK_BATCH.options());

        assertThat(ImageTraining.accuracy(trained.network(), idx, 1000)).isGreaterThan(0.75);
    }
}
