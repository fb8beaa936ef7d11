package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/**
 * {@code (x - mean) / std} of each channel of a floating tensor {@code [..., C, H, W]}, as {@code
 * torchvision.transforms.Normalize}.
 */
public final class Normalize implements Transform {
    private final double[] mean;
    private final double[] std;
    private final boolean inplace;

    public Normalize(double mean, double std) {
        this(new double[] {mean}, new double[] {std});
    }

    public Normalize(double[] mean, double[] std) {
        this(mean, std, false);
    }

    /**
     * @param inplace whether the given tensor is changed
     * @throws ArclightException if a standard deviation is 0, or there are not as many as means
     */
    public Normalize(double[] mean, double[] std, boolean inplace) {
        if (mean.length != std.length || mean.length == 0) {
            throw new ArclightException("Normalize: " + mean.length + " means and " + std.length
                    + " standard deviations; there has to be one each for each channel");
        }
        for (double each : std) {
            if (each == 0) {
                throw new ArclightException("Normalize: a standard deviation is 0, which leads to division by zero");
            }
        }
        this.mean = mean.clone();
        this.std = std.clone();
        this.inplace = inplace;
    }

    /** @throws DTypeException or {@link ShapeException} if this is no floating image with as many channels */
    @Override
    public Tensor apply(Object image) {
        if (!(image instanceof Tensor tensor)) {
            throw new ArclightException(
                    "Normalize: a " + image.getClass().getName() + " is no tensor; put ToTensor before it");
        }
        if (!tensor.dtype().isFloating()) {
            throw new DTypeException("Normalize: the input is " + tensor.dtype()
                    + "; it must be floating: put ToTensor or ConvertImageDtype before it");
        }
        if (tensor.rank() < 3 || mean.length != 1 && tensor.size(-3) != mean.length) {
            throw new ShapeException("Normalize: a tensor of shape " + tensor.shape() + " with " + mean.length
                    + " means; it must have the shape [..., C, H, W] with a mean for each channel");
        }
        if (tensor.dtype() == DType.FLOAT32 && tensor.isContiguous() && !tensor.requiresGrad()) {
            return inOneGo(tensor);
        }
        Tensor shift = channels(mean, tensor.dtype());
        Tensor scale = channels(std, tensor.dtype());
        return inplace ? tensor.sub_(shift).div_(scale) : tensor.sub(shift).div(scale);
    }

    private Tensor inOneGo(Tensor tensor) {
        Tensor result = inplace ? tensor : Tensor.uninitialized(DType.FLOAT32, tensor.shape());
        float[] from = tensor.storage().floats();
        float[] to = result.storage().floats();
        int plane = tensor.size(-1) * tensor.size(-2);
        int channels = tensor.size(-3);
        int count = plane == 0 ? 0 : tensor.numel() / plane;
        for (int i = 0; i < count; i++) {
            int channel = mean.length == 1 ? 0 : i % channels;
            normalize(
                    from,
                    tensor.offset() + i * plane,
                    to,
                    result.offset() + i * plane,
                    plane,
                    (float) mean[channel],
                    (float) std[channel]);
        }
        if (inplace) {
            tensor.storage().changed();
        }
        return result;
    }

    private static void normalize(float[] from, int at, float[] to, int into, int count, float mean, float std) {
        for (int i = 0; i < count; i++) {
            to[into + i] = (from[at + i] - mean) / std;
        }
    }

    private static Tensor channels(double[] values, DType dtype) {
        return Tensor.of(values, values.length, 1, 1).to(dtype);
    }

    @Override
    public String toString() {
        return "Normalize(mean=" + Arrays.toString(mean) + ", std=" + Arrays.toString(std) + ")";
    }
}
