package dev.arclight.data.transforms;

import java.util.function.Function;

/** A function of one's own as a transform, as {@code torchvision.transforms.Lambda}. */
public final class Lambda implements Transform {
    private final Function<Object, ?> function;

    public Lambda(Function<Object, ?> function) {
        this.function = function;
    }

    @Override
    public Object apply(Object image) {
        return function.apply(image);
    }

    @Override
    public String toString() {
        return "Lambda()";
    }
}
