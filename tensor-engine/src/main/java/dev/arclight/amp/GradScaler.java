package dev.arclight.amp;

import dev.arclight.autograd.GradMode;
import dev.arclight.kernel.cpu.Unscaling;
import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Stateful;
import dev.arclight.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the small gradients of float16 from becoming zero, as {@code torch.amp.GradScaler}: the loss is multiplied by a scale,
 * the gradients are divided by it before the step, and a step whose gradients are not finite is left out. The scale shrinks
 * after such a step and grows after many good ones.
 *
 * <pre>{@code
 * GradScaler scaler = new GradScaler();
 * for (…) {
 *     optimizer.zeroGrad();
 *     try (Autocast scope = Autocast.open(DType.FLOAT16)) {
 *         loss = criterion.call(model.call(data), target);
 *     }
 *     scaler.scale(loss).backward();
 *     scaler.step(optimizer);
 *     scaler.update();
 * }
 * }</pre>
 *
 * <p>bfloat16 has the range of float32 and needs no scaler. Belongs to one thread.
 */
public final class GradScaler implements Stateful {
    /**
     * PyTorch's settings.
     *
     * @param initScale the first scale
     * @param growthFactor what the scale is multiplied by after {@code growthInterval} good steps in a row; above 1
     * @param backoffFactor what it is multiplied by after a bad one; below 1
     * @param enabled whether anything is scaled; if not, {@link #step} is the optimizer's own
     */
    public record Options(
            double initScale, double growthFactor, double backoffFactor, long growthInterval, boolean enabled) {
        public static final Options DEFAULT = new Options(65536, 2, 0.5, 2000, true);

        /** @throws ArclightException if a number is out of its range */
        public Options {
            if (!(growthFactor > 1)) {
                throw new ArclightException("GradScaler: growthFactor is " + growthFactor + "; it must be above 1");
            }
            if (!(backoffFactor < 1)) {
                throw new ArclightException("GradScaler: backoffFactor is " + backoffFactor + "; it must be below 1");
            }
            if (!(initScale > 0) || growthInterval < 1) {
                throw new ArclightException("GradScaler: initScale is " + initScale + " and growthInterval "
                        + growthInterval + "; the one must be above 0, the other at least 1");
            }
        }

        public Options withInitScale(double value) {
            return new Options(value, growthFactor, backoffFactor, growthInterval, enabled);
        }

        public Options withGrowthFactor(double value) {
            return new Options(initScale, value, backoffFactor, growthInterval, enabled);
        }

        public Options withBackoffFactor(double value) {
            return new Options(initScale, growthFactor, value, growthInterval, enabled);
        }

        public Options withGrowthInterval(long value) {
            return new Options(initScale, growthFactor, backoffFactor, value, enabled);
        }

        public Options withEnabled(boolean value) {
            return new Options(initScale, growthFactor, backoffFactor, growthInterval, value);
        }
    }

    /** What was done for an optimizer since the last update. */
    private enum Stage {
        UNSCALED,
        STEPPED
    }

    private static final class Progress {
        private Stage stage = Stage.UNSCALED;
        private final boolean finite;
        private final boolean any;

        Progress(boolean finite, boolean any) {
            this.finite = finite;
            this.any = any;
        }
    }

    private final boolean enabled;
    private double growthFactor;
    private double backoffFactor;
    private long growthInterval;
    private float scale;
    private long growthTracker;

    /** Whether a loss was scaled, without which there is nothing to undo. */
    private boolean used;

    private final IdentityHashMap<Optimizer, Progress> optimizers = new IdentityHashMap<>();

    public GradScaler() {
        this(Options.DEFAULT);
    }

    public GradScaler(Options options) {
        enabled = options.enabled();
        scale = (float) options.initScale();
        growthFactor = options.growthFactor();
        backoffFactor = options.backoffFactor();
        growthInterval = options.growthInterval();
    }

    /** A loss, or any outputs, times the scale, in their own dtype. */
    public Tensor scale(Tensor outputs) {
        if (!enabled) {
            return outputs;
        }
        used = true;
        // A tensor rather than a number: a lone float16 loss becomes float32, where the product has room.
        return outputs.mul(Tensor.scalar(scale).to(DType.FLOAT32));
    }

    public List<Tensor> scale(List<Tensor> outputs) {
        return outputs.stream().map(this::scale).toList();
    }

    /**
     * Divides the gradients of an optimizer's parameters by the scale, so that they can be looked at or clipped before
     * {@link #step}.
     *
     * @throws ArclightException if this was done since the last {@link #update}, or nothing was scaled
     * @throws DTypeException for a float16 gradient: parameters stay float32
     */
    public void unscale_(Optimizer optimizer) {
        if (!enabled) {
            return;
        }
        requireUsed("unscale_");
        Progress progress = optimizers.get(optimizer);
        if (progress != null) {
            throw new ArclightException(
                    progress.stage == Stage.UNSCALED
                            ? "GradScaler.unscale_: it was already called for this optimizer since the last update()"
                            : "GradScaler.unscale_: it is called after step(); call it before, or update() in between");
        }
        optimizers.put(optimizer, unscaled(optimizer));
    }

