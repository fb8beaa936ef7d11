package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code [.., C, H·r, W·r] → [.., C·r², H, W]}, as {@code torch.nn.PixelUnshuffle}. */
public final class PixelUnshuffle extends Module implements Describable {
    private final int downscaleFactor;

    public PixelUnshuffle(int downscaleFactor) {
        this.downscaleFactor = downscaleFactor;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.pixelUnshuffle(input, downscaleFactor);
    }

    @Override
    public String type() {
        return "PixelUnshuffle";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("downscaleFactor", downscaleFactor);
    }

    @Override
    protected String extraRepr() {
        return "downscale_factor=" + downscaleFactor;
    }
}
