package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Items in a random order, as {@code torch.utils.data.RandomSampler}: each once, or drawn again and again with
 * replacement. Without replacement, more numbers than there are items are several orders, one behind the other.
 */
public final class RandomSampler extends DrawingSampler {
    private final Dataset<?> dataset;
    private final boolean replacement;

    /** -1: as many as there are items. */
    private final int numSamples;

    public RandomSampler(Dataset<?> dataset) {
        this(null, dataset, false, -1);
    }

    public RandomSampler(Dataset<?> dataset, Generator generator) {
        this(generator, dataset, false, -1);
    }

    /** @throws ArclightException if {@code numSamples} is not positive */
    public RandomSampler(Dataset<?> dataset, boolean replacement, int numSamples) {
        this(null, dataset, replacement, positive(numSamples));
    }

    /** @throws ArclightException if {@code numSamples} is not positive */
    public RandomSampler(Dataset<?> dataset, boolean replacement, int numSamples, Generator generator) {
        this(generator, dataset, replacement, positive(numSamples));
    }

    private RandomSampler(@Nullable Generator generator, Dataset<?> dataset, boolean replacement, int numSamples) {
        super(generator);
        this.dataset = dataset;
        this.replacement = replacement;
        this.numSamples = numSamples;
    }

    static int positive(int numSamples) {
        if (numSamples <= 0) {
            throw new ArclightException("numSamples is " + numSamples + "; it has to be positive");
        }
        return numSamples;
    }

    @Override
    public int size() {
        return numSamples < 0 ? dataset.size() : numSamples;
    }

    @Override
    PrimitiveIterator.OfInt draw(Generator from) {
        int items = dataset.size();
        int wanted = size();
        if (items == 0) {
            if (wanted > 0) {
                throw new ArclightException("RandomSampler: " + wanted + " numbers of a dataset without items");
            }
            return IntStream.empty().iterator();
        }
        return replacement ? Draws.of(wanted, () -> from.nextInt(items)) : new Orders(from, items, wanted);
    }

    /** Random orders of all items, each drawn when the one before is used up. */
    private static final class Orders implements PrimitiveIterator.OfInt {
        private final Generator generator;
        private final int items;
        private int[] order = {};
        private int at;
        private int left;

        Orders(Generator generator, int items, int wanted) {
            this.generator = generator;
            this.items = items;
            left = wanted;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public int nextInt() {
            if (left == 0) {
                throw new NoSuchElementException("no more numbers");
            }
            if (at == order.length) {
                order = generator.permutation(items);
                at = 0;
            }
            left--;
            return order[at++];
        }
    }
}
