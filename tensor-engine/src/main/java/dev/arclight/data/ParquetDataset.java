package dev.arclight.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of Parquet files, read as a stream, row group by row group, and of them only the columns that are asked for.
 *
 * <pre>{@code
 * ParquetDataset images = ParquetDataset.builder("hdfs://lake/images")
 *         .features("pixels").shape(1, 28, 28).label("class").build();
 * for (Batch batch : DataLoader.builder(images).batchSize(64).numWorkers(1).build()) {
 *     Tensor x = batch.data(), y = batch.target();   // float32[64, 1, 28, 28], int64[64]
 * }
 * }</pre>
 *
 * <p>A location is a path, or an address of any file system that Hadoop knows; of a folder all files are read that do not
 * begin with {@code _} or {@code .}, in the order of their names. Columns hold numbers, truth values, text, binary (each byte
 * 0 to 255) or lists of numbers, which have one length in all rows; one inside a struct is named by its path, {@code "a.b"}.
 * Their dtypes are the file's unless {@code dtype} says otherwise. An error names file, row and column.
 *
 * <p>Needs {@code org.apache.parquet:parquet-hadoop}, {@code org.apache.hadoop:hadoop-client-api} and {@code
 * hadoop-client-runtime} on the class path; without them reading is a {@link DataFormatException} that says so.
 */
public final class ParquetDataset extends TableDataset {
    private final List<String> locations;
    private final Map<String, String> options;
    private final TableSpec spec;

    private ParquetDataset(List<String> locations, Map<String, String> options, TableSpec spec) {
        this.locations = locations;
        this.options = options;
        this.spec = spec;
    }

    /** Begins with files or folders, as paths or as addresses such as {@code hdfs://…} or {@code s3a://…}. */
    public static Builder builder(String... locations) {
        return new Builder(List.of(locations));
    }

    /** Begins with files or folders of this machine. */
    public static Builder builder(Path... locations) {
        List<String> texts = new ArrayList<>();
        for (Path each : locations) {
            texts.add(each.toString());
        }
        return new Builder(texts);
    }

    @Override
    TableReader open() {
        try {
            return ParquetReader.open(locations, options, spec);
        } catch (NoClassDefFoundError e) {
            throw new DataFormatException(
                    "ParquetDataset: reading Parquet needs libraries that are not on the class path (" + e.getMessage()
                            + "); add org.apache.parquet:parquet-hadoop, org.apache.hadoop:hadoop-client-api and"
                            + " org.apache.hadoop:hadoop-client-runtime",
                    e);
        }
    }

    /** Where the files are and what is read. */
    public static final class Builder extends TableBuilder<Builder> {
        private final List<String> locations;
        private final Map<String, String> options = new HashMap<>();

        private Builder(List<String> locations) {
            this.locations = locations;
        }

        @Override
        Builder self() {
            return this;
        }

        /** A setting of Hadoop's, such as a file system's address or credentials. */
        public Builder option(String name, String value) {
            options.put(name, value);
            return this;
        }

        /** The files are looked for and opened when they are read. */
        public ParquetDataset build() {
            return new ParquetDataset(locations, Map.copyOf(options), spec());
        }
    }
}
