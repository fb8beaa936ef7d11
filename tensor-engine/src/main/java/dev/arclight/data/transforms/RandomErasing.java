package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;

/** Writes over a random rectangle of a tensor {@code [..., C, H, W]}, as {@code torchvision.transforms.RandomErasing}. */
public final class RandomErasing implements Transform {
    private static final int ATTEMPTS = 10;

    private final double p;
    private final double[] scale;
    private final double[] ratio;
    private final double[] value;
    private final boolean random;

    /** With probability 0.5, 2 % to 33 % of the area, zeros. */
    public RandomErasing() {
        this(0.5);
    }

    public RandomErasing(double p) {
        this(p, new double[] {0.02, 0.33}, new double[] {0.3, 3.3}, 0);
    }

    /** @param value one for all channels, or one each; none at all for normal random numbers */
    public RandomErasing(double p, double[] scale, double[] ratio, double... value) {
        this.p = Chance.probability("RandomErasing", p);
        this.scale = Rectangles.range("RandomErasing", "scale", scale);
        this.ratio = Rectangles.range("RandomErasing", "ratio", ratio);
        if (scale[1] > 1) {
            throw new ArclightException(
                    "RandomErasing: a scale of " + scale[1] + "; it is a share of the area, 1 at most");
        }
        this.value = value.clone();
        random = value.length == 0;
    }

    @Override
    public Object apply(Object image) {
        if (!(image instanceof Tensor tensor) || tensor.rank() < 3) {
            throw new ArclightException("RandomErasing: takes a tensor [..., C, H, W], got "
                    + (image instanceof Tensor other
                            ? other.shape()
                            : image.getClass().getName())
                    + "; put ToTensor before it");
        }
        int channels = tensor.size(-3);
        if (!random && value.length != 1 && value.length != channels) {
            throw new ArclightException("RandomErasing: " + value.length + " values for " + channels + " channels");
        }
        if (!Chance.of(p)) {
            return tensor;
        }
        int h = tensor.size(-2);
        int w = tensor.size(-1);
        for (int i = 0; i < ATTEMPTS; i++) {
            int[] sides = Rectangles.draw((double) h * w, scale, ratio);
            if (sides[0] < h && sides[1] < w) {
                Tensor fill = random
                        ? Tensor.randn(channels, sides[0], sides[1]).to(tensor.dtype())
                        : Tensor.of(value, value.length, 1, 1).to(tensor.dtype());
                int top = Chance.upTo(h - sides[0]);
                int left = Chance.upTo(w - sides[1]);
                Tensor erased = tensor.clone();
                erased.narrow(-2, top, sides[0]).narrow(-1, left, sides[1]).copy_(fill);
                return erased;
            }
        }
        return tensor;
    }

    @Override
    public String toString() {
        return "RandomErasing(p=" + p + ")";
    }
}
