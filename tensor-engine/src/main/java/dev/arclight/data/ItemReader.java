package dev.arclight.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads a stream item by item. */
final class ItemReader<T> implements StreamSource.Reader<List<T>> {
    private final Iterator<T> items;

    ItemReader(Iterator<T> items) {
        this.items = items;
    }

    @Override
    public Optional<StreamSource.Portion<List<T>>> read(int most, StreamSource.Progress progress) {
        List<T> read = new ArrayList<>();
        progress.at(0);
        while (read.size() < most && items.hasNext()) {
            read.add(items.next());
            progress.at(read.size());
        }
        return read.isEmpty() ? Optional.empty() : Optional.of(new StreamSource.Portion<>(read, read.size()));
    }

    @Override
    public void close() {
        Streams.close(items);
    }
}
