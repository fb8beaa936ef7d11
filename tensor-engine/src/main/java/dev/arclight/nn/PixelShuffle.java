package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code [.., C·r², H, W] → [.., C, H·r, W·r]}, as {@code torch.nn.PixelShuffle}. */
public final class PixelShuffle extends Module implements Describable {
    private final int upscaleFactor;

    public PixelShuffle(int upscaleFactor) {
        this.upscaleFactor = upscaleFactor;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.pixelShuffle(input, upscaleFactor);
    }

    @Override
    public String type() {
        return "PixelShuffle";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("upscaleFactor", upscaleFactor);
    }

    @Override
    protected String extraRepr() {
        return "upscale_factor=" + upscaleFactor;
    }
}