    /**
     * Lets an optimizer make its step, unless a gradient is not finite.
     *
     * @return whether it did
     * @throws ArclightException if it was called since the last {@link #update}, nothing was scaled, or no parameter has a
     *     gradient
     */
    public boolean step(Optimizer optimizer) {
        if (!enabled) {
            optimizer.step();
            return true;
        }
        requireUsed("step");
        Progress progress = optimizers.get(optimizer);
        if (progress == null) {
            progress = unscaled(optimizer);
            optimizers.put(optimizer, progress);
        } else if (progress.stage == Stage.STEPPED) {
            throw new ArclightException(
                    "GradScaler.step: it was already called for this optimizer since the last update()");
        }
        if (!progress.any) {
            throw new ArclightException("GradScaler.step: no parameter of the optimizer has a gradient;"
                    + " call scale(loss).backward() before");
        }
        if (progress.finite) {
            optimizer.step();
        }
        progress.stage = Stage.STEPPED;
        return progress.finite;
    }

    /**
     * Changes the scale by what the steps since the last update found.
     *
     * @throws ArclightException if no optimizer was unscaled or stepped
     */
    public void update() {
        if (!enabled) {
            return;
        }
        requireUsed("update");
        if (optimizers.values().stream().noneMatch(progress -> progress.any)) {
            throw new ArclightException("GradScaler.update: no gradients were looked at; call step(optimizer) before");
        }
        boolean finite = optimizers.values().stream().allMatch(progress -> progress.finite);
        if (!finite) {
            scale = (float) (scale * backoffFactor);
            growthTracker = 0;
        } else if (++growthTracker == growthInterval) {
            float grown = (float) (scale * growthFactor);
            scale = Float.isFinite(grown) ? grown : scale;
            growthTracker = 0;
        }
        optimizers.clear();
    }

    /** Sets the scale, whatever was found. @throws ArclightException unless it is above 0 */
    public void update(double newScale) {
        if (!enabled) {
            return;
        }
        requireUsed("update");
        if (!(newScale > 0)) {
            throw new ArclightException("GradScaler.update: the new scale is " + newScale + "; it must be above 0");
        }
        scale = (float) newScale;
        optimizers.clear();
    }

    /** What losses are multiplied by, 1 where scaling is off. */
    public double getScale() {
        return enabled ? scale : 1;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public double getGrowthFactor() {
        return growthFactor;
    }

    public double getBackoffFactor() {
        return backoffFactor;
    }

    public long getGrowthInterval() {
        return growthInterval;
    }

    /** How many good steps there were since the scale last changed. */
    public long getGrowthTracker() {
        return growthTracker;
    }

    /** PyTorch's keys; empty where scaling is off. */
    @Override
    public Map<String, Object> stateDict() {
        Map<String, Object> state = new LinkedHashMap<>();
        if (enabled) {
            state.put("scale", (double) scale);
            state.put("growth_factor", growthFactor);
            state.put("backoff_factor", backoffFactor);
            state.put("growth_interval", growthInterval);
            state.put("_growth_tracker", growthTracker);
        }
        return state;
    }

    /** @throws ArclightException if the state lacks a number, as that of a scaler that is off does */
    @Override
    public void loadStateDict(Map<String, Object> state) {
        if (!enabled) {
            return;
        }
        Options loaded = new Options(
                number(state, "scale"),
                number(state, "growth_factor"),
                number(state, "backoff_factor"),
                (long) number(state, "growth_interval"),
                true);
        growthTracker = (long) number(state, "_growth_tracker");
        scale = (float) loaded.initScale();
        growthFactor = loaded.growthFactor();
        backoffFactor = loaded.backoffFactor();
        growthInterval = loaded.growthInterval();
        used = true;
    }

    private static double number(Map<String, Object> state, String key) {
        if (state.get(key) instanceof Number number) {
            return number.doubleValue();
        }
        throw new ArclightException("GradScaler.loadStateDict: '" + key + "' is missing or no number in "
                + state.keySet() + "; the state of a scaler that is off is empty");
    }

    private void requireUsed(String method) {
        if (!used) {
            throw new ArclightException(
                    "GradScaler." + method + ": no loss was scaled; call scale(loss).backward() before");
        }
    }

    @SuppressWarnings("try") // The scope is there to be closed.
    private Progress unscaled(Optimizer optimizer) {
        float inverse = (float) (1 / (double) scale);
        boolean finite = true;
        boolean any = false;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            for (Tensor parameter : optimizer.parameters()) {
                Tensor grad = parameter.grad();
                if (grad != null) {
                    any = true;
                    finite &= unscale(grad, inverse);
                }
            }
        }
        return new Progress(finite, any);
    }

    /** Whether all elements were finite. */
    private static boolean unscale(Tensor grad, float inverse) {
        if (grad.dtype() == DType.FLOAT16) {
            throw new DTypeException(
                    "GradScaler: a gradient is float16, and would be zero where it matters; keep parameters"
                            + " float32 and compute inside Autocast instead of calling toHalf()");
        }
        if (grad.dtype() == DType.FLOAT32 && grad.isContiguous()) {
            boolean finite = Unscaling.multiply(grad.storage().floats(), grad.offset(), grad.numel(), inverse);
            grad.storage().changed();
            return finite;
        }
        boolean finite = grad.isfinite().all().itemBoolean();
        grad.mul_(Tensor.number((double) inverse));
        return finite;
    }
}
