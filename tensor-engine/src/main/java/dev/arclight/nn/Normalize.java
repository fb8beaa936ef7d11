package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** {@code (x - mean[c]) / std[c]} for each channel of {@code [.., C, H, W]}, as torchvision's {@code Normalize}. */
public final class Normalize extends Module implements Describable {
    private final double[] mean;
    private final double[] std;
    private final Tensor shift;
    private final Tensor divisor;

    /** The same numbers for a single channel. */
    public Normalize(double mean, double std) {
        this(new double[] {mean}, new double[] {std});
    }

    public Normalize(double[] mean, double[] std) {
        if (mean.length != std.length || mean.length == 0) {
            throw new IllegalArgumentException("Normalize: " + mean.length + " means and " + std.length
                    + " deviations; expected one of each for every channel");
        }
        for (double deviation : std) {
            if (!(deviation > 0)) {
                throw new IllegalArgumentException("Normalize: a deviation is " + deviation + "; it must be > 0");
            }
        }
        this.mean = mean.clone();
        this.std = std.clone();
        this.shift = channels(mean);
        this.divisor = channels(std);
    }

    private static Tensor channels(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, floats.length, 1, 1);
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.sub(shift).div(divisor);
    }

    @Override
    public String type() {
        return "Normalize";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of(
                "mean",
                Arrays.stream(mean).boxed().toList(),
                "std",
                Arrays.stream(std).boxed().toList());
    }

    @Override
    protected String extraRepr() {
        return "mean=" + Arrays.toString(mean) + ", std=" + Arrays.toString(std);
    }
}
