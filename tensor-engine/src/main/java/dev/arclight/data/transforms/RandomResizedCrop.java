package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;

/** A part of random place, area and shape, resized; as {@code torchvision.transforms.RandomResizedCrop}. */
public final class RandomResizedCrop extends ImageTransform {
    private static final int ATTEMPTS = 10;

    private final int height;
    private final int width;
    private final double[] scale;
    private final double[] ratio;
    private final InterpolationMode interpolation;

    /** 8 % to all of the area, 3:4 to 4:3, bilinear. */
    public RandomResizedCrop(int size) {
        this(size, size, new double[] {0.08, 1}, new double[] {3. / 4, 4. / 3}, InterpolationMode.BILINEAR);
    }

    /**
     * @param scale the least and the largest share of the area
     * @param ratio the least and the largest width to height
     * @throws ArclightException if these are not two numbers in order
     */
    public RandomResizedCrop(int height, int width, double[] scale, double[] ratio, InterpolationMode interpolation) {
        this.height = Crops.positive("RandomResizedCrop", height);
        this.width = Crops.positive("RandomResizedCrop", width);
        this.scale = Rectangles.range("RandomResizedCrop", "scale", scale);
        this.ratio = Rectangles.range("RandomResizedCrop", "ratio", ratio);
        this.interpolation = interpolation;
    }

    @Override
    Tensor change(Tensor image) {
        int h = image.size(-2);
        int w = image.size(-1);
        Rectangles.Part part = null;
        for (int i = 0; i < ATTEMPTS && part == null; i++) {
            int[] sides = Rectangles.draw((double) h * w, scale, ratio);
            // The ratio is width to height here.
            int partWidth = sides[0];
            int partHeight = sides[1];
            if (partWidth > 0 && partWidth <= w && partHeight > 0 && partHeight <= h) {
                part = new Rectangles.Part(
                        Chance.upTo(h - partHeight), Chance.upTo(w - partWidth), partHeight, partWidth);
            }
        }
        Rectangles.Part chosen = part == null ? middle(h, w) : part;
        Tensor cropped = Functional.crop(image, chosen.top(), chosen.left(), chosen.height(), chosen.width());
        return Functional.resize(cropped, height, width, interpolation, true);
    }

    /** The largest part of an allowed shape. */
    private Rectangles.Part middle(int h, int w) {
        double shape = (double) w / h;
        int partWidth = w;
        int partHeight = h;
        if (shape < ratio[0]) {
            partHeight = (int) Math.rint(w / ratio[0]);
        } else if (shape > ratio[1]) {
            partWidth = (int) Math.rint(h * ratio[1]);
        }
        return new Rectangles.Part((h - partHeight) / 2, (w - partWidth) / 2, partHeight, partWidth);
    }

    @Override
    public String toString() {
        return "RandomResizedCrop(size=(" + height + ", " + width + "), interpolation=" + interpolation + ")";
    }
}
