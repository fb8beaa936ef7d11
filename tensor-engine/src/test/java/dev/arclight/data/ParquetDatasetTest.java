package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetDatasetTest {
    private static final String NUMBERS =
            "message m { required int32 i; required int64 l; required float f; required double d; required boolean b;"
                    + " required binary s (STRING); required binary raw; required int32 u8 (INTEGER(8, false)); required int32 dec"
                    + " (DECIMAL(9, 2)); }";

    @TempDir
    Path folder;

    /** Writes rows with small pages and row groups. */
    private Path write(
            String name,
            String schema,
            int rows,
            CompressionCodecName codec,
            boolean dictionary,
            BiConsumer<Group, Integer> fill)
            throws IOException {
        Path file = folder.resolve(name);
        MessageType type = MessageTypeParser.parseMessageType(schema);
        SimpleGroupFactory factory = new SimpleGroupFactory(type);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(type)
                .withCompressionCodec(codec)
                .withDictionaryEncoding(dictionary)
                .withWriterVersion(
                        dictionary
                                ? ParquetProperties.WriterVersion.PARQUET_1_0
                                : ParquetProperties.WriterVersion.PARQUET_2_0)
                .withRowGroupSize(4096L)
                .withPageSize(512)
                .build()) {
            for (int i = 0; i < rows; i++) {
                Group row = factory.newGroup();
                fill.accept(row, i);
                writer.write(row);
            }
        }
        return file;
    }

    private Path write(String name, String schema, int rows, BiConsumer<Group, Integer> fill) throws IOException {
        return write(name, schema, rows, CompressionCodecName.SNAPPY, true, fill);
    }

    private static Batch all(ParquetDataset dataset) {
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).batchSize(10_000).build()) {
            return loader.iterator().next();
        }
    }

    private static void numbers(Group row, int i) {
        row.append("i", -i)
                .append("l", 10_000_000_000L + i)
                .append("f", i / 2f)
                .append("d", i / 3.0)
                .append("b", i % 3 == 0)
                .append("s", "row " + i % 7)
                .append("raw", Binary.fromConstantByteArray(new byte[] {(byte) i, -1}))
                .append("u8", i % 256)
                .append("dec", i);
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionCodecName.class,
            names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
    void columnsOfEveryKindAreReadWhateverTheCodec(CompressionCodecName codec) throws IOException {
        for (boolean dictionary : new boolean[] {true, false}) {
            Path file = write(codec + "" + dictionary, NUMBERS, 900, codec, dictionary, ParquetDatasetTest::numbers);
            Batch batch = all(ParquetDataset.builder(file).build());

            assertThat(batch.size()).isEqualTo(900);
            assertThat(batch.tensor("i").dtype()).isEqualTo(DType.INT32);
            assertThat(batch.tensor("i").item(899)).isEqualTo(-899);
            assertThat(batch.tensor("l").toLongArray()[899]).isEqualTo(10_000_000_899L);
            assertThat(batch.tensor("f").toFloatArray()[3]).isEqualTo(1.5f);
            assertThat(batch.tensor("d").toDoubleArray()[898]).isEqualTo(898 / 3.0);
            assertThat(batch.tensor("b").toBooleanArray()).startsWith(true, false, false, true);
            assertThat(batch.strings("s").get(8)).isEqualTo("row 1");
            assertThat(batch.tensor("raw").shape()).isEqualTo(Shape.of(900, 2));
            assertThat(batch.tensor("raw").dtype()).isEqualTo(DType.UINT8);
            assertThat(batch.tensor("raw").item(200, 0)).isEqualTo(200);
            assertThat(batch.tensor("u8").dtype()).isEqualTo(DType.UINT8);
            assertThat(batch.tensor("dec").toDoubleArray()[123]).isEqualTo(1.23);
        }
    }

    @Test
    void featuresAndALabelMakeDataAndTarget() throws IOException {
        Path file = write("a.parquet", NUMBERS, 20, ParquetDatasetTest::numbers);
        ParquetDataset dataset = ParquetDataset.builder(file)
                .features("raw", "f")
                .shape(3, 1)
                .label("s", "row 0", "row 1", "row 2", "row 3", "row 4", "row 5", "row 6")
                .build();
        List<Integer> sizes = new ArrayList<>();
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).batchSize(8).numWorkers(2).build()) {
            for (Batch batch : loader) {
                sizes.add(batch.size());
                assertThat(batch.data().shape()).isEqualTo(Shape.of(batch.size(), 3, 1));
            }
        }
        assertThat(sizes).containsExactly(8, 8, 4);
        Batch batch = all(dataset);
        assertThat(batch.data().select(0, 5).toFloatArray()).containsExactly(5, 255, 2.5f);
        assertThat(batch.target().toLongArray()).startsWith(0, 1, 2, 3, 4, 5, 6, 0);
    }

    @Test
    void listsOfNumbersAreRowsOfAMatrixHoweverTheyAreWritten() throws IOException {
        String three = "message m { optional group v (LIST) { repeated group list { optional float element; } } }";
        Path file = write("3.parquet", three, 50, (row, i) -> {
            Group list = row.addGroup("v");
            list.addGroup("list").append("element", (float) i);
            list.addGroup("list").append("element", i + 0.5f);
        });
        assertPairs(file, DType.FLOAT32);
        String two = "message m { required group v (LIST) { repeated double element; } }";
        assertPairs(
                write(
                        "2.parquet",
                        two,
                        50,
                        (row, i) ->
                                row.addGroup("v").append("element", (double) i).append("element", i + 0.5)),
                DType.FLOAT64);
        assertPairs(
                write(
                        "1.parquet",
                        "message m { repeated float v; }",
                        50,
                        (row, i) -> row.append("v", (float) i).append("v", i + 0.5f)),
                DType.FLOAT32);
    }

    private static void assertPairs(Path file, DType dtype) {
        Batch batch = all(ParquetDataset.builder(file).build());
        assertThat(batch.tensor("v").shape()).isEqualTo(Shape.of(50, 2));
        assertThat(batch.tensor("v").dtype()).isEqualTo(dtype);
        assertThat(batch.tensor("v").item(7, 0)).isEqualTo(7);
        assertThat(batch.tensor("v").item(49, 1)).isEqualTo(49.5);
    }

    @Test
    void nullsAreErrorsAreFilledOrTakeTheirRowAlong() throws IOException {
        String schema =
                "message m { required int32 x; optional double y; optional group v (LIST) { repeated group list {"
                        + " optional int32 element; } } }";
        Path file = write("a.parquet", schema, 6, (row, i) -> {
            row.append("x", i);
            if (i != 2) {
                row.append("y", i + 0.5);
            }
            if (i != 3) {
                Group list = row.addGroup("v");
                list.addGroup("list").append("element", i);
                Group second = list.addGroup("list");
                if (i != 4) {
                    second.append("element", 2 * i);
                }
            }
        });
        assertThatThrownBy(
                        () -> all(ParquetDataset.builder(file).columns("x", "y").build()))
                .isInstanceOf(DataLoaderException.class)
                .hasMessageContaining("a.parquet: row 2, column \"y\"")
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> all(ParquetDataset.builder(file).columns("v").build()))
                .hasMessageContaining("row 3, column \"v\"");
        Batch filled =
                all(ParquetDataset.builder(file).missing(Missing.fill(-7)).build());
        assertThat(filled.tensor("y").toDoubleArray()).containsExactly(0.5, 1.5, -7, 3.5, 4.5, 5.5);
        assertThat(filled.tensor("v").toLongArray()).containsExactly(0, 0, 1, 2, 2, 4, -7, -7, 4, -7, 5, 10);
        Batch kept = all(ParquetDataset.builder(file).missing(Missing.skipRow()).build());
        assertThat(kept.tensor("x").toLongArray()).containsExactly(0, 1, 5);
        assertThat(kept.tensor("v").toLongArray()).containsExactly(0, 0, 1, 2, 5, 10);
    }

    @Test
    void membersOfStructsAreNamedByTheirPath() throws IOException {
        Path file = write(
                "a.parquet",
                "message m { required group p { required int32 x; required int32 y; } }",
                3,
                (row, i) -> row.addGroup("p").append("x", i).append("y", -i));

        assertThat(all(ParquetDataset.builder(file).columns("p.y").build())
                        .tensor("p.y")
                        .toLongArray())
                .containsExactly(0, -1, -2);
        assertThatThrownBy(() -> ParquetDataset.builder(file).build().iterator())
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("struct")
                .hasMessageContaining("p.x");
    }

    @Test
    void aFoldersFilesFollowEachOther() throws IOException {
        write("part-1", "message m { required int32 x; }", 3, (row, i) -> row.append("x", 10 + i));
        write("part-0", "message m { required int32 x; }", 2, (row, i) -> row.append("x", i));
        write("part-2", "message m { required int32 x; }", 0, (row, i) -> {});
        Files.writeString(folder.resolve("_SUCCESS"), "");
        Files.writeString(folder.resolve(".hidden"), "x");

        assertThat(all(ParquetDataset.builder(folder).build()).tensor("x").toLongArray())
                .containsExactly(0, 1, 10, 11, 12);
        assertThat(all(ParquetDataset.builder(folder.toUri().toString()).build())
                        .tensor("x")
                        .toLongArray())
                .containsExactly(0, 1, 10, 11, 12);
    }

    @Test
    void rowsComeAsMapsToo() throws IOException {
        Path file = write("a.parquet", NUMBERS, 300, ParquetDatasetTest::numbers);
        int row = 0;
        for (Map<String, Object> each :
                ParquetDataset.builder(file).columns("s", "i").build()) {
            assertThat(each).containsEntry("s", "row " + row % 7);
            row++;
        }
        assertThat(row).isEqualTo(300);
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        Path file = write("a.parquet", NUMBERS, 3, ParquetDatasetTest::numbers);
        wrong(ParquetDataset.builder(file).columns("z").build(), "has no column \"z\"; its columns are [i, l");
        wrong(ParquetDataset.builder(file).features("s").build(), "row 0, column \"s\": is text");
        wrong(
                ParquetDataset.builder(file).columns("f").dtype("f", DType.INT8).build(),
                "row 1, column \"f\": 0.5 is no whole");
        wrong(ParquetDataset.builder(folder.resolve("none")).build(), "no such file");
        wrong(ParquetDataset.builder(folder.resolve("none").toUri().toString()).build(), "none");
        wrong(ParquetDataset.builder("nowhere://a/b").build(), "nowhere");
        wrong(
                ParquetDataset.builder(Files.writeString(folder.resolve("text"), "no parquet at all"))
                        .build(),
                "text");
        Path nested = write(
                "nested",
                "message m { repeated group a { repeated int32 b; } }",
                1,
                (row, i) -> row.addGroup("a").append("b", 1));
        wrong(ParquetDataset.builder(nested).build(), "lists of lists");
    }

    private static void wrong(ParquetDataset dataset, String message) {
        assertThatThrownBy(() -> dataset.forEach(row -> {}))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void damagedFilesAreTypedErrorsOfOneLine() throws IOException {
        Path sound = write("sound", NUMBERS, 60, ParquetDatasetTest::numbers);
        byte[] bytes = Files.readAllBytes(sound);
        Path damaged = folder.resolve("damaged");
        Random random = new Random(11);
        for (int i = 0; i < 400; i++) {
            byte[] mutated = bytes.clone();
            for (int k = 0; k < 1 + i % 4; k++) {
                int place =
                        i % 2 == 0 ? random.nextInt(bytes.length) : bytes.length - 1 - random.nextInt(bytes.length / 4);
                mutated[place] = (byte) random.nextInt();
            }
            Files.write(damaged, i % 9 == 0 ? Arrays.copyOf(mutated, random.nextInt(mutated.length)) : mutated);
            try {
                ParquetDataset.builder(damaged)
                        .missing(Missing.fill(0))
                        .build()
                        .forEach(row -> assertThat(row).isNotEmpty());
            } catch (DataFormatException e) {
                assertThat(e.getMessage()).startsWith(damaged.toString()).doesNotContain("\n");
            }
        }
    }

    @Test
    void withoutParquetsLibrariesTheErrorSaysWhatToAdd() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(withoutHadoop(), ClassLoader.getPlatformClassLoader())) {
            Class<?> dataset = loader.loadClass("dev.arclight.data.ParquetDataset");
            Object builder =
                    dataset.getMethod("builder", Path[].class).invoke(null, (Object) new Path[] {Path.of("a.parquet")});
            Object built = builder.getClass().getMethod("build").invoke(builder);
            assertThatThrownBy(() -> dataset.getMethod("iterator").invoke(built))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .satisfies(e -> {
                        assertThat(e.getClass().getName()).isEqualTo(DataFormatException.class.getName());
                        assertThat(e).hasMessageContaining("org.apache.parquet:parquet-hadoop");
                    });
        }
    }

    private static URL[] withoutHadoop() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains("hadoop") && !entry.contains("parquet")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
