package dev.arclight.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.jobs.Cli;
import dev.arclight.jobs.SharedSpark;
import dev.arclight.jobs.TinyImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
final class PrepareCommandTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path output;

    @BeforeEach
    void writeImages() throws IOException {
        data = TinyImages.write(folder.resolve("idx"));
        output = folder.resolve("out");
    }

    @Test
    void allImagesAndLabelsAreWrittenInTheirOrder() {
        Cli result = prepare("--partitions", 1);

        assertThat(result.exitCode()).isZero();
        LabelledImages images =
                LabelledImages.read(data.resolve("train-images-idx3-ubyte"), data.resolve("train-labels-idx1-ubyte"));
        List<Row> rows = read("train.parquet").collectAsList();
        assertThat(rows).hasSize(TinyImages.TRAIN);
        for (int i = 0; i < rows.size(); i++) {
            byte[] pixels = (byte[]) rows.get(i).get(0);
            int size = images.pixelsPerImage();
            assertThat(pixels).isEqualTo(Arrays.copyOfRange(images.pixels(), i * size, (i + 1) * size));
            assertThat(rows.get(i).getInt(1)).isEqualTo((int) images.labels()[i]);
        }
    }

    @Test
    void thereIsAFileForEachPartition() throws IOException {
        prepare("--partitions", 3);

        assertThat(list(output.resolve("train.parquet")))
                .filteredOn(name -> name.endsWith(".parquet"))
                .hasSize(3);
    }

    @Test
    void floatsLieBetweenZeroAndOne() {
        prepare("--form", "floats");

        Dataset<Row> rows = read("test.parquet");
        assertThat(rows.schema().apply("image").dataType().catalogString()).isEqualTo("array<float>");
        assertThat(rows.selectExpr("min(array_min(image)) >= 0", "max(array_max(image)) = 1", "min(size(image))")
                        .head()
                        .mkString(" "))
                .isEqualTo("true true 64");
    }

    @Test
    void aSecondRunWritesNothing() throws IOException {
        prepare();
        Path marker = output.resolve("train.parquet").resolve("_SUCCESS");
        FileTime written = Files.getLastModifiedTime(marker);

        Cli second = prepare();

        assertThat(second.exitCode()).isZero();
        assertThat(second.err()).contains("train.parquet: 240 images of 8×8, complete already, reused");
        assertThat(Files.getLastModifiedTime(marker)).isEqualTo(written);
    }

    @Test
    void whatWasMadeInAnotherWayIsNotReplaced() {
        prepare();

        Cli second = prepare("--form", "floats");

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.errorLines()).hasSize(1);
        assertThat(second.err()).contains("train.parquet holds something else", "--overwrite");
        assertThat(read("train.parquet").schema().apply("image").dataType().catalogString())
                .isEqualTo("binary");
    }

    @Test
    void whatWasMadeInAnotherWayIsReplacedOnDemand() {
        prepare();

        assertThat(prepare("--form", "floats", "--overwrite").exitCode()).isZero();
        assertThat(read("train.parquet").schema().apply("image").dataType().catalogString())
                .isEqualTo("array<float>");
    }

    @Test
    void nothingTemporaryStays() throws IOException {
        prepare();

        assertThat(list(output)).containsExactly("test.parquet", "train.parquet");
    }

    @Test
    void aMissingFileIsOneLineAndLeavesNothing() throws IOException {
        Files.delete(data.resolve("t10k-labels-idx1-ubyte.gz"));

        Cli result = prepare();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorLines()).hasSize(1);
        assertThat(result.err()).contains(data + " lacks t10k-labels-idx1-ubyte", "--data");
        assertThat(output).doesNotExist();
    }

    @Test
    void imagesAndLabelsThatDoNotBelongTogetherAreRefused() throws IOException {
        Files.write(data.resolve("train-labels-idx1-ubyte"), TinyImages.idx(new byte[239], 239));

        Cli result = prepare();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorLines()).hasSize(1);
        assertThat(result.err()).contains("240 images", "239 labels");
        assertThat(output).doesNotExist();
    }

    @Test
    void labelsInPlaceOfImagesAreRefused() throws IOException {
        Files.write(data.resolve("train-images-idx3-ubyte"), TinyImages.idx(new byte[240], 240));

        Cli result = prepare();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorLines()).hasSize(1);
        assertThat(result.err()).contains("train-images-idx3-ubyte holds uint8[240]", "expected images");
    }

    @Test
    void aFileThatIsCutOffIsRefused() throws IOException {
        Path images = data.resolve("train-images-idx3-ubyte");
        Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 1000));

        Cli result = prepare();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorLines()).hasSize(1);
        assertThat(result.err()).contains(images.toString(), "cut off");
    }

    @Test
    void anOutputThatCannotBeWrittenIsOneLine() throws IOException {
        Files.write(output, new byte[1]);

        Cli result = prepare();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorLines()).hasSize(1);
        assertThat(result.err()).contains(output.toString());
    }

    private Cli prepare(Object... more) {
        return Cli.run(Stream.concat(Stream.of("prepare", "--data", data, "--output", output), Stream.of(more))
                .toArray());
    }

    private Dataset<Row> read(String name) {
        return SharedSpark.session().read().parquet(output.resolve(name).toString());
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
