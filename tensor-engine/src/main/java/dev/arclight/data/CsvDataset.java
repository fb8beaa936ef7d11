package dev.arclight.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Rows of CSV files, plain or gzip, read as a stream.
 *
 * <pre>{@code
 * CsvDataset iris = CsvDataset.builder(Path.of("iris.csv"))
 *         .features("sepal_length", "sepal_width", "petal_length", "petal_width")
 *         .label("species", "setosa", "versicolor", "virginica")
 *         .build();
 * for (Batch batch : DataLoader.builder(iris).batchSize(32).build()) {
 *     Tensor x = batch.data(), y = batch.target();   // float32[32, 4], int64[32]
 * }
 * }</pre>
 *
 * <p>Columns are numbers, float32 unless {@code dtype} says otherwise, or {@code text}. An error names file, line and column.
 */
public final class CsvDataset extends TableDataset {
    /** How the files are written. */
    record Form(boolean header, char delimiter, char quote) {}

    private final List<Path> files;
    private final Form form;
    private final TableSpec spec;

    private CsvDataset(List<Path> files, Form form, TableSpec spec) {
        this.files = files;
        this.form = form;
        this.spec = spec;
    }

    /** Begins with the files, which are read in this order and have the same columns. */
    public static Builder builder(Path... files) {
        return new Builder(List.of(files));
    }

    @Override
    TableReader open() {
        return CsvReader.open(files, form, spec);
    }

    /** How the files are written and what is read. */
    public static final class Builder extends TableBuilder<Builder> {
        private final List<Path> files;
        private boolean header = true;
        private char delimiter = ',';
        private char quote = '"';

        private Builder(List<Path> files) {
            this.files = files;
        }

        @Override
        Builder self() {
            return this;
        }

        /** Whether the first line names the columns, as it does unless told otherwise; else they are "0", "1" and so on. */
        public Builder header(boolean header) {
            this.header = header;
            return this;
        }

        /** What stands between two values; a comma unless told otherwise. */
        public Builder delimiter(char delimiter) {
            this.delimiter = delimiter;
            return this;
        }

        /** What stands around values that hold delimiters; a double quote unless told otherwise. */
        public Builder quote(char quote) {
            this.quote = quote;
            return this;
        }

        /** Which texts stand for a missing value, such as "?" or "NA"; the empty text unless told otherwise. */
        public Builder missingValues(String... texts) {
            return missingTexts(texts);
        }

        /** The files are opened when they are read. */
        public CsvDataset build() {
            return new CsvDataset(files, new Form(header, delimiter, quote), spec());
        }
    }
}
