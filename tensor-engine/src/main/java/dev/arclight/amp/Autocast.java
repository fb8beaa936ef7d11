package dev.arclight.amp;

import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.Interception;
import dev.arclight.op.Interceptor;
import dev.arclight.op.Op;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A scope in which ops choose the dtype they compute in, as {@code torch.autocast}: products take 16 bits, what would lose too
 * much takes float32, wherever their inputs come from. Parameters stay float32, and so do their gradients.
 *
 * <pre>{@code
 * Tensor loss;
 * try (Autocast scope = Autocast.open(DType.BFLOAT16)) {
 *     loss = criterion.call(model.call(data), target);
 * }
 * loss.backward();
 * }</pre>
 *
 * <p>Scopes nest; the innermost decides, so {@link Options#enabled} false inside switches off what is outside. A backward pass
 * computes in the dtypes of the forward one, inside the scope or after it; what a checkpoint computes again is converted again.
 * Ops in place are left alone. Belongs to the thread that opened it.
 *
 * <p>On a CPU this is not faster: 16-bit numbers are widened for every kernel. It saves memory, and tries on a laptop what will
 * run on a device.
 */
public final class Autocast implements AutoCloseable {
    /**
     * How a scope converts.
     *
     * @param dtype {@link DType#BFLOAT16} or {@link DType#FLOAT16}
     * @param enabled whether it does
     * @param cacheEnabled whether a parameter that is used several times is converted once
     */
    public record Options(DType dtype, boolean enabled, boolean cacheEnabled) {
        public Options(DType dtype) {
            this(dtype, true, true);
        }

        /** @throws DTypeException unless the dtype has 16 bits */
        public Options {
            if (!dtype.isHalf()) {
                throw new DTypeException("Autocast: got " + dtype
                        + ", expected DType.BFLOAT16 or DType.FLOAT16 for what may be less exact");
            }
        }

        public Options withEnabled(boolean value) {
            return new Options(dtype, value, cacheEnabled);
        }

        public Options withCacheEnabled(boolean value) {
            return new Options(dtype, enabled, value);
        }
    }

    private final Interception interception;

    private Autocast(Options options) {
        Caster outer = Interception.innermost(Caster.class);
        interception = Interception.open(new Caster(options, outer == null ? new IdentityHashMap<>() : outer.casts));
    }

    /** A scope with {@link DType#BFLOAT16}, PyTorch's default on a CPU. */
    public static Autocast open() {
        return open(DType.BFLOAT16);
    }

    /** @throws DTypeException unless the dtype has 16 bits */
    public static Autocast open(DType dtype) {
        return open(new Options(dtype));
    }

    public static Autocast open(Options options) {
        return new Autocast(options);
    }

    /** A scope in which nothing is converted. */
    public static Autocast disabled() {
        return open(new Options(DType.BFLOAT16).withEnabled(false));
    }

    /** Whether the current thread's ops are converted. */
    public static boolean isEnabled() {
        Caster caster = Interception.innermost(Caster.class);
        return caster != null && caster.options.enabled();
    }

    /** The dtype of the current thread's innermost scope, PyTorch's default outside of any. */
    public static DType dtype() {
        Caster caster = Interception.innermost(Caster.class);
        return caster == null ? DType.BFLOAT16 : caster.options.dtype();
    }

    /**
     * Computes something as the forward of a custom function that wants its inputs in one dtype, as
     * {@code torch.amp.custom_fwd(cast_inputs=…)}: inside a scope that is enabled the floating inputs but for float64 are
     * converted and the body runs without conversions; elsewhere it gets them as they are.
     */
    public static <R> R customForward(DType dtype, Function<Tensor[], R> body, Tensor... inputs) {
        Caster caster = Interception.innermost(Caster.class);
        if (caster == null || !caster.options.enabled()) {
            return body.apply(inputs);
        }
        return caster.suspended(() -> body.apply(caster.all(inputs, dtype)));
    }

    /** @throws IllegalStateException if a scope inside is still open, or this one is closed already */
    @Override
    public void close() {
        interception.close();
    }

    /** A parameter's conversion, of use while the parameter is what it was. */
    private record Converted(Tensor tensor, int version) {}

    private static final class Caster implements Interceptor {
        private final Options options;

        /** Shared by all scopes inside the outermost one, and gone with that. */
        private final IdentityHashMap<Tensor, Converted> casts;

        /** While a function that was converted as a whole computes. */
        private boolean suspended;

        Caster(Options options, IdentityHashMap<Tensor, Converted> casts) {
            this.options = options;
            this.casts = casts;
        }

        @Override
        public boolean forwardOnly() {
            return true;
        }

        @Override
        public Tensor[] call(Op op, Tensor[] inputs, boolean inPlace, Call next) {
            if (inPlace || idle()) {
                return next.run(inputs);
            }
            CastPolicy policy = CastLists.of(op);
            Tensor[] given = converted(policy, op.name(), inputs);
            if (policy != CastPolicy.FLOAT32_AND_BACK || given == inputs) {
                return next.run(given);
            }
            Tensor[] outputs = next.run(given).clone();
            outputs[0] = outputs[0].to(inputs[0].dtype());
            return outputs;
        }

        @Override
        public <R> R function(String name, Tensor[] inputs, Function<Tensor[], R> body) {
            CastPolicy policy = idle() ? CastPolicy.UNCHANGED : CastLists.of(name);
            return policy == CastPolicy.UNCHANGED
                    ? body.apply(inputs)
                    : suspended(() -> body.apply(converted(policy, name, inputs)));
        }

        private boolean idle() {
            return !options.enabled() || suspended || Interception.innermost(Caster.class) != this;
        }

        <R> R suspended(Supplier<R> body) {
            boolean before = suspended;
            suspended = true;
            try {
                return body.get();
            } finally {
                suspended = before;
            }
        }

        private Tensor[] converted(CastPolicy policy, String name, Tensor[] inputs) {
            return switch (policy) {
                case LOWER_PRECISION -> all(inputs, options.dtype());
                case FLOAT32, FLOAT32_AND_BACK -> all(inputs, DType.FLOAT32);
                case WIDEST -> all(inputs, widest(inputs));
                case UNCHANGED -> inputs;
                case REFUSED ->
                    throw new ArclightException(
                            name + ": its gradient may leave the range of 16-bit numbers, so it is not"
                                    + " computed inside Autocast. Use binaryCrossEntropyWithLogits or BCEWithLogitsLoss without the"
                                    + " sigmoid before it, or compute it on float32 inside Autocast.disabled()");
            };
        }

        private DType widest(Tensor[] inputs) {
            for (Tensor input : inputs) {
                if (input.dtype() == DType.FLOAT32) {
                    return DType.FLOAT32;
                }
            }
            return options.dtype();
        }

        /** The inputs with all floating ones but float64 in a dtype; the same array where nothing changes. */
        private Tensor[] all(Tensor[] inputs, DType dtype) {
            Tensor[] converted = inputs;
            for (int i = 0; i < inputs.length; i++) {
                Tensor input = inputs[i];
                if (input.dtype() != dtype && input.dtype().isFloating() && input.dtype() != DType.FLOAT64) {
                    converted = converted == inputs ? inputs.clone() : converted;
                    converted[i] = one(input, dtype);
                }
            }
            return converted;
        }

        private Tensor one(Tensor input, DType dtype) {
            boolean parameter = options.cacheEnabled()
                    && dtype.isHalf()
                    && input.dtype() == DType.FLOAT32
                    && input.requiresGrad()
                    && input.isLeaf()
                    && !input.isView();
            if (!parameter) {
                return input.to(dtype);
            }
            Converted known = casts.get(input);
            if (known != null && fits(known, input, dtype)) {
                return known.tensor;
            }
            Tensor made = input.to(dtype);
            casts.put(input, new Converted(made, input.storage().version()));
            return made;
        }

        /** Unless the parameter has changed or an arena has closed, and with a history where one is needed. */
        private static boolean fits(Converted known, Tensor input, DType dtype) {
            return known.tensor.dtype() == dtype
                    && !known.tensor.storage().isReleased()
                    && known.version == input.storage().version()
                    && (known.tensor.requiresGrad() || !GradMode.isRecording());
        }
    }
}
