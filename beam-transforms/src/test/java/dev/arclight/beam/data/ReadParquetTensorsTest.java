package dev.arclight.beam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.testkit.ParquetFiles;
import dev.arclight.beam.testkit.TestRunner;
import dev.arclight.data.DataFormatException;
import dev.arclight.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.values.PCollection;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadParquetTensorsTest {
    private static final String MATRIX = "required group matrix (LIST) { repeated group list {"
            + " required group element (LIST) { repeated group list { required float element; } } } }";

    @TempDir
    Path folder;

    private void write(String name, String fields, int rows, BiConsumer<Group, Integer> fill) throws IOException {
        ParquetFiles.write(folder.resolve(name), fields, rows, fill);
    }

    private static void matrix(Group row, int first, int height, int width) {
        Group outer = row.addGroup("matrix");
        for (int i = 0; i < height; i++) {
            Group inner = outer.addGroup("list").addGroup("element");
            for (int j = 0; j < width; j++) {
                inner.addGroup("list").append("element", (float) (first + i * width + j));
            }
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static void assertFails(ReadParquetTensors read, String... parts) {
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        pipeline.apply(read);
        assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
                .isInstanceOf(Pipeline.PipelineExecutionException.class)
                .cause()
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll(parts);
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "FLINK_BATCH"})
    void numbersBinaryAndNestedListsOfAllFilesBecomeTensors(TestRunner runner) throws IOException {
        for (int file = 0; file < 2; file++) {
            int base = 1000 * file;
            write(
                    "part-" + file + ".parquet",
                    "required int64 id; required binary image; " + MATRIX + " required boolean flag;",
                    250,
                    (row, i) -> {
                        row.append("id", (long) (base + i));
                        row.append(
                                "image", Binary.fromConstantByteArray(new byte[] {i.byteValue(), (byte) (i + 1), -1}));
                        matrix(row, i, 2, 3);
                        row.append("flag", i % 2 == 0);
                    });
        }
        TestPipeline pipeline = runner.pipeline();
        PCollection<TensorBlock> blocks = pipeline.apply(ReadParquetTensors.from(folder.toString())
                .withColumn("id")
                .withColumn("image")
                .withColumn("matrix")
                .withColumn("flag")
                .withBlockRows(64));

        PAssert.that(blocks).satisfies(all -> {
            List<Long> ids = new ArrayList<>();
            for (TensorBlock block : all) {
                assertThat(block.rows()).isIn(64, 36, 50);
                assertThat(block.column("image").type()).hasToString("uint8[" + block.rows() + ", 3]");
                assertThat(block.column("matrix").type()).hasToString("float32[" + block.rows() + ", 2, 3]");
                long[] found = block.column("id").toLongArray();
                for (int i = 0; i < found.length; i++) {
                    int row = (int) (found[i] % 1000);
                    assertThat(block.column("image").select(0, i).toIntArray())
                            .containsExactly(row & 255, row + 1 & 255, 255);
                    assertThat(block.column("matrix").select(0, i).contiguous().toFloatArray())
                            .containsExactly(row, row + 1, row + 2, row + 3, row + 4, row + 5);
                    assertThat(block.column("flag").select(0, i).item()).isEqualTo(row % 2 == 0 ? 1 : 0);
                    ids.add(found[i]);
                }
            }
            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 500)
                            .mapToObj(i -> (long) (i / 250 * 1000 + i % 250))
                            .toList());
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    @Test
    void aColumnIsReadInTheShapeAndTheDTypeThatAreAskedFor() throws IOException {
        write(
                "a.parquet",
                "required binary image; required int32 label;",
                10,
                (row, i) -> row.append(
                                "image", Binary.fromConstantByteArray(new byte[] {i.byteValue(), 0, 0, (byte) 200}))
                        .append("label", i));
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PCollection<TensorBlock> blocks = pipeline.apply(ReadParquetTensors.from(path("*.parquet"))
                .withColumn("image", 2, 2)
                .withDType("image", DType.FLOAT32)
                .withColumn("label")
                .withDType("label", DType.INT64));

        PAssert.that(blocks).satisfies(all -> {
            TensorBlock block =
                    StreamSupport.stream(all.spliterator(), false).findFirst().orElseThrow();
            assertThat(block).hasToString("TensorBlock{image=float32[10, 2, 2], label=int64[10]}");
            assertThat(block.column("image").select(0, 3).contiguous().toFloatArray())
                    .containsExactly(3, 0, 0, 200);
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    @Test
    void aMissingColumnIsNamedWithThoseThatAreThere() throws IOException {
        write("a.parquet", "required int32 label;", 1, (row, i) -> row.append("label", i));

        assertFails(
                ReadParquetTensors.from(path("a.parquet")).withColumn("lable"),
                "a.parquet: has no column \"lable\"; its columns are [label]");
    }

    @Test
    void aNullIsNamedByFileColumnAndRow() throws IOException {
        write("a.parquet", "optional int32 label;", 250, (row, i) -> {
            if (i != 230) {
                row.append("label", i);
            }
        });

        assertFails(
                ReadParquetTensors.from(path("a.parquet")).withColumn("label"),
                "a.parquet: column \"label\", row 230 is null; fill nulls");
    }

    @Test
    void listsOfOtherLengthsAreNamedByTheirRow() throws IOException {
        write("a.parquet", MATRIX, 20, (row, i) -> matrix(row, i, i == 7 ? 3 : 2, i == 7 ? 2 : 3));

        assertFails(
                ReadParquetTensors.from(path("a.parquet")).withColumn("matrix"),
                "column \"matrix\", row 7 has lists of other lengths than the rows before, expected [2, 3]");
    }

    private static final String CUBE = "required group cube (LIST) { repeated group list {"
            + " required group element (LIST) { repeated group list {"
            + " required group element (LIST) { repeated group list { required float element; } } } } } }";

    /** Numbers from {@code first} on, in as many outer lists as there are arrays, each of lists of these lengths. */
    private static void cube(Group row, int first, int[]... lengths) {
        Group outer = row.addGroup("cube");
        int next = first;
        for (int[] plane : lengths) {
            Group middle = outer.addGroup("list").addGroup("element");
            for (int length : plane) {
                Group inner = middle.addGroup("list").addGroup("element");
                for (int i = 0; i < length; i++) {
                    inner.addGroup("list").append("element", (float) next);
                    next++;
                }
            }
        }
    }

    @Test
    void listsOfListsOfListsBecomeTensorsOfFourExtents() throws IOException {
        write("a.parquet", CUBE, 5, (row, i) -> cube(row, i, new int[] {4, 4, 4}, new int[] {4, 4, 4}));
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();
        PCollection<TensorBlock> blocks =
                pipeline.apply(ReadParquetTensors.from(path("a.parquet")).withColumn("cube"));

        PAssert.that(blocks).satisfies(all -> {
            TensorBlock block =
                    StreamSupport.stream(all.spliterator(), false).findFirst().orElseThrow();
            assertThat(block).hasToString("TensorBlock{cube=float32[5, 2, 3, 4]}");
            assertThat(block.column("cube").select(0, 3).contiguous().toFloatArray())
                    .hasSize(24)
                    .startsWith(3, 4, 5)
                    .endsWith(26);
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    /** Their counts divide evenly by chance: 2 planes, 4 lists and 8 numbers, or not at all. */
    @Test
    void unevenListsOfListsOfListsAreAnErrorThatNamesTheRow() throws IOException {
        int[][][] uneven = {{{2, 2, 2}, {2}}, {{2, 2}, {2, 1}}, {{3}, {1, 1}}};
        for (int i = 0; i < uneven.length; i++) {
            int[][] lengths = uneven[i];
            String name = "uneven-" + i + ".parquet";
            write(name, CUBE, 1, (row, number) -> cube(row, number, lengths));

            assertFails(
                    ReadParquetTensors.from(path(name)).withColumn("cube"),
                    name + ": column \"cube\", row 0 has lists of different lengths, which make no tensor");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "FLINK_BATCH"})
    void rowGroupsWithoutRowsAreLeftOut(TestRunner runner) throws IOException {
        write("a.parquet", "required int64 id;", 150, (row, i) -> row.append("id", (long) i));
        ParquetFiles.addEmptyRowGroups(folder.resolve("a.parquet"));
        TestPipeline pipeline = runner.pipeline();
        PCollection<TensorBlock> blocks =
                pipeline.apply(ReadParquetTensors.from(path("a.parquet")).withColumn("id"));

        PAssert.that(blocks).satisfies(all -> {
            assertThat(StreamSupport.stream(all.spliterator(), false)
                            .flatMapToLong(
                                    block -> Arrays.stream(block.column("id").toLongArray())))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 150).boxed().toList());
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    @Test
    void aFileWithoutRowsGivesNoBlock() throws IOException {
        write("a.parquet", "required int64 id;", 0, (row, i) -> {});
        TestPipeline pipeline = TestRunner.DIRECT.pipeline();

        PAssert.that(pipeline.apply(ReadParquetTensors.from(path("a.parquet")).withColumn("id")))
                .empty();
        pipeline.run().waitUntilFinish();
    }

    @Test
    void aByteThatDoesNotFitTheDTypeIsNamedByItsRow() throws IOException {
        write(
                "a.parquet",
                "required binary image;",
                3,
                (row, i) -> row.append("image", ParquetFiles.bytes(1, i == 2 ? 200 : 100)));

        assertFails(
                ReadParquetTensors.from(path("a.parquet")).withColumn("image").withDType("image", DType.INT8),
                "a.parquet: column \"image\", row 2 holds a byte that does not fit int8");
    }

    @Test
    void aDoubleJustBeyondTheLongsIsNoLong() throws IOException {
        write("a.parquet", "required double x;", 2, (row, i) -> row.append("x", i == 1 ? 0x1p63 : -0x1p63));

        assertFails(
                ReadParquetTensors.from(path("a.parquet")).withColumn("x").withDType("x", DType.INT64),
                "column \"x\", row 1 holds a number that does not fit int64");
    }

    @Test
    void aRowThatDoesNotFitTheShapeIsNamed() throws IOException {
        write(
                "a.parquet",
                "required binary image;",
                3,
                (row, i) -> row.append("image", Binary.fromConstantByteArray(new byte[i == 2 ? 5 : 4])));

        assertFails(
                ReadParquetTensors.from(path("a.parquet")).withColumn("image", 3, 3),
                "column \"image\", row 0 has 4 values, expected 9 of shape [3, 3]");
        assertFails(
                ReadParquetTensors.from(path("a.parquet")).withColumn("image", 2, 2),
                "column \"image\", row 2 has 5 bytes, expected 4 as every row");
    }

    @Test
    void aNumberThatDoesNotFitTheDTypeIsNamed() throws IOException {
        write("a.parquet", "required double x;", 3, (row, i) -> row.append("x", i == 1 ? 1.5 : 2.0));

        assertFails(
                ReadParquetTensors.from(path("a.parquet")).withColumn("x").withDType("x", DType.INT64),
                "column \"x\", row 1 holds a number that does not fit int64");
    }

    @Test
    void textAndStructuresAreRefusedByTheirType() throws IOException {
        write(
                "a.parquet",
                "required binary name (STRING); required group pair { required int32 a; required int32 b; }",
                1,
                (row, i) -> {
                    row.append("name", "x");
                    row.addGroup("pair").append("a", 1).append("b", 2);
                });

        assertFails(
                ReadParquetTensors.from(path("a.parquet")).withColumn("name"),
                "column \"name\" holds required binary name (STRING), expected numbers");
        assertFails(
                ReadParquetTensors.from(path("a.parquet")).withColumn("pair"),
                "column \"pair\" is a structure of 2 values");
    }

    @Test
    void aPatternWithoutFilesAndAFileThatIsNoParquetAreErrors() throws IOException {
        Files.writeString(folder.resolve("text.parquet"), "no table at all");

        assertFails(
                ReadParquetTensors.from(path("nothing-*.parquet")).withColumn("x"),
                "nothing-*.parquet: there is no such file and no folder with *.parquet");
        assertFails(
                ReadParquetTensors.from(path("text.parquet")).withColumn("x"),
                "text.parquet: is no Parquet file that can be read");
    }
}
