package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;

/**
 * The numbers of another sampler in batches, as {@code torch.utils.data.BatchSampler}. A class of one's own that batches
 * in another way, such as by length, extends it.
 */
public class BatchSampler implements Iterable<int[]> {
    private final Sampler sampler;
    private final int batchSize;
    private final boolean dropLast;

    /** @throws ArclightException if {@code batchSize} is not positive */
    public BatchSampler(Sampler sampler, int batchSize, boolean dropLast) {
        if (batchSize <= 0) {
            throw new ArclightException("batchSize is " + batchSize + "; it has to be positive");
        }
        this.sampler = sampler;
        this.batchSize = batchSize;
        this.dropLast = dropLast;
    }

    public final Sampler sampler() {
        return sampler;
    }

    public final int batchSize() {
        return batchSize;
    }

    public final boolean dropLast() {
        return dropLast;
    }

    /** How many batches a pass has. */
    public int size() {
        int items = sampler.size();
        return dropLast ? items / batchSize : (int) (((long) items + batchSize - 1) / batchSize);
    }

    /** Begins a pass. */
    @Override
    public Iterator<int[]> iterator() {
        return batches(sampler.iterator());
    }

    final Iterator<int[]> batches(PrimitiveIterator.OfInt numbers) {
        return new Batches(numbers, batchSize, dropLast);
    }

    private static final class Batches implements Iterator<int[]> {
        private final PrimitiveIterator.OfInt numbers;
        private final boolean dropLast;
        private final int[] batch;
        private int count;

        Batches(PrimitiveIterator.OfInt numbers, int batchSize, boolean dropLast) {
            this.numbers = numbers;
            this.dropLast = dropLast;
            batch = new int[batchSize];
        }

        @Override
        public boolean hasNext() {
            while (count < batch.length && numbers.hasNext()) {
                batch[count++] = numbers.nextInt();
            }
            return dropLast ? count == batch.length : count > 0;
        }

        @Override
        public int[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no more batches");
            }
            int[] full = Arrays.copyOf(batch, count);
            count = 0;
            return full;
        }
    }
}
