package dev.arclight.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Objects of JSON-lines files, plain or gzip, read as a stream: one object a line, its fields the columns.
 *
 * <pre>{@code
 * JsonLinesDataset reviews = JsonLinesDataset.builder(Path.of("reviews.jsonl")).columns("text", "stars").build();
 * for (Batch batch : DataLoader.builder(reviews).batchSize(32).build()) {
 *     List<String> texts = batch.strings("text");
 *     Tensor stars = batch.tensor("stars");
 * }
 * }</pre>
 *
 * <p>Without other words the first object says what a column is: text, a truth value, or numbers, which are float32. An array
 * of numbers is a row of a matrix; nested ones are laid out flat. An error names file, line and column.
 */
public final class JsonLinesDataset extends TableDataset {
    private final List<Path> files;
    private final TableSpec spec;

    private JsonLinesDataset(List<Path> files, TableSpec spec) {
        this.files = files;
        this.spec = spec;
    }

    /** Begins with the files, which are read in this order. */
    public static Builder builder(Path... files) {
        return new Builder(List.of(files));
    }

    @Override
    TableReader open() {
        return JsonLinesReader.open(files, spec);
    }

    /** What is read. */
    public static final class Builder extends TableBuilder<Builder> {
        private final List<Path> files;

        private Builder(List<Path> files) {
            this.files = files;
        }

        @Override
        Builder self() {
            return this;
        }

        /** The files are opened when they are read. */
        public JsonLinesDataset build() {
            return new JsonLinesDataset(files, spec());
        }
    }
}
