package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** Images {@code [N, C, H, W]} made larger or smaller: by the nearest pixel, as {@code torch.nn.UpsamplingNearest2d}. */
public final class UpsamplingNearest2d extends Module {
    private final Upsample upsample;

    private UpsamplingNearest2d(Upsample upsample) {
        this.upsample = upsample;
    }

    /** By a factor. */
    public UpsamplingNearest2d(double scaleFactor) {
        this(new Upsample(scaleFactor, Interpolation.NEAREST, false));
    }

    /** To extents given, one for both dimensions or one for each. */
    public static UpsamplingNearest2d toSize(int... size) {
        return new UpsamplingNearest2d(Upsample.toSize(Interpolation.NEAREST, false, size));
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
