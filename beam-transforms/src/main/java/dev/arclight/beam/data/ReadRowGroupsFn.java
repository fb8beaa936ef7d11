package dev.arclight.beam.data;

import dev.arclight.data.DataFormatException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Reads a file's row groups; the restriction counts them. */
@DoFn.BoundedPerElement
final class ReadRowGroupsFn extends DoFn<FileIO.ReadableFile, TensorBlock> {
    private final List<ColumnRequest> columns;
    private final int blockRows;

    ReadRowGroupsFn(List<ColumnRequest> columns, int blockRows) {
        this.columns = columns;
        this.blockRows = blockRows;
    }

    @GetInitialRestriction
    public OffsetRange initialRestriction(@Element FileIO.ReadableFile file) throws IOException {
        try (ParquetFileReader reader = open(file)) {
            return new OffsetRange(0, reader.getRowGroups().size());
        }
    }

    @SplitRestriction
    public void splitRestriction(@Restriction OffsetRange restriction, OutputReceiver<OffsetRange> out) {
        restriction.split(1, 1).forEach(out::output);
    }

    @ProcessElement
    public void processElement(
            @Element FileIO.ReadableFile file,
            RestrictionTracker<OffsetRange, Long> tracker,
            OutputReceiver<TensorBlock> out)
            throws IOException {
        try (ParquetFileReader reader = open(file)) {
            MessageType requested = requested(reader.getFileMetaData().getSchema(), name(file));
            // Other columns are not even fetched.
            reader.setRequestedSchema(requested);
            String createdBy = reader.getFileMetaData().getCreatedBy();
            int group = Math.toIntExact(tracker.currentRestriction().getFrom());
            for (; tracker.tryClaim((long) group); group++) {
                if (reader.getRowGroups().get(group).getRowCount() == 0) {
                    // Some writers leave such groups, and the reader refuses them.
                    continue;
                }
                RowGroup rows = new RowGroup(
                        reader.readRowGroup(group),
                        requested,
                        createdBy,
                        columns,
                        name(file),
                        rowsBefore(reader.getRowGroups(), group));
                while (rows.hasNext()) {
                    out.output(rows.next(blockRows));
                }
            }
        }
    }

    private MessageType requested(MessageType schema, String file) {
        Set<Type> types = new LinkedHashSet<>();
        for (ColumnRequest column : columns) {
            if (!schema.containsField(column.name())) {
                throw new DataFormatException(file + ": has no column \"" + column.name() + "\"; its columns are "
                        + schema.getFields().stream().map(Type::getName).toList());
            }
            types.add(schema.getType(column.name()));
        }
        return new MessageType(schema.getName(), List.copyOf(types));
    }

    private static long rowsBefore(List<BlockMetaData> groups, int group) {
        return groups.subList(0, group).stream()
                .mapToLong(BlockMetaData::getRowCount)
                .sum();
    }

    private static String name(FileIO.ReadableFile file) {
        return file.getMetadata().resourceId().toString();
    }

    private static ParquetFileReader open(FileIO.ReadableFile file) throws IOException {
        SeekableByteChannel channel = file.openSeekable();
        try {
            return ParquetFileReader.open(new ChannelFile(channel));
        } catch (IOException | RuntimeException e) {
            DataFormatException unreadable =
                    new DataFormatException(name(file) + ": is no Parquet file that can be read: " + e.getMessage(), e);
            try {
                channel.close();
            } catch (IOException unclosed) {
                unreadable.addSuppressed(unclosed);
            }
            throw unreadable;
        }
    }
}
