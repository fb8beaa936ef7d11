package dev.arclight.data.transforms;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** A margin around a picture, as {@code torchvision.transforms.Pad}. */
public final class Pad extends ImageTransform {
    private final int[] padding;
    private final double[] fill;
    private final PaddingMode mode;

    /**
     * Zeros.
     *
     * @param padding one number for all sides, two for left and right, top and bottom, or left, top, right, bottom
     */
    public Pad(int... padding) {
        this(padding, PaddingMode.CONSTANT, 0);
    }

    /** @param fill one value, or one a channel; of the constant mode */
    public Pad(int[] padding, PaddingMode mode, double... fill) {
        this.padding = Crops.sides("Pad", padding);
        this.mode = mode;
        this.fill = fill.clone();
    }

    @Override
    Tensor change(Tensor image) {
        return Functional.pad(image, padding, mode, fill);
    }

    @Override
    public String toString() {
        return "Pad(padding=" + Arrays.toString(padding) + ", paddingMode=" + mode + ")";
    }
}
