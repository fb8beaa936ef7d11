package dev.arclight.nn;

import dev.arclight.autograd.RemovableHandle;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What is to be done when a module is called, and when gradients pass it; see {@link Module#call}. */
public final class ModuleHooks {
    /** Called before {@code forward}. */
    @FunctionalInterface
    public interface ForwardPre {
        /** An input to use instead, or null. */
        @Nullable
        Tensor run(Module module, Tensor input);
    }

    /** Called after {@code forward}. */
    @FunctionalInterface
    public interface Forward {
        /** An output to use instead, or null. */
        @Nullable
        Tensor run(Module module, Tensor input, Tensor output);
    }

    /** Called when the gradient of a module's input is known. */
    @FunctionalInterface
    public interface Backward {
        /**
         * An input's gradient to use instead, or null.
         *
         * @param gradInput null if the input requires no gradient
         */
        @Nullable
        Tensor run(Module module, @Nullable Tensor gradInput, Tensor gradOutput);
    }

    private final List<ForwardPre> before = new CopyOnWriteArrayList<>();
    private final List<Forward> after = new CopyOnWriteArrayList<>();
    private final List<Backward> backward = new CopyOnWriteArrayList<>();

    ModuleHooks() {}

    RemovableHandle before(ForwardPre hook) {
        return RemovableHandle.add(before, hook);
    }

    RemovableHandle after(Forward hook) {
        return RemovableHandle.add(after, hook);
    }

    RemovableHandle backward(Backward hook) {
        return RemovableHandle.add(backward, hook);
    }

    Tensor call(Module module, Tensor input) {
        Tensor x = input;
        for (ForwardPre hook : before) {
            Tensor instead = hook.run(module, x);
            x = instead == null ? x : instead;
        }
        if (backward.isEmpty()) {
            return forward(module, x);
        }
        Tensor[] gradOutput = new Tensor[1];
        // Another look at the input: its gradient is what flows through this module, not through other uses of the
        // input.
        Tensor own = x.requiresGrad() ? x.view(x.shape().toArray()) : x;
        Tensor output = forward(module, own);
        if (output.requiresGrad()) {
            output = output.view(output.shape().toArray());
            output.registerHook(grad -> {
                gradOutput[0] = grad;
                if (!own.requiresGrad()) {
                    backward.forEach(hook -> hook.run(module, null, grad));
                }
                return null;
            });
        }
        if (own.requiresGrad()) {
            own.registerHook(grad -> {
                Tensor replaced = grad;
                for (Backward hook : backward) {
                    Tensor instead = hook.run(module, replaced, gradOutput[0]);
                    replaced = instead == null ? replaced : instead;
                }
                return replaced;
            });
        }
        return output;
    }

    private Tensor forward(Module module, Tensor input) {
        Tensor output = module.forward(input);
        for (Forward hook : after) {
            Tensor instead = hook.run(module, input, output);
            output = instead == null ? output : instead;
        }
        return output;
    }
}
