package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** Images {@code [N, C, H, W]} made larger or smaller: by mixing four pixels, the corners staying in place, as {@code torch.nn.UpsamplingBilinear2d}. */
public final class UpsamplingBilinear2d extends Module {
    private final Upsample upsample;

    private UpsamplingBilinear2d(Upsample upsample) {
        this.upsample = upsample;
    }

    /** By a factor. */
    public UpsamplingBilinear2d(double scaleFactor) {
        this(new Upsample(scaleFactor, Interpolation.BILINEAR, true));
    }

    /** To extents given, one for both dimensions or one for each. */
    public static UpsamplingBilinear2d toSize(int... size) {
        return new UpsamplingBilinear2d(Upsample.toSize(Interpolation.BILINEAR, true, size));
    }

    @Override
    public Tensor forward(Tensor input) {
        return upsample.forward(input);
    }

    @Override
    protected String extraRepr() {
        return upsample.extraRepr();
    }
}
