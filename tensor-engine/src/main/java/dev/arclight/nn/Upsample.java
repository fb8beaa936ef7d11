package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@link Functional#interpolate} with its settings, as {@code torch.nn.Upsample}. */
public final class Upsample extends Module {
    private final int @Nullable [] size;
    private final double @Nullable [] scaleFactor;
    private final Interpolation mode;
    private final boolean alignCorners;

    private Upsample(int @Nullable [] size, double @Nullable [] scaleFactor, Interpolation mode, boolean alignCorners) {
        this.size = size;
        this.scaleFactor = scaleFactor;
        this.mode = mode;
        this.alignCorners = alignCorners;
    }

    /** By the nearest pixel. */
    public Upsample(double scaleFactor) {
        this(null, new double[] {scaleFactor}, Interpolation.NEAREST, false);
    }

    public Upsample(double scaleFactor, Interpolation mode, boolean alignCorners) {
        this(null, new double[] {scaleFactor}, mode, alignCorners);
    }

    /** To extents given, one for all spatial dimensions or one for each. */
    public static Upsample toSize(Interpolation mode, boolean alignCorners, int... size) {
        return new Upsample(size.clone(), null, mode, alignCorners);
    }

    /** By one factor for each spatial dimension. */
    public static Upsample byFactors(Interpolation mode, boolean alignCorners, double... scaleFactor) {
        return new Upsample(null, scaleFactor.clone(), mode, alignCorners);
    }

    @Override
    public Tensor forward(Tensor input) {
        if (size != null) {
            return Functional.interpolate(input, size, mode, alignCorners);
        }
        if (scaleFactor != null) {
            return Functional.interpolate(input, scaleFactor, mode, alignCorners);
        }
        throw new ArclightException("Upsample: neither a size nor a factor is given");
    }

    @Override
    protected String extraRepr() {
        String by = size != null
                ? "size=" + Extents.shortest(size)
                : "scale_factor=" + (scaleFactor != null && scaleFactor.length == 1 ? scaleFactor[0] : "…");
        return by + ", mode='" + mode.name().toLowerCase(Locale.ROOT).replace('_', '-') + "'";
    }
}
