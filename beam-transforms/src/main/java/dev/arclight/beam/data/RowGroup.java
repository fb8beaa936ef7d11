package dev.arclight.beam.data;

import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/** Walks the columns of a row group side by side, block by block. */
final class RowGroup {
    private final List<LeafReader> leaves = new ArrayList<>();
    private final long rows;
    private long row;

    /**
     * @param schema exactly the columns that are asked for
     * @param file for messages
     * @param rowsBefore in the groups of the file before this one
     */
    RowGroup(
            PageReadStore pages,
            MessageType schema,
            String createdBy,
            List<ColumnRequest> columns,
            String file,
            long rowsBefore) {
        ColumnReadStoreImpl store = new ColumnReadStoreImpl(pages, new NoRecords(), schema, createdBy);
        for (ColumnRequest column : columns) {
            leaves.add(LeafReader.of(store, schema, column, file, rowsBefore));
        }
        rows = pages.getRowCount();
    }

    boolean hasNext() {
        return row < rows;
    }

    /** The next rows, at most {@code most}. */
    TensorBlock next(int most) {
        int count = (int) Math.min(most, rows - row);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (LeafReader leaf : leaves) {
            tensors.put(leaf.name(), leaf.read(row, count));
        }
        row += count;
        return TensorBlock.of(tensors);
    }

    /** A column reader wants a converter to look up and, read by hand, never calls it. */
    private static final class NoRecords extends GroupConverter {
        @Override
        public Converter getConverter(int field) {
            return this;
        }

        @Override
        public PrimitiveConverter asPrimitiveConverter() {
            return new PrimitiveConverter() {};
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
