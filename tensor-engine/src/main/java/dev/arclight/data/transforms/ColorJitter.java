package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/**
 * Changes brightness, contrast, saturation and hue by random amounts in a random order, as {@code
 * torchvision.transforms.ColorJitter}.
 */
public final class ColorJitter extends ImageTransform {
    private final double[] brightness;
    private final double[] contrast;
    private final double[] saturation;
    private final double[] hue;

    /** A factor from {@code 1 - x} to {@code 1 + x} each, and a hue from {@code -hue} to {@code hue}; 0 leaves one alone. */
    public ColorJitter(double brightness, double contrast, double saturation, double hue) {
        this(
                around("brightness", brightness),
                around("contrast", contrast),
                around("saturation", saturation),
                new double[] {-hue, hue});
    }

    /**
     * Ranges, of two numbers each.
     *
     * @throws ArclightException if a range is out of order, a factor negative or a hue not from -0.5 to 0.5
     */
    public ColorJitter(double[] brightness, double[] contrast, double[] saturation, double[] hue) {
        this.brightness = Rectangles.range("ColorJitter", "brightness", brightness);
        this.contrast = Rectangles.range("ColorJitter", "contrast", contrast);
        this.saturation = Rectangles.range("ColorJitter", "saturation", saturation);
        if (hue.length != 2 || !(hue[0] <= hue[1]) || hue[0] < -0.5 || hue[1] > 0.5) {
            throw new ArclightException("ColorJitter: hue is " + Arrays.toString(hue)
                    + "; it is two numbers from -0.5 to 0.5, the least first");
        }
        this.hue = hue.clone();
    }

    private static double[] around(String name, double amount) {
        if (!(amount >= 0)) {
            throw new ArclightException(
                    "ColorJitter: " + name + " is " + amount + "; a single number must not be negative");
        }
        return new double[] {Math.max(0, 1 - amount), 1 + amount};
    }

    @Override
    Tensor change(Tensor image) {
        int[] order = Generator.current().permutation(4);
        double[] amounts = {
            Chance.uniform(brightness[0], brightness[1]),
            Chance.uniform(contrast[0], contrast[1]),
            Chance.uniform(saturation[0], saturation[1]),
            Chance.uniform(hue[0], hue[1])
        };
        Tensor changed = image;
        for (int which : order) {
            changed = switch (which) {
                case 0 -> isFixed(brightness, 1) ? changed : Functional.adjustBrightness(changed, amounts[0]);
                case 1 -> isFixed(contrast, 1) ? changed : Functional.adjustContrast(changed, amounts[1]);
                case 2 -> isFixed(saturation, 1) ? changed : Functional.adjustSaturation(changed, amounts[2]);
                default -> isFixed(hue, 0) ? changed : Functional.adjustHue(changed, amounts[3]);
            };
        }
        return changed;
    }

    private static boolean isFixed(double[] range, double neutral) {
        return range[0] == neutral && range[1] == neutral;
    }

    @Override
    public String toString() {
        return "ColorJitter(brightness=" + Arrays.toString(brightness) + ", contrast=" + Arrays.toString(contrast)
                + ", saturation=" + Arrays.toString(saturation) + ", hue=" + Arrays.toString(hue) + ")";
    }
}
