package dev.arclight.data;

import java.util.PrimitiveIterator;

/**
 * An order in which a dataset's items are drawn, as {@code torch.utils.data.Sampler}.
 *
 * <p>A sampler that is a {@link dev.arclight.tensor.Stateful} and whose orders differ from pass to pass tells a
 * {@link DataLoader} what a pass depends on, so that an interrupted pass can be gone on with.
 */
public interface Sampler extends Iterable<Integer> {
    /** How many numbers a pass gives. */
    int size();

    /** Begins a pass. */
    @Override
    PrimitiveIterator.OfInt iterator();
}
