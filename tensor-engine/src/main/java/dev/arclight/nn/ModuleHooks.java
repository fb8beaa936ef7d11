package dev.arclight.nn;

import dev.arclight.autograd.Function;
import dev.arclight.autograd.FunctionContext;
import dev.arclight.autograd.RemovableHandle;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when a module is called, and when gradients pass it; see {@link Module#call}. A hook sees all tensors
 * that the call takes, in the order of its arguments, null where an optional one is absent, and all that it gives.
 */
public final class ModuleHooks {
    /** Called before {@code forward}. */
    @FunctionalInterface
    public interface ForwardPre {
        /** As many inputs to use instead, or null. */
        @Nullable
        Tensor @Nullable [] run(Module module, @Nullable Tensor[] inputs);
    }

    /** Called after {@code forward}. */
    @FunctionalInterface
    public interface Forward {
        /** As many outputs to use instead, or null. */
        @Nullable
        Tensor @Nullable [] run(Module module, @Nullable Tensor[] inputs, @Nullable Tensor[] outputs);
    }

    /** Called when the gradients of a module's outputs are known, before they flow into it. */
    @FunctionalInterface
    public interface BackwardPre {
        /**
         * As many gradients of the outputs to use instead, or null.
         *
         * @param gradOutputs null for an output to which none flows
         */
        @Nullable
        Tensor @Nullable [] run(Module module, @Nullable Tensor[] gradOutputs);
    }

    /** Called when the gradients of a module's inputs are known; without any such input, when those of its outputs are. */
    @FunctionalInterface
    public interface Backward {
        /**
         * As many gradients of the inputs to use instead, or null.
         *
         * @param gradInputs null for an input that is absent, requires none or gets none
         * @param gradOutputs null for an output to which none flows
         */
        @Nullable
        Tensor @Nullable [] run(Module module, @Nullable Tensor[] gradInputs, @Nullable Tensor[] gradOutputs);
    }

    /** What a module computes of all its inputs. */
    @FunctionalInterface
    public interface Computation {
        @Nullable
        Tensor[] run(@Nullable Tensor[] inputs);
    }

    private final List<ForwardPre> before = new CopyOnWriteArrayList<>();
    private final List<Forward> after = new CopyOnWriteArrayList<>();
    private final List<BackwardPre> beforeBackward = new CopyOnWriteArrayList<>();
    private final List<Backward> backward = new CopyOnWriteArrayList<>();

    ModuleHooks() {}

    boolean isEmpty() {
        return before.isEmpty() && after.isEmpty() && beforeBackward.isEmpty() && backward.isEmpty();
    }

    RemovableHandle before(ForwardPre hook) {
        return RemovableHandle.add(before, hook);
    }

    RemovableHandle after(Forward hook) {
        return RemovableHandle.add(after, hook);
    }

    RemovableHandle beforeBackward(BackwardPre hook) {
        return RemovableHandle.add(beforeBackward, hook);
    }

    RemovableHandle backward(Backward hook) {
        return RemovableHandle.add(backward, hook);
    }

    @Nullable
    Tensor[] call(Module module, Computation forward, @Nullable Tensor... inputs) {
        @Nullable Tensor[] in = inputs;
        for (ForwardPre hook : before) {
            in = instead("forward pre-hook", in, hook.run(module, in.clone()));
        }
        Passage passage = beforeBackward.isEmpty() && backward.isEmpty() ? null : new Passage(module, in.length);
        if (passage != null) {
            in = passage.entered(in);
        }
        @Nullable Tensor[] out = forward.run(in.clone());
        for (Forward hook : after) {
            out = instead("forward hook", out, hook.run(module, in.clone(), out.clone()));
        }
        return passage == null ? out : passage.left(out);
    }

    private static @Nullable Tensor[] instead(
            String what, @Nullable Tensor[] known, @Nullable Tensor @Nullable [] given) {
        if (given != null && given.length != known.length) {
            throw new ArclightException("a " + what + " returned " + given.length + " tensors, expected " + known.length
                    + ", or null to change nothing");
        }
        return given == null ? known : given;
    }

    /**
     * One call whose gradients are watched: an identity around all inputs and one around all outputs, so that what is seen
     * is what flows through this module and not through other uses of the same tensors.
     */
    private final class Passage {
        private final Module module;
        private final int inputCount;
        private int[] watched = {};
        private @Nullable Tensor @Nullable [] gradOutputs;

        Passage(Module module, int inputCount) {
            this.module = module;
            this.inputCount = inputCount;
        }

        @Nullable
        Tensor[] entered(@Nullable Tensor[] inputs) {
            watched = requiring(inputs);
            return around(inputs, watched, grads -> {
                @Nullable Tensor[] seen = spread(grads, watched, inputCount);
                @Nullable Tensor[] sources = Objects.requireNonNullElse(gradOutputs, new @Nullable Tensor[0]);
                gradOutputs = null;
                for (Backward hook : backward) {
                    seen = instead("backward hook", seen, hook.run(module, seen.clone(), sources.clone()));
                }
                return picked(seen, watched);
            });
        }

        @Nullable
        Tensor[] left(@Nullable Tensor[] outputs) {
            int[] which = requiring(outputs);
            return around(outputs, which, grads -> {
                @Nullable Tensor[] seen = spread(grads, which, outputs.length);
                for (BackwardPre hook : beforeBackward) {
                    seen = instead("backward pre-hook", seen, hook.run(module, seen.clone()));
                }
                if (watched.length > 0) {
                    gradOutputs = seen;
                } else {
                    for (Backward hook : backward) {
                        hook.run(module, new @Nullable Tensor[inputCount], seen.clone());
                    }
                }
                return picked(seen, which);
            });
        }
    }

    private static int[] requiring(@Nullable Tensor[] tensors) {
        return IntStream.range(0, tensors.length)
                .filter(i -> tensors[i] != null && tensors[i].requiresGrad())
                .toArray();
    }

    private static @Nullable Tensor[] around(@Nullable Tensor[] tensors, int[] which, Computation watch) {
        if (which.length == 0) {
            return tensors;
        }
        Tensor[] chosen = IntStream.of(which)
                .mapToObj(i -> Objects.requireNonNull(tensors[i]))
                .toArray(Tensor[]::new);
        return overlaid(tensors, new Identity(watch).applyAll(chosen), which);
    }

    private static @Nullable Tensor[] overlaid(@Nullable Tensor[] all, Tensor[] some, int[] which) {
        @Nullable Tensor[] result = all.clone();
        for (int i = 0; i < which.length; i++) {
            result[which[i]] = some[i];
        }
        return result;
    }

    private static @Nullable Tensor[] spread(@Nullable Tensor[] some, int[] which, int count) {
        @Nullable Tensor[] all = new @Nullable Tensor[count];
        for (int i = 0; i < which.length; i++) {
            all[which[i]] = some[i];
        }
        return all;
    }

    private static @Nullable Tensor[] picked(@Nullable Tensor[] all, int[] which) {
        @Nullable Tensor[] some = new @Nullable Tensor[which.length];
        for (int i = 0; i < which.length; i++) {
            some[i] = all[which[i]];
        }
        return some;
    }

    /** Passes tensors through, and gradients through {@code watch}. */
    private static final class Identity extends Function {
        private final Computation watch;

        Identity(Computation watch) {
            this.watch = watch;
        }

        @Override
        public Tensor[] forward(FunctionContext context, Tensor... inputs) {
            context.setMaterializeGrads(false);
            return inputs;
        }

        @Override
        public @Nullable Tensor[] backward(FunctionContext context, @Nullable Tensor... grads) {
            return watch.run(grads);
        }

        @Override
        protected String name() {
            return "ModuleHook";
        }
    }
}
