package dev.arclight.autograd;

import dev.arclight.op.Interceptor;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Saves memory for time, as {@code torch.utils.checkpoint} with {@code use_reentrant=False}: what a function would keep for
 * the backward pass is forgotten, and computed again when it is needed.
 *
 * <pre>{@code
 * Tensor y = Checkpoint.checkpoint(in -> block.forward(in[0]), x);
 * }</pre>
 *
 * <p>The function must do the same each time it is called. Random numbers of {@link Generator#current()} are drawn again
 * as they were, unless switched off.
 */
public final class Checkpoint {
    /** How a function is run again. */
    public record Options(boolean preserveRngState, boolean determinismCheck, boolean earlyStop) {
        /** PyTorch's defaults: all on. */
        public static final Options DEFAULT = new Options(true, true, true);

        /** Whether the second run draws the random numbers of the first. */
        public Options withPreserveRngState(boolean value) {
            return new Options(value, determinismCheck, earlyStop);
        }

        /** Whether the tensors of the second run are compared with the first's in dtype and shape. */
        public Options withDeterminismCheck(boolean value) {
            return new Options(preserveRngState, value, earlyStop);
        }

        /** Whether the second run ends once everything that was saved is there. */
        public Options withEarlyStop(boolean value) {
            return new Options(preserveRngState, determinismCheck, value);
        }
    }

    private Checkpoint() {}

    /** The first result of {@code fn} on {@code inputs}, with PyTorch's defaults. */
    public static Tensor checkpoint(Function<Tensor[], Tensor> fn, Tensor... inputs) {
        return checkpoint(Options.DEFAULT, in -> List.of(fn.apply(in)), inputs).get(0);
    }

    /** The results of {@code fn} on {@code inputs}, which need not require gradients. */
    public static List<Tensor> checkpoint(Options options, Function<Tensor[], List<Tensor>> fn, Tensor... inputs) {
        if (!GradMode.isRecording()) {
            return fn.apply(inputs);
        }
        Segment segment = new Segment(options, fn, inputs);
        try (SavedTensorsHooks scope = SavedTensorsHooks.open(segment::pack, packed -> ((Place) packed).tensor())) {
            return fn.apply(inputs);
        }
    }

    /**
     * Applies functions one after the other, each of {@code segments} runs of neighbours but the last as a checkpoint.
     *
     * @throws AutogradException if there are not 1 to as many segments as functions
     */
    public static Tensor checkpointSequential(List<UnaryOperator<Tensor>> functions, int segments, Tensor input) {
        if (segments < 1 || segments > functions.size()) {
            throw new AutogradException("checkpointSequential: " + segments + " segments of " + functions.size()
                    + " functions; there must be at least one, and no more than functions");
        }
        int size = functions.size() / segments;
        Tensor x = input;
        int start = 0;
        for (int i = 0; i < segments - 1; i++, start += size) {
            List<UnaryOperator<Tensor>> part = functions.subList(start, start + size);
            x = checkpoint(in -> chain(part, in[0]), x);
        }
        return chain(functions.subList(start, functions.size()), x);
    }

    private static Tensor chain(List<UnaryOperator<Tensor>> functions, Tensor input) {
        Tensor x = input;
        for (UnaryOperator<Tensor> function : functions) {
            x = function.apply(x);
        }
        return x;
    }

    /** Ends a second run whose remainder is of no use. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super(null, null, false, false);
        }
    }

    /** What stands in the graph for a tensor that was not kept. */
    private record Place(Segment segment, int index) implements SavedTensor.Packed {
        Tensor tensor() {
            return segment.get(index);
        }

        @Override
        public void freed() {
            segment.drop(index);
        }
    }

    /** One call of a function, which can be repeated. */
    private static final class Segment {
        private final Options options;
        private final Function<Tensor[], List<Tensor>> fn;

        /** Saved rather than held, so that an outer checkpoint need not keep them and a change in place is found. */
        private final SavedTensor[] inputs;

        private final @Nullable Tensor rngState;
        private final List<Interceptor> interceptors = Interception.forwardOnly();
        private final List<TensorType> types = new ArrayList<>();

        private @Nullable Tensor[] recomputed = new @Nullable Tensor[0];
        private @Nullable BackwardPass recomputedFor;

        Segment(Options options, Function<Tensor[], List<Tensor>> fn, Tensor[] inputs) {
            this.options = options;
            this.fn = fn;
            this.inputs = Arrays.stream(inputs)
                    .map(input -> new SavedTensor(input, input.gradState()))
                    .toArray(SavedTensor[]::new);
            this.rngState = options.preserveRngState() ? Generator.current().getState() : null;
        }

        Object pack(Tensor tensor) {
            types.add(tensor.type());
            return new Place(this, types.size() - 1);
        }

        Tensor get(int index) {
            BackwardPass pass = ThreadState.current().pass;
            Tensor known = pass != null && pass == recomputedFor ? recomputed[index] : null;
            if (known != null) {
                return known;
            }
            @Nullable Tensor[] made = recompute();
            if (pass != null) {
                recomputed = made;
                if (recomputedFor != pass) {
                    recomputedFor = pass;
                    pass.atEnd(this::forget);
                }
            }
            Tensor tensor = made[index];
            if (tensor == null) {
                throw new AutogradException("checkpoint: the forward saved " + types.size()
                        + " tensors, running it again fewer; it must do the same each time");
            }
            return tensor;
        }

        void drop(int index) {
            if (index < recomputed.length) {
                recomputed[index] = null;
            }
        }

        private void forget() {
            recomputed = new @Nullable Tensor[0];
            recomputedFor = null;
        }

        private @Nullable Tensor[] recompute() {
            Tensor[] arguments = new Tensor[inputs.length];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = inputs[i].unpack("checkpoint", "input " + i);
            }
            @Nullable Tensor[] made = new @Nullable Tensor[types.size()];
            int[] count = {0};
            Generator generator = Generator.current();
            Tensor rngBefore = rngState == null ? null : generator.getState();
            if (rngState != null) {
                generator.setState(rngState);
            }
            try (GradMode.Scope recording = GradMode.enableGrad();
                    SavedTensorsHooks scope =
                            SavedTensorsHooks.open(tensor -> collect(tensor, made, count), packed -> (Tensor) packed)) {
                // For what it saves; its result is known.
                Interception.within(interceptors, () -> {
                    Object unused = fn.apply(arguments);
                });
            } catch (Enough enough) {
                // Everything is there.
            } finally {
                if (rngBefore != null) {
                    generator.setState(rngBefore);
                }
            }
            return made;
        }

        private Object collect(Tensor tensor, @Nullable Tensor[] made, int[] count) {
            int index = count[0]++;
            if (index < made.length) {
                if (options.determinismCheck() && !tensor.type().equals(types.get(index))) {
                    throw new AutogradException("checkpoint: the forward saved a tensor of type " + types.get(index)
                            + " in place " + index + ", running it again one of " + tensor.type()
                            + "; it must do the same each time");
                }
                made[index] = tensor;
            } else if (options.determinismCheck()) {
                throw new AutogradException("checkpoint: the forward saved " + types.size()
                        + " tensors, running it again more; it must do the same each time");
            }
            if (options.earlyStop() && count[0] == made.length) {
                throw new Enough();
            }
            return tensor;
        }
    }
}
