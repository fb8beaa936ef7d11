package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Stateful;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * One worker's share of the items, as {@code torch.utils.data.distributed.DistributedSampler}: every worldSize-th number of
 * an order that follows from seed and epoch and is the same for all workers. So that all get as many, the first items are
 * given out once more at the end, or with {@code dropLast} the last ones are left out.
 *
 * <pre>{@code
 * DistributedSampler sampler = new DistributedSampler(dataset, worldSize, rank);
 * for (int epoch = 0; epoch < epochs; epoch++) {
 *     sampler.setEpoch(epoch);   // another order each time
 *     for (Batch batch : loader) { … }
 * }
 * }</pre>
 */
public final class DistributedSampler implements Sampler, Stateful {
    private static final String EPOCH = "epoch";

    private final Dataset<?> dataset;
    private final int worldSize;
    private final int rank;
    private final boolean shuffle;
    private final long seed;
    private final boolean dropLast;
    private long epoch;

    /** Shuffled, with seed 0, without leaving out any. */
    public DistributedSampler(Dataset<?> dataset, int worldSize, int rank) {
        this(dataset, worldSize, rank, true, 0, false);
    }

    /** @throws ArclightException if {@code rank} is not from 0 to {@code worldSize} - 1 */
    public DistributedSampler(
            Dataset<?> dataset, int worldSize, int rank, boolean shuffle, long seed, boolean dropLast) {
        if (rank < 0 || rank >= worldSize) {
            throw new ArclightException("DistributedSampler: rank " + rank + " of " + worldSize
                    + " workers; ranks are from 0 to the number of workers less one");
        }
        this.dataset = dataset;
        this.worldSize = worldSize;
        this.rank = rank;
        this.shuffle = shuffle;
        this.seed = seed;
        this.dropLast = dropLast;
    }

    /** To be called before each pass, or all have the same order. */
    public void setEpoch(long epoch) {
        this.epoch = epoch;
    }

    @Override
    public int size() {
        int items = dataset.size();
        return dropLast ? items / worldSize : (int) (((long) items + worldSize - 1) / worldSize);
    }

    @Override
    public PrimitiveIterator.OfInt iterator() {
        int items = dataset.size();
        int[] order = shuffle ? Generator.seeded(seed + epoch).permutation(items) : null;
        return new Share(order, items, rank, worldSize, size());
    }

    @Override
    public Map<String, Object> stateDict() {
        Map<String, Object> state = new HashMap<>();
        state.put(EPOCH, epoch);
        return state;
    }

    @Override
    public void loadStateDict(Map<String, Object> state) {
        if (!(state.get(EPOCH) instanceof Number saved)) {
            throw new ArclightException(
                    "loadStateDict: a DistributedSampler's state has a number \"epoch\", this holds " + state.keySet());
        }
        epoch = saved.longValue();
    }

    /** The places rank, rank + worldSize, … of an order that is repeated as often as needed. */
    private static final class Share implements PrimitiveIterator.OfInt {
        private final int @Nullable [] order;
        private final int items;
        private final int step;
        private long place;
        private int left;

        Share(int @Nullable [] order, int items, int rank, int worldSize, int count) {
            this.order = order;
            this.items = items;
            step = worldSize;
            place = rank;
            left = count;
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
            left--;
            int at = (int) (place % items);
            place += step;
            return order == null ? at : order[at];
        }
    }
}
