package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The loading of one batch; empty if there was none left. */
abstract class LoadTask<B> implements Callable<Optional<B>> {
    /** No item: batches are put together, or the task has not begun. */
    static final long NONE = -1;

    private final long batch;

    /** What it is at, for messages of other threads. */
    private volatile long item = NONE;

    LoadTask(long batch) {
        this.batch = batch;
    }

    final void at(long item) {
        this.item = item;
    }

    final long item() {
        return item;
    }

    @Override
    public abstract Optional<B> call() throws InterruptedException;

    /** What happened, with the item's number. */
    final DataLoaderException failed(Throwable cause) {
        long at = item;
        String what = at == NONE ? "batch " + batch : "item " + at + ", in batch " + batch + ",";
        String own = cause instanceof ArclightException ? cause.getMessage() : null;
        String message = own == null ? cause.toString() : own;
        return new DataLoaderException(
                "DataLoader: " + what + " could not be loaded: " + firstLine(message), at, cause);
    }

    final DataLoaderException late(double seconds) {
        long at = item;
        return new DataLoaderException(
                "DataLoader: batch " + batch + " was not loaded within " + seconds + " s"
                        + (at == NONE ? "" : "; it is at item " + at)
                        + "; raise timeout(…), or see what the dataset waits for",
                at);
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** Of an item's own stream of random numbers: its number in the dataset and its place in the pass. */
    static Generator of(Generator pass, long place, int index) {
        return pass.fork(place << 32 | index & 0xffffffffL);
    }

    /** Of the stream for putting a batch together; places do not reach so far. */
    static Generator ofBatch(Generator pass, long batch) {
        return pass.fork(~batch);
    }
}
