package dev.arclight.spark.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** The array columns of a part of a file, open for reading from its first row group to its last. Not for use by two threads. */
final class ArrayFile implements Closeable {
    private final ParquetFileReader file;
    private final List<ListDecoder> decoders;
    private final List<NumberArrays> columns;
    private long left;

    private ArrayFile(ParquetFileReader file, List<ListColumn> lists) {
        this.file = file;
        this.decoders = new ArrayList<>();
        this.columns = new ArrayList<>();
        for (ListColumn list : lists) {
            NumberArrays arrays = new NumberArrays(list.type());
            columns.add(arrays);
            decoders.add(new ListDecoder(list, arrays));
        }
    }

    /**
     * Opens the row groups whose middle lies in a part of a file.
     *
     * @return null if anything about file or columns is not as this reader knows it; then Spark's reads it, or says what is wrong
     */
    static @Nullable ArrayFile open(
            Path path, long start, long length, Configuration configuration, List<StructField> fields) {
        ParquetReadOptions options = HadoopReadOptions.builder(configuration, path)
                .withRange(start, start + length)
                .build();
        try {
            ParquetFileReader file = ParquetFileReader.open(HadoopInputFile.fromPath(path, configuration), options);
            ArrayFile opened = null;
            try {
                List<ListColumn> lists = lists(file, fields);
                if (!lists.isEmpty()) {
                    file.setRequestedSchema(projection(file.getFileMetaData().getSchema(), fields));
                    opened = new ArrayFile(file, lists);
                }
                return opened;
            } finally {
                if (opened == null) {
                    file.close();
                }
            }
        } catch (IOException | RuntimeException e) {
            // Spark's reader opens it next, and its errors are those that Spark's settings and users know.
            return null;
        }
    }

    private static List<ListColumn> lists(ParquetFileReader file, List<StructField> fields) {
        List<ListColumn> lists = new ArrayList<>();
        for (StructField field : fields) {
            ListColumn list = ListColumn.of(field, file.getFileMetaData().getSchema());
            if (list == null || !isKnown(list.descriptor(), file.getRowGroups())) {
                return List.of();
            }
            lists.add(list);
        }
        return lists;
    }

    private static boolean isKnown(ColumnDescriptor column, List<BlockMetaData> rowGroups) {
        ColumnPath path = ColumnPath.get(column.getPath());
        for (BlockMetaData rowGroup : rowGroups) {
            boolean known = false;
            for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
                known |= chunk.getPath().equals(path) && ListColumn.ENCODINGS.containsAll(chunk.getEncodings());
            }
            if (!known) {
                return false;
            }
        }
        return true;
    }

    private static MessageType projection(MessageType schema, List<StructField> fields) {
        return new MessageType(
                schema.getName(),
                fields.stream().map(field -> schema.getType(field.name())).toList());
    }

    /** The columns, in the order of the fields; each reading replaces what they hold. */
    List<NumberArrays> columns() {
        return columns;
    }

    /**
     * Reads rows, which are all of one row group.
     *
     * @throws ParquetDecodingException if the file has fewer or its pages are not what they should be
     */
    void read(int count) throws IOException {
        if (left == 0) {
            PageReadStore rowGroup = file.readNextRowGroup();
            if (rowGroup == null) {
                throw new ParquetDecodingException("the columns of " + file.getFile() + " differ in their rows");
            }
            left = rowGroup.getRowCount();
            for (ListDecoder decoder : decoders) {
                decoder.begin(rowGroup.getPageReader(decoder.column().descriptor()), left);
            }
        }
        if (count > left) {
            throw new ParquetDecodingException("the columns of " + file.getFile() + " differ in their rows");
        }
        left -= count;
        for (ListDecoder decoder : decoders) {
            decoder.read(count);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
