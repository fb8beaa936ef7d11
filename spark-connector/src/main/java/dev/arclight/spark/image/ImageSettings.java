package dev.arclight.spark.image;

import dev.arclight.data.Images;
import dev.arclight.data.transforms.CenterCrop;
import dev.arclight.data.transforms.ConvertImageDtype;
import dev.arclight.data.transforms.Grayscale;
import dev.arclight.data.transforms.InterpolationMode;
import dev.arclight.data.transforms.Normalize;
import dev.arclight.data.transforms.Resize;
import dev.arclight.data.transforms.Transform;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is made of a picture, in the order of the fields. Immutable.
 *
 * @param maxPixels beyond which a picture is refused
 * @param resize no number for none, one for the shorter edge, two for height and width
 * @param centerCrop no number for none, one for a square, two for height and width
 * @param scale whether bytes become numbers from 0 to 1
 * @param mean subtracted from each channel; no number for none
 * @param std that each channel is divided by, as many as means
 * @param bytes whether the result stays as bytes, which leaves no room for the last three
 */
record ImageSettings(
        long maxPixels,
        List<Integer> resize,
        InterpolationMode interpolation,
        List<Integer> centerCrop,
        boolean gray,
        boolean scale,
        List<Double> mean,
        List<Double> std,
        boolean bytes)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** @throws ArclightException naming the settings that do not go together */
    ImageSettings {
        resize = List.copyOf(resize);
        centerCrop = List.copyOf(centerCrop);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        int channels = gray ? 1 : 3;
        if (mean.size() != std.size() || mean.size() > 1 && mean.size() != channels) {
            throw new ArclightException("mean has " + mean.size() + " numbers and std " + std.size()
                    + "; expected as many in both, and one or " + channels);
        }
        if (bytes && (scale || !mean.isEmpty())) {
            throw new ArclightException(
                    "bytes cannot be scaled or normalized; leave outputType as array, or set scale to false and no mean");
        }
    }

    /** The steps behind reading; made once for a task. */
    List<Transform> steps() {
        List<Transform> steps = new ArrayList<>();
        if (resize.size() == 1) {
            steps.add(new Resize(resize.get(0), interpolation));
        } else if (resize.size() == 2) {
            steps.add(new Resize(resize.get(0), resize.get(1), interpolation));
        }
        if (!centerCrop.isEmpty()) {
            steps.add(new CenterCrop(centerCrop.get(0), centerCrop.get(centerCrop.size() - 1)));
        }
        if (gray) {
            steps.add(new Grayscale());
        }
        if (scale) {
            steps.add(new ConvertImageDtype(DType.FLOAT32));
        } else if (!bytes) {
            steps.add(image -> ((Tensor) image).toFloat());
        }
        if (!mean.isEmpty()) {
            steps.add(new Normalize(numbers(mean), numbers(std)));
        }
        return steps;
    }

    private static double[] numbers(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The tensor {@code [C, H, W]} of a picture's bytes. @throws ArclightException naming the picture if it cannot be read */
    Tensor tensor(byte[] content, String name, List<Transform> steps) {
        Object image = Images.toTensor(Images.read(content, name, maxPixels));
        for (Transform step : steps) {
            image = step.apply(image);
        }
        return ((Tensor) image).contiguous();
    }
}
