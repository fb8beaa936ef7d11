package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Splits one dimension into several, as {@code torch.nn.Unflatten}. */
public final class Unflatten extends Module implements Describable {
    private final int dim;
    private final int[] sizes;

    /** @param sizes the extents that replace dimension {@code dim}; one may be -1 */
    public Unflatten(int dim, int... sizes) {
        this.dim = dim;
        this.sizes = sizes.clone();
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.unflatten(dim, sizes);
    }

    @Override
    public String type() {
        return "Unflatten";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of(
                "dim", dim, "unflattenedSize", Arrays.stream(sizes).boxed().toList());
    }

    @Override
    protected String extraRepr() {
        return "dim=" + dim + ", unflattenedSize=" + Arrays.toString(sizes);
    }
}
