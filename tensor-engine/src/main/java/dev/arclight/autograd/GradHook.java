package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Called with a tensor's gradient each time one is computed: {@link Tensor#registerHook}. */
@FunctionalInterface
public interface GradHook {
    /** A gradient to use instead, or null to use the one given, which must not be changed in place. */
    @Nullable
    Tensor apply(Tensor grad);
}
