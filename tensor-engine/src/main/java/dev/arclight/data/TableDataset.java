package dev.arclight.data;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Rows of files as a stream, each a map from names to tensors and text. A {@link DataLoader} that collates by default makes
 * its batches of the columns directly, without a map for each row.
 */
public abstract sealed class TableDataset implements IterableDataset<Map<String, Object>>
        permits CsvDataset, JsonLinesDataset, ParquetDataset {
    /** Rows that an iterator reads at once. */
    private static final int PORTION = 256;

    TableDataset() {}

    abstract TableReader open();

    /** Begins with the first row; the files are opened now and closed at the end, or by closing the iterator. */
    @Override
    public final Iterator<Map<String, Object>> iterator() {
        return new RowIterator(open());
    }

    final StreamSource.Reader<TableRows> reader() {
        return new Portions(open());
    }

    private static final class RowIterator implements Iterator<Map<String, Object>>, AutoCloseable {
        private final TableReader reader;
        private final ArrayDeque<Map<String, Object>> ready = new ArrayDeque<>();
        private boolean ended;

        RowIterator(TableReader reader) {
            this.reader = reader;
        }

        @Override
        public boolean hasNext() {
            if (ready.isEmpty() && !ended) {
                TableRows rows = reader.rows();
                reader.read(rows, PORTION);
                ready.addAll(TableRows.split(rows.members(), rows.count()));
                if (ready.isEmpty()) {
                    close();
                }
            }
            return !ready.isEmpty();
        }

        @Override
        public Map<String, Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no more rows");
            }
            return ready.remove();
        }

        @Override
        public void close() {
            ended = true;
            reader.close();
        }
    }

    private record Portions(TableReader reader) implements StreamSource.Reader<TableRows> {
        @Override
        public Optional<StreamSource.Portion<TableRows>> read(int most, StreamSource.Progress progress) {
            TableRows rows = reader.rows();
            reader.read(rows, most);
            return rows.count() == 0 ? Optional.empty() : Optional.of(new StreamSource.Portion<>(rows, rows.count()));
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
