package dev.arclight.data;

import dev.arclight.tensor.Generator;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/** The given items in a random order, as {@code torch.utils.data.SubsetRandomSampler}. */
public final class SubsetRandomSampler extends DrawingSampler {
    private final int[] indices;

    public SubsetRandomSampler(int... indices) {
        this(indices, null);
    }

    public SubsetRandomSampler(int[] indices, @Nullable Generator generator) {
        super(generator);
        this.indices = indices.clone();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    PrimitiveIterator.OfInt draw(Generator from) {
        return Arrays.stream(from.permutation(indices.length))
                .map(place -> indices[place])
                .iterator();
    }
}
