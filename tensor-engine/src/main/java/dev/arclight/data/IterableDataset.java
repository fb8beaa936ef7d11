package dev.arclight.data;

import java.util.Iterator;

/**
 * Items that come one after the other, as {@code torch.utils.data.IterableDataset}: lines of a file, rows of a table.
 *
 * <p>A {@link DataLoader} reads an iterator in one thread at a time, whatever its number of workers, so each item comes
 * once and in order. An iterator that is {@link AutoCloseable} is closed when the pass ends or is given up.
 */
public interface IterableDataset<T> extends Iterable<T> {
    /** Begins anew at the first item. */
    @Override
    Iterator<T> iterator();
}
