package dev.arclight.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is wrong with tables and models: one line that says what and how to mend it, exit code 1, nothing left behind. */
@ExtendWith(SharedSpark.class)
final class BadInputTest {
    @TempDir
    private static Path shared;

    private static TinyModel good;

    @TempDir
    private Path folder;

    private Path output;

    @BeforeAll
    static void makeGoodOnes() throws IOException {
        good = TinyModel.make(shared);
    }

    @BeforeEach
    void nameTheOutput() {
        output = folder.resolve("made").resolve("output");
    }

    /** The commands that read a table, called with a good model where they need one. */
    private enum Reader {
        TRAIN {
            @Override
            Cli run(Path input, Path output) {
                return Cli.run(
                        "train", "-i", input, "-m", output, "--network", "mlp", "--classes", 3, "--image-size", "8x8");
            }
        },
        EVALUATE {
            @Override
            Cli run(Path input, Path output) {
                return Cli.run("evaluate", "-m", good.model(), "-i", input, "--json", output);
            }
        },
        SCORE {
            @Override
            Cli run(Path input, Path output) {
                return Cli.run("score", "-m", good.model(), "-i", input, "-o", output);
            }
        };

        abstract Cli run(Path input, Path output);
    }

    @ParameterizedTest
    @EnumSource
    void aMissingColumnIsNamedAndSoAreThoseThatAreThere(Reader reader) {
        Path input = save(rows().withColumnRenamed("image", "picture"));

        assertRefused(reader.run(input, output), "'image'", "picture, label");
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatIsNotThereIsNamed(Reader reader) {
        assertRefused(reader.run(folder.resolve("nowhere"), output), "nowhere");
    }

    @ParameterizedTest
    @EnumSource
    void aWrongElementCountNamesColumnRowAndFile(Reader reader) {
        Path input = save(imageInRow17(functions.expr("substring(image, 1, 63)")));

        assertRefused(reader.run(input, output), "image", "row 17", "63", "64");
    }

    @ParameterizedTest
    @EnumSource(names = {"TRAIN", "EVALUATE"})
    void aNullFeatureIsRefused(Reader reader) {
        Path input = save(imageInRow17(lit(null)));

        assertRefused(reader.run(input, output), "image", "null");
    }

    @Test
    void aNullFeatureIsScoredAsNull() {
        Path input = save(imageInRow17(lit(null)));

        assertThat(Reader.SCORE.run(input, output).exitCode()).isZero();
        assertThat(SharedSpark.session()
                        .read()
                        .parquet(output.toString())
                        .filter("prediction IS NULL")
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TRAIN", "EVALUATE"})
    void labelsThatAreNoNumbersAreRefused(Reader reader) {
        Path input = save(rows().withColumn("label", col("label").cast("string")));

        assertRefused(reader.run(input, output), "'label' is string", "cast");
    }

    @Test
    void aLabelBeyondTheClassesIsRefused() {
        Path input = save(rows().withColumn("label", lit(7)));

        assertRefused(Reader.TRAIN.run(input, output), "label", "7");
    }

    @Test
    void aLossThatIsNotFiniteIsRefused() {
        Cli result = Cli.run(
                "train", "-i", good.train(), "-m", output, "--network", "mlp", "--classes", 3, "--learning-rate", 1e30);

        assertRefused(result, "the loss of batch", "lower learningRate");
    }

    @Test
    void anEmptyTableIsRefused() {
        Path input = save(rows().filter("false"));

        assertRefused(Cli.run("train", "-i", input, "-m", output), "no rows");
        assertRefused(Reader.EVALUATE.run(input, output), "no rows");
    }

    @Test
    void imagesThatAreNotSquareNeedTheirSize() {
        Path input = save(rows().withColumn("image", functions.expr("substring(image, 1, 60)")));

        assertRefused(Cli.run("train", "-i", input, "-m", output), "60", "--image-size");
    }

    @Test
    void aTableThatIsNoParquetIsRefused() throws IOException {
        Path input = Files.createDirectories(folder.resolve("text"));
        Files.writeString(input.resolve("part-0.parquet"), "not at all");

        assertRefused(Reader.TRAIN.run(input, output), "cannot read Parquet", "text");
    }

    @Test
    void anOutputThatExistsIsKept() throws IOException {
        Files.createDirectories(output);

        for (Reader reader : List.of(Reader.TRAIN, Reader.SCORE)) {
            Cli result = reader.run(good.test(), output);
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.errorLines()).hasSize(1);
            assertThat(result.err()).contains("exists", "--overwrite");
        }
        assertThat(output).isEmptyDirectory();
    }

    /** What may be wrong with a model's folder. */
    private enum Damage {
        MISSING("model") {
            @Override
            void apply(Path model) throws IOException {
                Files.delete(model.resolve("model.json"));
                Files.delete(model.resolve("model.safetensors"));
                Files.delete(model);
            }
        },
        NO_JSON("model.json") {
            @Override
            void apply(Path model) throws IOException {
                Files.writeString(model.resolve("model.json"), "{");
            }
        },
        TRUNCATED_WEIGHTS("model.safetensors") {
            @Override
            void apply(Path model) throws IOException {
                Path weights = model.resolve("model.safetensors");
                byte[] whole = Files.readAllBytes(weights);
                Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
            }
        },
        TERABYTE_HEADER("model.safetensors") {
            @Override
            void apply(Path model) throws IOException {
                ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
                bytes.putLong(1L << 40).put("{\"a\":{}}".getBytes(StandardCharsets.UTF_8));
                Files.write(model.resolve("model.safetensors"), bytes.array());
            }
        };

        final String named;

        Damage(String named) {
            this.named = named;
        }

        abstract void apply(Path model) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedModelIsRefusedByAllThatReadIt(Damage damage) throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        for (String name : List.of("model.json", "model.safetensors")) {
            Files.copy(good.model().resolve(name), model.resolve(name));
        }
        damage.apply(model);

        assertRefused(Cli.run("evaluate", "-m", model, "-i", good.test(), "--json", output), damage.named);
        assertRefused(Cli.run("score", "-m", model, "-i", good.test(), "-o", output), damage.named);
        assertRefused(Cli.run("quantize", "-m", model, "-o", output), damage.named);
    }

    private void assertRefused(Cli result, String... explanation) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.errorLines()).hasSize(1);
        assertThat(result.err()).startsWith("arclight ").contains(explanation);
        assertThat(output).doesNotExist();
        assertThat(siblingsOfOutput()).isEmpty();
    }

    private List<Path> siblingsOfOutput() {
        if (!Files.exists(output.getParent())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(output.getParent())) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dataset<Row> rows() {
        return SharedSpark.session().read().parquet(good.test().toString());
    }

    /** Row 17 counted from 1, in a table of one file. */
    private static Dataset<Row> imageInRow17(Column value) {
        return rows().coalesce(1)
                .withColumn("n", functions.monotonically_increasing_id())
                .withColumn("image", when(col("n").equalTo(17), value).otherwise(col("image")))
                .drop("n");
    }

    private Path save(Dataset<Row> rows) {
        Path path = folder.resolve("input.parquet");
        rows.coalesce(1).write().parquet(path.toString());
        return path;
    }
}
