package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Stateful;
import dev.arclight.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * A sampler whose order is drawn. Without a generator of its own a pass takes a seed from the current thread's; a
 * {@link DataLoader} gives each pass one that follows from its own seed.
 */
public abstract sealed class DrawingSampler implements Sampler, Stateful
        permits RandomSampler, SubsetRandomSampler, WeightedRandomSampler {
    private static final String GENERATOR = "generator";

    private final @Nullable Generator generator;

    DrawingSampler(@Nullable Generator generator) {
        this.generator = generator;
    }

    @Override
    public final PrimitiveIterator.OfInt iterator() {
        return draw(generator == null ? Generator.seeded(Generator.current().nextLong()) : generator);
    }

    /** A pass of a loader, which offers its own generator. */
    final PrimitiveIterator.OfInt iterator(Generator offered) {
        return draw(generator == null ? offered : generator);
    }

    abstract PrimitiveIterator.OfInt draw(Generator from);

    /** Where its own generator stands; nothing if it has none. */
    @Override
    public final Map<String, Object> stateDict() {
        Map<String, Object> state = new HashMap<>();
        if (generator != null) {
            state.put(GENERATOR, generator.getState());
        }
        return state;
    }

    @Override
    public final void loadStateDict(Map<String, Object> state) {
        Object saved = state.get(GENERATOR);
        if (saved == null && generator == null) {
            return;
        }
        if (!(saved instanceof Tensor tensor) || generator == null) {
            throw new ArclightException("loadStateDict: the state holds " + (saved == null ? "no" : "a")
                    + " generator and this sampler has " + (generator == null ? "none" : "one")
                    + "; load it into a sampler made in the same way");
        }
        generator.setState(tensor);
    }
}
