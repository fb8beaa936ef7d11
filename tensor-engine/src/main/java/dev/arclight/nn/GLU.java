package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code a·σ(b)} for the halves of a dimension, as {@code torch.nn.GLU}. */
public final class GLU extends Module implements Describable {
    private final int dim;

    public GLU() {
        this(-1);
    }

    public GLU(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.glu(input, dim);
    }

    @Override
    public String type() {
        return "GLU";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("dim", dim);
    }

    @Override
    protected String extraRepr() {
        return "dim=" + dim;
    }
}
