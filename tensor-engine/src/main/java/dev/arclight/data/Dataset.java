package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Items that are found by their number, as {@code torch.utils.data.Dataset}.
 *
 * <p>A {@link DataLoader} with workers calls {@link #get} from several threads at once, so what it changes has to be
 * guarded. Random numbers that an item needs come from {@link Generator#current}, which a loader sets for each item.
 *
 * <pre>{@code
 * Dataset<Example> squares = new Dataset<>() {
 *     public int size() { return 100; }
 *     public Example get(int index) { return new Example(Tensor.scalar(index), Tensor.scalar(index * index)); }
 * };
 * }</pre>
 */
public interface Dataset<T> {
    /** How many items there are. */
    int size();

    /**
     * The item with a number from 0 to {@link #size} - 1.
     *
     * @throws IndexOutOfBoundsException for another number
     */
    T get(int index);

    /** {@link #randomSplit(Dataset, int[], Generator)} with the current thread's generator. */
    static <T> List<Subset<T>> randomSplit(Dataset<T> dataset, int... lengths) {
        return randomSplit(dataset, lengths, Generator.current());
    }

    /**
     * Parts of these lengths that share no item, chosen at random, as {@code torch.utils.data.random_split}.
     *
     * @throws ArclightException if a length is negative or they do not sum to the size of the dataset
     */
    static <T> List<Subset<T>> randomSplit(Dataset<T> dataset, int[] lengths, Generator generator) {
        long sum = 0;
        for (int length : lengths) {
            if (length < 0) {
                throw new ArclightException("randomSplit: length " + length + " is negative");
            }
            sum += length;
        }
        if (sum != dataset.size()) {
            throw new ArclightException("randomSplit: the lengths " + Arrays.toString(lengths) + " sum to " + sum
                    + ", the dataset has " + dataset.size() + " items; the sum has to be that");
        }
        int[] order = generator.permutation(dataset.size());
        List<Subset<T>> parts = new ArrayList<>();
        int from = 0;
        for (int length : lengths) {
            parts.add(new Subset<>(dataset, Arrays.copyOfRange(order, from, from + length)));
            from += length;
        }
        return parts;
    }

    /** {@link #randomSplit(Dataset, double[], Generator)} with the current thread's generator. */
    static <T> List<Subset<T>> randomSplit(Dataset<T> dataset, double... fractions) {
        return randomSplit(dataset, fractions, Generator.current());
    }

    /**
     * Parts of these shares, which sum to 1: each is as long as its share of the items rounded down, and what remains is
     * given to the first parts, one item each.
     *
     * @throws ArclightException if a fraction is not from 0 to 1 or they do not sum to 1
     */
    static <T> List<Subset<T>> randomSplit(Dataset<T> dataset, double[] fractions, Generator generator) {
        return randomSplit(dataset, Splits.lengths(dataset.size(), fractions), generator);
    }
}
