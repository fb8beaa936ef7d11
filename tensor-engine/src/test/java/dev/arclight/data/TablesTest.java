package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {
    @TempDir
    Path folder;

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private static Batch all(TableDataset dataset) {
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).batchSize(1000).build()) {
            return loader.iterator().next();
        }
    }

    @Test
    void featuresAreLaidSideBySideAndLabelsAreClassNumbers() throws IOException {
        Path csv = file("a.csv", "name,x,y,kind", "one,1,2.5,b", "two,-3e2,0.1,a");
        Batch batch = all(CsvDataset.builder(csv)
                .features("y", "x")
                .label("kind", "a", "b")
                .build());

        assertThat(batch.data().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(batch.data().shape()).isEqualTo(Shape.of(2, 2));
        assertThat(batch.data().toFloatArray()).containsExactly(2.5f, 1, 0.1f, -300);
        assertThat(batch.target().toLongArray()).containsExactly(1, 0);
        Batch values = all(CsvDataset.builder(csv).features("x").target("y").build());
        assertThat(values.target().toFloatArray()).containsExactly(2.5f, 0.1f);
    }

    @Test
    void columnsStandOnTheirOwnWithTheirDtypes() throws IOException {
        Path csv = file("a.csv", "a;t;flag;big", "1;'x;y';true;9007199254740993", "2.5;;0;7");
        Batch batch = all(CsvDataset.builder(csv)
                .delimiter(';')
                .quote('\'')
                .columns("big", "t", "flag", "a")
                .dtype("big", DType.INT64)
                .dtype("flag", DType.BOOL)
                .dtype("a", DType.FLOAT64)
                .text("t")
                .missing(Missing.fill(0))
                .build());

        assertThat(batch.tensor("big").toLongArray()).containsExactly(9007199254740993L, 7);
        assertThat(batch.strings("t")).containsExactly("x;y", "");
        assertThat(batch.tensor("flag").toBooleanArray()).containsExactly(true, false);
        assertThat(batch.tensor("a").toDoubleArray()).containsExactly(1, 2.5);
    }

    @Test
    void allColumnsOfAFileWithoutHeaderAreNumbered() throws IOException {
        Batch batch = all(CsvDataset.builder(file("a.csv", "1,2", "", "3,nan"))
                .header(false)
                .build());

        assertThat(batch.tensor("0").toFloatArray()).containsExactly(1, 3);
        assertThat(batch.tensor("1").toFloatArray()).containsExactly(2, Float.NaN);
    }

    @Test
    void filesFollowEachOtherEachWithItsOrderOfColumns() throws IOException {
        Path first = file("a.csv", "x,y", "1,2");
        Path empty = file("b.csv", "x,y");
        Path second = file("c.csv", "y,x", "4,3");

        assertThat(all(CsvDataset.builder(first, empty, second)
                                .features("x", "y")
                                .build())
                        .data()
                        .toFloatArray())
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void gzipIsSeenFromTheFirstBytes() throws IOException {
        Path file = folder.resolve("a.csv");
        try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
            stream.write("x\n5\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(all(CsvDataset.builder(file).columns("x").build())
                        .tensor("x")
                        .item())
                .isEqualTo(5);
    }

    @Test
    void rowsAreStreamedInBatchesAndOneByOne() throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,name"));
        for (int i = 0; i < 700; i++) {
            lines.add(i + ",n" + i);
        }
        CsvDataset dataset = CsvDataset.builder(file("a.csv", lines.toArray(String[]::new)))
                .columns("x", "name")
                .text("name")
                .build();

        int row = 0;
        for (Map<String, Object> each : dataset) {
            assertThat(((Tensor) each.get("x")).item()).isEqualTo(row);
            assertThat(each.get("name")).isEqualTo("n" + row);
            row++;
        }
        assertThat(row).isEqualTo(700);
        int from = 0;
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).batchSize(64).numWorkers(2).build()) {
            for (Batch batch : loader) {
                assertThat(batch.tensor("x").toFloatArray()[0]).isEqualTo(from);
                from += batch.size();
            }
        }
        assertThat(from).isEqualTo(700);
    }

    @Test
    void missingValuesAreErrorsAreFilledOrTakeTheirRowAlong() throws IOException {
        Path csv = file("a.csv", "x,y", "1,2", "3,?", "5,6");
        CsvDataset.Builder builder = CsvDataset.builder(csv).features("x", "y").missingValues("?", "NA");

        assertThatThrownBy(() -> all(builder.build()))
                .isInstanceOf(DataLoaderException.class)
                .hasMessageContaining("a.csv: line 3, column \"y\"")
                .hasMessageContaining("missing");
        assertThat(all(builder.missing(Missing.fill(-1)).build()).data().toFloatArray())
                .containsExactly(1, 2, 3, -1, 5, 6);
        assertThat(all(builder.missing(Missing.skipRow()).build()).data().toFloatArray())
                .containsExactly(1, 2, 5, 6);
    }

    @Test
    void errorsOfCsvNameFileLineAndColumn() throws IOException {
        Path csv = file("a.csv", "x,y", "1,2", "3,four");
        wrong(CsvDataset.builder(csv).features("x", "y").build(), "a.csv: line 3, column \"y\": \"four\" is no number");
        wrong(
                CsvDataset.builder(csv).columns("y").dtype("y", DType.INT32).build(),
                "a.csv: line 3, column \"y\": \"four\" is no whole number");
        wrong(CsvDataset.builder(csv).features("x").label("y", "2").build(), "\"four\" is none of the classes [2]");
        wrong(CsvDataset.builder(csv).columns("z").build(), "has no column \"z\"; its columns are [x, y]");
        Path wide = file("b.csv", "x,y", "1,2", "3");
        wrong(CsvDataset.builder(wide).columns("x").build(), "b.csv: line 3: has 1 values, expected 2");
        Path range = file("c.csv", "x", "300");
        wrong(CsvDataset.builder(range).columns("x").dtype("x", DType.UINT8).build(), "300 is out of the range");
        Path open = file("d.csv", "x", "\"1");
        wrong(CsvDataset.builder(open).columns("x").build(), "d.csv: line");
        wrong(CsvDataset.builder(folder.resolve("none.csv")).build(), "no such file");
        wrong(CsvDataset.builder(folder).build(), "is a folder");
        wrong(CsvDataset.builder(Files.createFile(folder.resolve("e.csv"))).build(), "is empty");
    }

    private static void wrong(TableDataset dataset, String message) {
        assertThatThrownBy(() -> dataset.iterator().next())
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void descriptionsThatMakeNoSenseAreRefused() throws IOException {
        CsvDataset.Builder builder = CsvDataset.builder(file("a.csv", "x"));

        assertThatThrownBy(() -> builder.columns("x").features("x").build()).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> CsvDataset.builder(folder).label("x").build()).hasMessageContaining("features");
        assertThatThrownBy(() -> CsvDataset.builder(folder).columns("x", "x").build())
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> builder.shape(0)).isInstanceOf(ArclightException.class);
    }

    @Test
    void damagedTablesAreTypedErrorsOfOneLine() throws IOException {
        String csv = """
                x,y,name
                1,2.5,"a, b"
                -3e2,nan,c

                5,6,"d""e"
                """;
        String json = """
                {"x": 1, "v": [[1,2],[3,4.5]], "t": "gut\\u00fc", "b": true}
                {"x": -2e3, "v": [[5,6],[7,8]], "t": "x", "b": false}
                """;
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = (i % 2 == 0 ? csv : json).getBytes(StandardCharsets.UTF_8);
            for (int k = 0; k < 1 + random.nextInt(5); k++) {
                boolean any = random.nextInt(3) == 0;
                bytes[random.nextInt(bytes.length)] =
                        (byte) (any ? random.nextInt() : "\",{}[]:\n\\e-.0".charAt(random.nextInt(13)));
            }
            Path file = Files.write(folder.resolve("damaged"), bytes);
            TableDataset dataset = i % 2 == 0
                    ? CsvDataset.builder(file)
                            .columns("x", "y", "name")
                            .text("name")
                            .missing(Missing.fill(0))
                            .build()
                    : JsonLinesDataset.builder(file).build();
            try {
                dataset.forEach(row -> assertThat(row).isNotEmpty());
            } catch (DataFormatException e) {
                refused++;
                assertThat(e.getMessage()).contains("damaged").doesNotContain("\n");
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void jsonObjectsGiveNumbersTextAndMatrices() throws IOException {
        Path json = file(
                "a.jsonl",
                "{\"text\": \"gut\", \"n\": 3, \"v\": [[1, 2], [3, 4.5]], \"ok\": true, \"more\": {\"a\": [1]}}",
                "",
                "{\"v\": [[5, 6], [7, 8]], \"ok\": false, \"n\": -1e3, \"text\": \"schön\"}");
        Batch batch = all(
                JsonLinesDataset.builder(json).columns("text", "n", "v", "ok").build());

        assertThat(batch.strings("text")).containsExactly("gut", "schön");
        assertThat(batch.tensor("n").toFloatArray()).containsExactly(3, -1000);
        assertThat(batch.tensor("v").shape()).isEqualTo(Shape.of(2, 4));
        assertThat(batch.tensor("v").toFloatArray()).containsExactly(1, 2, 3, 4.5f, 5, 6, 7, 8);
        assertThat(batch.tensor("ok").toBooleanArray()).containsExactly(true, false);
        Batch shaped = all(JsonLinesDataset.builder(json)
                .features("v")
                .shape(2, 2)
                .label("text", "gut", "schön")
                .build());
        assertThat(shaped.data().shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(shaped.target().toLongArray()).containsExactly(0, 1);
    }

    @Test
    void allFieldsOfTheFirstObjectAreReadWithoutOtherWords() throws IOException {
        Batch batch =
                all(JsonLinesDataset.builder(file("a.jsonl", "{\"b\": 1, \"a\": \"x\"}", "{\"a\": \"y\", \"b\": 2}"))
                        .build());

        assertThat(batch.tensor("b").toFloatArray()).containsExactly(1, 2);
        assertThat(batch.strings("a")).containsExactly("x", "y");
    }

    @Test
    void fieldsThatLackAreMissingValues() throws IOException {
        Path json = file("a.jsonl", "{\"x\": 1, \"v\": [1, 2]}", "{\"v\": [3, null]}", "{\"x\": null, \"v\": null}");
        JsonLinesDataset.Builder builder = JsonLinesDataset.builder(json).columns("x", "v");

        assertThatThrownBy(() -> all(builder.build())).hasMessageContaining("line 2");
        Batch filled = all(builder.missing(Missing.fill(9)).build());
        assertThat(filled.tensor("x").toFloatArray()).containsExactly(1, 9, 9);
        assertThat(filled.tensor("v").toFloatArray()).containsExactly(1, 2, 3, 9, 9, 9);
        Batch skipped = all(builder.missing(Missing.skipRow()).build());
        assertThat(skipped.tensor("v").toFloatArray()).containsExactly(1, 2);
    }

    @Test
    void errorsOfJsonNameFileLineAndColumn() throws IOException {
        wrongJson("{\"x\": 1}\n{\"x\": \"one\"}", "a.jsonl: line 2, column \"x\": is VALUE_STRING, expected a number");
        wrongJson("{\"x\": 1}\n{\"x\": 1, \"x\": 2}", "twice");
        wrongJson("{\"x\": 1}\n{\"x\": {\"y\": 2}}", "line 2, column \"x\"");
        wrongJson("{\"x\": 1}\n[1]", "a.jsonl: line 2: begins with START_ARRAY");
        wrongJson("{\"x\": 1}\n{\"x\": 1", "a.jsonl: line");
        wrongJson("{\"x\": 1}\n{\"x\": 1e}", "a.jsonl: line 2: is no JSON");
        wrongJson("{\"x\": [1, 2]}\n{\"x\": [1]}", "has 1 numbers, the first row 2");
        wrongJson("{\"x\": [1, 2]}\n{\"x\": 1}", "expected an array");
        wrongJson("{\"x\": [1, [\"a\"]]}", "expected a number");
    }

    private void wrongJson(String text, String message) throws IOException {
        JsonLinesDataset dataset =
                JsonLinesDataset.builder(file("a.jsonl", text)).columns("x").build();
        assertThatThrownBy(() -> dataset.forEach(row -> {}))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
