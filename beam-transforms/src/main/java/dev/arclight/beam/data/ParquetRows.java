package dev.arclight.beam.data;

import dev.arclight.data.DataFormatException;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Comparator;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.extensions.avro.schemas.utils.AvroUtils;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.Row;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.jspecify.annotations.Nullable;

/**
 * Whole rows of Parquet files, in and out, as Beam's {@link Row}: for pipelines that carry columns along. Where only numbers
 * are read, {@link ReadParquetTensors} is faster.
 *
 * <pre>{@code
 * PCollection<Row> rows = pipeline.apply(ParquetRows.read("hdfs://…/reviews/"));
 * rows.apply(ParquetRows.write("hdfs://…/copy"));
 * }</pre>
 */
public final class ParquetRows {
    /** A list's elements are the values themselves and no records of one field. */
    private static final Map<String, String> PLAIN_LISTS = Map.of("parquet.avro.add-list-element-records", "false");

    private ParquetRows() {}

    /**
     * Reads a file, all files of a glob, or all {@code *.parquet} of a folder. The schema is that of the first file, which is
     * looked at when the pipeline is built.
     *
     * @throws DataFormatException when applied, if there is no such file or it cannot be read
     */
    public static PTransform<PBegin, PCollection<Row>> read(String filepattern) {
        return new Read(filepattern);
    }

    /** Writes files {@code part-….parquet} into a folder; lists as Spark and Arrow write them. */
    public static PTransform<PCollection<Row>, PDone> write(String folder) {
        return new Write(folder);
    }

    private static final class Read extends PTransform<PBegin, PCollection<Row>> {
        private final String filepattern;

        Read(String filepattern) {
            this.filepattern = filepattern;
        }

        @Override
        public PCollection<Row> expand(PBegin begin) {
            FileSystems.setDefaultPipelineOptions(begin.getPipeline().getOptions());
            String pattern;
            MatchResult.Metadata first;
            try {
                first = FindFilesFn.find(filepattern).stream()
                        .min(Comparator.comparing(file -> file.resourceId().toString()))
                        .orElseThrow();
                pattern = FindFilesFn.resolved(filepattern);
            } catch (IOException e) {
                throw new DataFormatException(filepattern + ": cannot be listed: " + e.getMessage(), e);
            }
            Schema schema = schema(first);
            org.apache.beam.sdk.schemas.Schema rows = AvroUtils.toBeamSchema(schema);
            return begin.apply("Read", ParquetIO.read(schema).from(pattern).withConfiguration(PLAIN_LISTS))
                    .apply("ToRows", MapElements.via(new ToRow(rows)))
                    .setRowSchema(rows);
        }

        private static Schema schema(MatchResult.Metadata file) {
            try (ReadableByteChannel channel = FileSystems.open(file.resourceId())) {
                return schema((SeekableByteChannel) channel);
            } catch (IOException | RuntimeException e) {
                throw new DataFormatException(
                        file.resourceId() + ": is no Parquet file that can be read: " + e.getMessage(), e);
            }
        }

        private static Schema schema(SeekableByteChannel channel) throws IOException {
            try (ParquetFileReader reader = ParquetFileReader.open(new ChannelFile(channel))) {
                return new AvroSchemaConverter(new PlainParquetConfiguration(PLAIN_LISTS))
                        .convert(reader.getFileMetaData().getSchema());
            }
        }
    }

    private static final class ToRow extends SimpleFunction<GenericRecord, Row> {
        private final org.apache.beam.sdk.schemas.Schema schema;

        ToRow(org.apache.beam.sdk.schemas.Schema schema) {
            this.schema = schema;
        }

        @Override
        public Row apply(GenericRecord input) {
            return AvroUtils.toBeamRowStrict(input, schema);
        }
    }

    private static final class Write extends PTransform<PCollection<Row>, PDone> {
        private final String folder;

        Write(String folder) {
            this.folder = folder;
        }

        @Override
        public PDone expand(PCollection<Row> rows) {
            Schema schema = AvroUtils.toAvroSchema(rows.getSchema());
            rows.apply("ToRecords", MapElements.via(new ToRecord(schema.toString())))
                    .setCoder(AvroCoder.of(schema))
                    .apply(
                            "Write",
                            FileIO.<GenericRecord>write()
                                    .via(ParquetIO.sink(schema)
                                            .withConfiguration(
                                                    Map.of("parquet.avro.write-old-list-structure", "false")))
                                    .to(folder)
                                    .withPrefix("part")
                                    .withSuffix(".parquet"));
            return PDone.in(rows.getPipeline());
        }
    }

    private static final class ToRecord extends SimpleFunction<Row, GenericRecord> {
        /** As text: schemas of Avro are not declared serializable. */
        private final String schema;

        private transient @Nullable Schema parsed;

        ToRecord(String schema) {
            this.schema = schema;
        }

        @Override
        public GenericRecord apply(Row input) {
            Schema known = parsed;
            if (known == null) {
                known = new Schema.Parser().parse(schema);
                parsed = known;
            }
            return AvroUtils.toGenericRecord(input, known);
        }
    }
}
