package dev.arclight.nn;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Converts to another dtype, as torchvision's {@code v2.ToDtype}; with {@code scale}, bytes 0 … 255 become 0 … 1. */
public final class ToDtype extends Module implements Describable {
    private final DType dtype;
    private final boolean scale;

    public ToDtype(DType dtype, boolean scale) {
        this.dtype = dtype;
        this.scale = scale;
    }

    @Override
    public Tensor forward(Tensor input) {
        Tensor converted = input.to(dtype);
        return scale && input.dtype() == DType.UINT8 && dtype.isFloating() ? converted.div(255) : converted;
    }

    @Override
    public String type() {
        return "ToDtype";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("dtype", dtype.toString(), "scale", scale);
    }

    @Override
    protected String extraRepr() {
        return "dtype=" + dtype + ", scale=" + scale;
    }
}
