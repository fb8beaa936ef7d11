package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.TestData;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apache's files for the conformance of Parquet's readers, good ones and bad ones. */
@Timeout(300)
class ParquetTestingTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void unpack() throws IOException {
        Tar.unpack(TestData.require("parquet-testing/parquet-testing.tar.gz"), folder);
    }

    private static Path file(String name) {
        return folder.resolve("parquet-testing").resolve(name);
    }

    private static Batch all(ParquetDataset dataset) {
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).batchSize(100_000).build()) {
            return loader.iterator().next();
        }
    }

    private static Batch all(String name, String... columns) {
        return all(ParquetDataset.builder(file("data/" + name)).columns(columns).build());
    }

    @Test
    void everyColumnOfEveryFileIsReadOrRefusedInOneLine() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(file -> file.toString().matches(".*\\.parquet(\\.encrypted)?"))
                    .sorted()
                    .toList();
        }
        int read = 0;
        for (Path file : files) {
            if (reads(file)) {
                read++;
                continue;
            }
            for (String column : columns(file)) {
                read += reads(file, column) ? 1 : 0;
            }
        }
        assertThat(files).hasSizeGreaterThan(200);
        assertThat(read).isGreaterThan(150);
    }

    /** Whether these columns can be read; if not, the error is of the right kind. */
    private static boolean reads(Path file, String... columns) {
        try {
            for (Object row : ParquetDataset.builder(file)
                    .columns(columns)
                    .missing(Missing.skipRow())
                    .build()) {
                assertThat(row).isNotNull();
            }
            return true;
        } catch (DataFormatException e) {
            assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
            return false;
        }
    }

    /** What the file says it has, or one that it may not have. */
    private static List<String> columns(Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getFileMetaData().getSchema().getFields().stream()
                    .map(Type::getName)
                    .toList();
        } catch (IOException | RuntimeException e) {
            return List.of("x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alltypes_plain.parquet", "alltypes_dictionary.parquet", "alltypes_plain.snappy.parquet"})
    void numbersTextAndTruthValuesAreThoseOfImpala(String name) {
        Batch batch = all(
                name,
                "id",
                "bool_col",
                "tinyint_col",
                "bigint_col",
                "float_col",
                "double_col",
                "date_string_col",
                "string_col");
        Tensor id = batch.tensor("id");

        assertThat(id.dtype()).isEqualTo(DType.INT32);
        for (int i = 0; i < batch.size(); i++) {
            long n = (long) id.item(i);
            long parity = n % 2;
            assertThat(batch.tensor("bool_col").toBooleanArray()[i]).isEqualTo(parity == 0);
            assertThat(batch.tensor("tinyint_col").item(i)).isEqualTo((double) parity);
            assertThat(batch.tensor("bigint_col").item(i)).isEqualTo(10.0 * parity);
            assertThat(batch.tensor("float_col").toFloatArray()[i]).isEqualTo(1.1f * parity);
            assertThat(batch.tensor("double_col").item(i)).isEqualTo(10.1 * parity);
        }
        if (name.equals("alltypes_plain.parquet")) {
            assertThat(id.toLongArray()).containsExactly(4, 5, 6, 7, 2, 3, 0, 1);
        }
    }

    @Test
    void tinyPagesHoldTheSameHoweverTheyAreWritten() {
        Batch a = all("alltypes_tiny_pages.parquet", "id", "bigint_col", "double_col");
        Batch b = all("alltypes_tiny_pages_plain.parquet", "id", "bigint_col", "double_col");

        assertThat(a.size()).isEqualTo(7300).isEqualTo(b.size());
        for (String column : List.of("id", "bigint_col", "double_col")) {
            assertThat(a.tensor(column).toDoubleArray())
                    .isEqualTo(b.tensor(column).toDoubleArray());
        }
    }

    @Test
    void wholeNumbersPackedByDifferenceAreThoseOfTheList() {
        List<String> names = new ArrayList<>();
        IntStream.rangeClosed(0, 64).forEach(i -> names.add("bitwidth" + i));
        names.add("int_value");
        String[] columns = names.toArray(String[]::new);
        CsvDataset.Builder csv =
                CsvDataset.builder(file("data/delta_binary_packed_expect.csv")).columns(columns);
        names.forEach(name -> csv.dtype(name, DType.INT64));
        Batch expected = DataLoader.builder(csv.build())
                .batchSize(1000)
                .build()
                .iterator()
                .next();
        Batch read = all("delta_binary_packed.parquet", columns);

        for (String name : names) {
            assertThat(read.tensor(name).toLongArray())
                    .as(name)
                    .isEqualTo(expected.tensor(name).toLongArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"delta_byte_array", "delta_encoding_optional_column", "delta_encoding_required_column"})
    void textAndNumbersOfDeltaEncodingsAreThoseOfTheList(String name) throws IOException {
        List<String> columns = columns(file("data/" + name + ".parquet"));
        CsvDataset.Builder csv = CsvDataset.builder(file("data/" + name + "_expect.csv"));
        Batch read = all(ParquetDataset.builder(file("data/" + name + ".parquet"))
                .missing(Missing.fill(0))
                .build());
        // The lists write names and missing values in ways of their own; all is compared as text.
        Batch expected = DataLoader.builder(csv.header(false)
                        .text(IntStream.range(0, columns.size())
                                .mapToObj(Integer::toString)
                                .toArray(String[]::new))
                        .missing(Missing.fill(0))
                        .build())
                .batchSize(100_000)
                .build()
                .iterator()
                .next();
        assertThat(read.size()).isEqualTo(expected.size() - 1);
        for (int i = 0; i < columns.size(); i++) {
            List<String> texts = expected.strings(Integer.toString(i));
            Object values = read.get(columns.get(i));
            for (int row = 0; row < read.size(); row++) {
                String text = texts.get(row + 1).strip();
                if (values instanceof Tensor tensor) {
                    assertThat(tensor.item(row)).isEqualTo(text.isEmpty() ? 0 : Double.parseDouble(text));
                } else {
                    assertThat(((String) ((List<?>) values).get(row)).strip()).isEqualTo(text);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int32_decimal.parquet",
                "int64_decimal.parquet",
                "fixed_length_decimal.parquet",
                "fixed_length_decimal_legacy.parquet",
                "byte_array_decimal.parquet"
            })
    void decimalsAreNumbersHoweverTheyAreKept(String name) {
        double[] expected = IntStream.rangeClosed(1, 24).mapToDouble(i -> i).toArray();

        assertThat(all(name, "value").tensor("value").toDoubleArray()).isEqualTo(expected);
    }

    @Test
    void bytesThatWereSplitAreJoinedAgain() {
        String[] kinds = {"float16", "float", "double", "int32", "int64", "flba5", "decimal"};
        for (String kind : kinds) {
            Batch batch = all("byte_stream_split_extended.gzip.parquet", kind + "_plain", kind + "_byte_stream_split");
            assertThat(batch.tensor(1).toDoubleArray())
                    .as(kind)
                    .isEqualTo(batch.tensor(0).toDoubleArray());
        }
    }

    @Test
    void halvesAreRead() {
        float[] values = all(ParquetDataset.builder(file("data/float16_nonzeros_and_nans.parquet"))
                        .missing(Missing.fill(0))
                        .build())
                .tensor("x")
                .toFloatArray();
        assertThat(values).hasSize(8).contains(1f, -2f, Float.NaN);
    }

    @Test
    void listsOfOtherLengthsAreRefused() {
        ParquetDataset.Builder builder =
                ParquetDataset.builder(file("data/list_columns.parquet")).columns("int64_list");

        assertThatThrownBy(() -> builder.build().iterator().next())
                .hasMessageContaining("row 1, column \"int64_list\": a number of the list is null");
        assertThatThrownBy(() ->
                        builder.missing(Missing.skipRow()).build().iterator().next())
                .hasMessageContaining("row 2, column \"int64_list\": has 1 numbers, the first row 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data/datapage_v1-corrupt-checksum.parquet",
                "data/rle-dict-uncompressed-corrupt-checksum.parquet",
                "data/nation.dict-malformed.parquet",
                "data/hadoop_lz4_compressed.parquet",
                "data/encrypt_columns_and_footer.parquet.encrypted",
                "bad_data/PARQUET-1481.parquet",
                "bad_data/ARROW-GH-41317.parquet",
                "bad_data/ARROW-GH-47662.parquet",
                "bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet",
                "bad_data/ARROW-RS-GH-6229-LEVELS.parquet"
            })
    void filesThatAreDamagedOrLockedAreRefused(String name) {
        assertThatThrownBy(() -> ParquetDataset.builder(file(name)).build().forEach(row -> {}))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(file(name).toString());
    }
}
