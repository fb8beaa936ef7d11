package dev.arclight.spark.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * The column batches that Spark's reader makes of a file, with array columns put in their places. Each batch takes the place of the
 * one before, as Spark's do.
 */
final class ArrayBatches extends AbstractIterator<Object> implements Closeable {
    private final Iterator<?> others;
    private final ArrayFile file;
    private final int[] places;
    private @Nullable ColumnarBatch known;
    private @Nullable ColumnarBatch batch;
    private boolean ready;

    /**
     * Joins both.
     *
     * @param others column batches without the array columns
     * @param file ends when this is closed
     * @param places of the array columns among all, in ascending order
     */
    ArrayBatches(Iterator<?> others, ArrayFile file, int[] places) {
        this.others = others;
        this.file = file;
        this.places = places.clone();
    }

    /** Reads, as Spark's own iterator does here: it is the place where Spark adds the file's name to errors. */
    @Override
    public boolean hasNext() {
        if (ready) {
            return true;
        }
        if (!others.hasNext()) {
            close();
            return false;
        }
        ColumnarBatch other = (ColumnarBatch) others.next();
        try {
            file.read(other.numRows());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ColumnarBatch joined = batch;
        if (joined == null || other != known) {
            joined = join(other);
            batch = joined;
            known = other;
        }
        joined.setNumRows(other.numRows());
        ready = true;
        return true;
    }

    @Override
    public Object next() {
        ColumnarBatch next = hasNext() ? batch : null;
        if (next == null) {
            throw new NoSuchElementException("the part of the file has no more rows");
        }
        ready = false;
        return next;
    }

    private ColumnarBatch join(ColumnarBatch other) {
        ColumnVector[] all = new ColumnVector[other.numCols() + places.length];
        int array = 0;
        for (int i = 0; i < all.length; i++) {
            if (array < places.length && places[array] == i) {
                all[i] = file.columns().get(array++);
            } else {
                all[i] = other.column(i - array);
            }
        }
        return new ColumnarBatch(all);
    }

    @Override
    public void close() {
        try (ArrayFile closed = file) {
            if (others instanceof Closeable reader) {
                reader.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
