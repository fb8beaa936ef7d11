package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Joins dimensions {@code startDim … endDim}, as {@code torch.nn.Flatten}. */
public final class Flatten extends Module implements Describable {
    private final int startDim;
    private final int endDim;

    /** All dimensions but the batch. */
    public Flatten() {
        this(1, -1);
    }

    public Flatten(int startDim, int endDim) {
        this.startDim = startDim;
        this.endDim = endDim;
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.flatten(startDim, endDim);
    }

    @Override
    public String type() {
        return "Flatten";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("startDim", startDim, "endDim", endDim);
    }

    @Override
    protected String extraRepr() {
        return "start_dim=" + startDim + ", end_dim=" + endDim;
    }
}
