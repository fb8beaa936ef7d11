package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import java.util.Arrays;
import java.util.List;

/** Datasets one behind the other, as {@code torch.utils.data.ConcatDataset}. */
public final class ConcatDataset<T> implements Dataset<T> {
    private final List<Dataset<T>> datasets;

    /** How many items the first, the first two, … have. */
    private final int[] cumulativeSizes;

    /** @throws ArclightException if there is none, or more than 2³¹ - 1 items in all */
    public ConcatDataset(List<? extends Dataset<T>> datasets) {
        if (datasets.isEmpty()) {
            throw new ArclightException("ConcatDataset: no datasets; it takes at least one");
        }
        this.datasets = List.copyOf(datasets);
        cumulativeSizes = new int[datasets.size()];
        long sum = 0;
        for (int i = 0; i < cumulativeSizes.length; i++) {
            sum += datasets.get(i).size();
            if (sum > Integer.MAX_VALUE) {
                throw new ArclightException(
                        "ConcatDataset: more than 2^31 - 1 items in all; use several loaders or an IterableDataset");
            }
            cumulativeSizes[i] = (int) sum;
        }
    }

    public List<Dataset<T>> datasets() {
        return datasets;
    }

    /** How many items the first dataset has, the first two, and so on; a copy. */
    public int[] cumulativeSizes() {
        return cumulativeSizes.clone();
    }

    @Override
    public int size() {
        return cumulativeSizes[cumulativeSizes.length - 1];
    }

    /** A negative number counts from the end. */
    @Override
    public T get(int index) {
        int place = index < 0 ? index + size() : index;
        if (place < 0 || place >= size()) {
            throw new IndexOutOfBoundsException("item " + index + " of a ConcatDataset of " + size());
        }
        int found = Arrays.binarySearch(cumulativeSizes, place + 1);
        int which = found < 0 ? -found - 1 : found;
        // Datasets without items repeat their forerunner's sum; the first with this sum holds the item.
        while (which > 0 && cumulativeSizes[which - 1] > place) {
            which--;
        }
        return datasets.get(which).get(which == 0 ? place : place - cumulativeSizes[which - 1]);
    }
}
