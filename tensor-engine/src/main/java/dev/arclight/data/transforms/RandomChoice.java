package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import java.util.Arrays;
import java.util.List;

/** One of some transforms, as {@code torchvision.transforms.RandomChoice}. */
public final class RandomChoice implements Transform {
    private final List<Transform> transforms;
    private final double[] p;

    /** Each with the same probability. */
    public RandomChoice(List<? extends Transform> transforms) {
        this(transforms, ones(transforms.size()));
    }

    /** @param p weights, one a transform. @throws ArclightException if there are not as many, or none is positive */
    public RandomChoice(List<? extends Transform> transforms, double... p) {
        double sum = 0;
        for (double each : p) {
            if (!(each >= 0)) {
                throw new ArclightException("RandomChoice: weight " + each + "; weights are not negative");
            }
            sum += each;
        }
        if (p.length != transforms.size() || !(sum > 0)) {
            throw new ArclightException("RandomChoice: " + p.length + " weights for " + transforms.size()
                    + " transforms; there has to be one each, and one of them positive");
        }
        this.transforms = List.copyOf(transforms);
        this.p = p.clone();
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public Object apply(Object image) {
        double sum = Arrays.stream(p).sum();
        double point = Generator.current().nextDouble() * sum;
        int chosen = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                chosen = i;
                if (point < p[i]) {
                    break;
                }
                point -= p[i];
            }
        }
        Object changed = Steps.apply(transforms.get(chosen), image);
        return image instanceof Picture ? changed : Picture.outside(changed);
    }

    @Override
    public String toString() {
        return "RandomChoice(p=" + Arrays.toString(p) + ", " + transforms + ")";
    }
}
