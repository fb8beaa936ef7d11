package dev.arclight.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Streams one behind the other, as {@code torch.utils.data.ChainDataset}. Each is opened when its turn comes. */
public final class ChainDataset<T> implements IterableDataset<T> {
    private final List<IterableDataset<T>> datasets;

    public ChainDataset(List<? extends IterableDataset<T>> datasets) {
        this.datasets = List.copyOf(datasets);
    }

    @Override
    public Iterator<T> iterator() {
        return new Chain<>(datasets.iterator());
    }

    private static final class Chain<T> implements Iterator<T>, AutoCloseable {
        private final Iterator<IterableDataset<T>> rest;
        private @Nullable Iterator<T> items;

        Chain(Iterator<IterableDataset<T>> rest) {
            this.rest = rest;
        }

        @Override
        public boolean hasNext() {
            while (items == null || !items.hasNext()) {
                close();
                if (!rest.hasNext()) {
                    return false;
                }
                items = rest.next().iterator();
            }
            return true;
        }

        @Override
        public T next() {
            Iterator<T> present = hasNext() ? items : null;
            if (present == null) {
                throw new NoSuchElementException("no more items");
            }
            return present.next();
        }

        @Override
        public void close() {
            Iterator<T> present = items;
            items = null;
            if (present != null) {
                Streams.close(present);
            }
        }
    }
}
