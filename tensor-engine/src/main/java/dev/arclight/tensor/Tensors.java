package dev.arclight.tensor;

/**
 * The functional spelling of a tensor's methods, as {@code torch.add(a, b)} beside {@code a.add(b)}; each family stands in a
 * class of its own above this one.
 *
 * <pre>{@code
 * Tensor c = Tensors.add(a, b);   // a.add(b)
 * }</pre>
 */
public final class Tensors extends TypeTwins {
    private Tensors() {}
}
