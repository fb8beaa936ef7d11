package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.List;

/**
 * Multiplies the rates by a factor when a metric has not become better for some epochs, as {@code ReduceLROnPlateau}.
 *
 * <pre>{@code
 * var scheduler = new ReduceLROnPlateau(optimizer, "min", 0.1, 10).cooldown(2);
 * scheduler.step(validationLoss);
 * }</pre>
 */
public final class ReduceLROnPlateau extends LRScheduler {
    /** Waits for a lower metric for 10 epochs and divides by 10. */
    public ReduceLROnPlateau(Optimizer optimizer) {
        this(optimizer, "min");
    }

    /** {@code "min"} for a metric that should fall, {@code "max"} for one that should rise. */
    public ReduceLROnPlateau(Optimizer optimizer, String mode) {
        this(optimizer, mode, 0.1, 10);
    }

    /**
     * As PyTorch's with its other arguments' defaults.
     *
     * @param patience how many epochs without a better metric are let pass
     * @throws ArclightException if the mode is unknown or the factor is not below 1
     */
    public ReduceLROnPlateau(Optimizer optimizer, String mode, double factor, int patience) {
        super(optimizer);
        if (!(factor < 1)) {
            throw new ArclightException("ReduceLROnPlateau: factor should be < 1.0, got " + factor);
        }
        if (!mode.equals("min") && !mode.equals("max")) {
            throw new ArclightException("ReduceLROnPlateau: mode " + mode + " is unknown; expected min or max");
        }
        double worst = mode.equals("min") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        settings()
                .put("mode", mode)
                .put("factor", factor)
                .put("patience", patience)
                .put("threshold", 1e-4)
                .put("threshold_mode", "rel")
                .put("cooldown", 0)
                .put("cooldown_counter", 0)
                .put("min_lrs", forGroups(name(), "min_lr", optimizer, 0))
                .put("eps", 1e-8)
                .put("best", worst)
                .put("num_bad_epochs", 0);
    }

    /** How much better counts as better; 1e-4 by default. */
    public ReduceLROnPlateau threshold(double value) {
        settings().put("threshold", value);
        return this;
    }

    /**
     * Whether the threshold is a share of the best metric, {@code "rel"}, the default, or a distance from it, {@code
     * "abs"}.
     */
    public ReduceLROnPlateau thresholdMode(String value) {
        if (!value.equals("rel") && !value.equals("abs")) {
            throw new ArclightException(
                    "ReduceLROnPlateau: threshold mode " + value + " is unknown; expected rel or abs");
        }
        settings().put("threshold_mode", value);
        return this;
    }

    /** How many epochs after a reduction are not counted; 0 by default. */
    public ReduceLROnPlateau cooldown(int value) {
        settings().put("cooldown", value);
        return this;
    }

    /** What rates do not fall below, for all groups or each; 0 by default. */
    public ReduceLROnPlateau minLr(double... values) {
        settings().put("min_lrs", forGroups(name(), "min_lr", optimizer(), values));
        return this;
    }

    /** The smallest reduction that is made; 1e-8 by default. */
    public ReduceLROnPlateau eps(double value) {
        settings().put("eps", value);
        return this;
    }

    /** As {@link #step(double)} with a metric of one element. */
    public void step(Tensor metric) {
        step(metric.item());
    }

    /** Takes an epoch's metric and reduces the rates if it is time. */
    public void step(double metric) {
        lastEpoch(lastEpoch() + 1);
        int bad = settings().count("num_bad_epochs") + 1;
        if (isBetter(metric)) {
            settings().put("best", metric);
            bad = 0;
        }
        if (inCooldown()) {
            settings().put("cooldown_counter", settings().count("cooldown_counter") - 1);
            bad = 0;
        }
        if (bad > settings().count("patience")) {
            reduce();
            settings().put("cooldown_counter", settings().count("cooldown"));
            bad = 0;
        }
        settings().put("num_bad_epochs", bad);
        remember();
    }

    private boolean isBetter(double metric) {
        double best = settings().number("best");
        double threshold = settings().number("threshold");
        boolean relative = settings().text("threshold_mode").equals("rel");
        if (settings().text("mode").equals("min")) {
            return relative ? metric < best * (1 - threshold) : metric < best - threshold;
        }
        return relative ? metric > best * (threshold + 1) : metric > best + threshold;
    }

    private void reduce() {
        List<ParamGroup> groups = optimizer().paramGroups();
        List<Double> least = settings().numbers("min_lrs");
        for (int i = 0; i < groups.size(); i++) {
            double rate = groups.get(i).lr();
            double reduced = Math.max(rate * settings().number("factor"), i < least.size() ? least.get(i) : 0);
            if (rate - reduced > settings().number("eps")) {
                groups.get(i).lr(reduced);
            }
        }
    }

    /** Whether epochs are not counted at present. */
    public boolean inCooldown() {
        return settings().count("cooldown_counter") > 0;
    }

    /** @throws ArclightException always: a step needs a metric */
    @Override
    public void step() {
        throw new ArclightException("ReduceLROnPlateau: a step needs the metric that it watches; call step(metric)");
    }

    /** Takes a metric that is a whole number. */
    @Override
    public void step(int epoch) {
        step((double) epoch);
    }

    @Override
    List<Double> rates(int epoch) {
        return getLastLr();
    }
}
