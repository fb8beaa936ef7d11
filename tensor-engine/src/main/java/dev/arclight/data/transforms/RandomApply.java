package dev.arclight.data.transforms;

import dev.arclight.tensor.Generator;
import java.util.List;

/** All of some transforms, or none, with a probability; as {@code torchvision.transforms.RandomApply}. */
public final class RandomApply implements Transform {
    private final List<Transform> transforms;
    private final double p;

    public RandomApply(List<? extends Transform> transforms) {
        this(transforms, 0.5);
    }

    public RandomApply(List<? extends Transform> transforms, double p) {
        this.transforms = List.copyOf(transforms);
        this.p = Chance.probability("RandomApply", p);
    }

    @Override
    public Object apply(Object image) {
        if (p < Generator.current().nextFloat()) {
            return image;
        }
        Object changed = Picture.inside(image);
        for (Transform transform : transforms) {
            changed = Steps.apply(transform, changed);
        }
        return image instanceof Picture ? changed : Picture.outside(changed);
    }

    @Override
    public String toString() {
        return "RandomApply(p=" + p + ", " + transforms + ")";
    }
}
