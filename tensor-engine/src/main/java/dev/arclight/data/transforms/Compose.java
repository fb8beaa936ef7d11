package dev.arclight.data.transforms;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One transform after the other, as {@code torchvision.transforms.Compose}.
 *
 * <pre>{@code
 * Transform transform = new Compose(new Resize(256), new CenterCrop(224), new ToTensor(), new Normalize(mean, std));
 * }</pre>
 */
public final class Compose implements Transform {
    private final List<Transform> transforms;

    public Compose(Transform... transforms) {
        this.transforms = List.of(transforms);
    }

    public Compose(List<? extends Transform> transforms) {
        this.transforms = List.copyOf(transforms);
    }

    public List<Transform> transforms() {
        return transforms;
    }

    @Override
    public Object apply(Object image) {
        Object changed = Picture.inside(image);
        for (Transform transform : transforms) {
            changed = Steps.apply(transform, changed);
        }
        return image instanceof Picture ? changed : Picture.outside(changed);
    }

    @Override
    public String toString() {
        return transforms.stream().map(each -> "\n    " + each).collect(Collectors.joining("", "Compose(", "\n)"));
    }
}
