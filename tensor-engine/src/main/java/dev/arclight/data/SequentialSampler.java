package dev.arclight.data;

import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/** All items in their order, as {@code torch.utils.data.SequentialSampler}. */
public final class SequentialSampler implements Sampler {
    private final Dataset<?> dataset;

    public SequentialSampler(Dataset<?> dataset) {
        this.dataset = dataset;
    }

    @Override
    public int size() {
        return dataset.size();
    }

    @Override
    public PrimitiveIterator.OfInt iterator() {
        return IntStream.range(0, dataset.size()).iterator();
    }
}
