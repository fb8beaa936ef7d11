package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Leads the rates up and down between two bounds, and the momentum the other way, as {@code CyclicLR} (Smith 2017). It
 * is stepped after each batch.
 *
 * <pre>{@code
 * var scheduler = CyclicLR.over(optimizer, 1e-3, 1e-1).stepSizeUp(500).mode("triangular2").build();
 * }</pre>
 */
public final class CyclicLR extends LRScheduler {
    private final @Nullable DoubleUnaryOperator scale;

    /** The settings of a {@link CyclicLR} that is to be, with PyTorch's defaults. */
    public static final class Builder {
        private final Optimizer optimizer;
        private double[] baseLr;
        private double[] maxLr;
        private int stepSizeUp = 2000;
        private @Nullable Integer stepSizeDown;
        private String mode = "triangular";
        private double gamma = 1;
        private @Nullable DoubleUnaryOperator scale;
        private String scaleMode = "cycle";
        private boolean cycleMomentum = true;
        private double[] baseMomentum = {0.8};
        private double[] maxMomentum = {0.9};
        private int lastEpoch = -1;

        private Builder(Optimizer optimizer, double baseLr, double maxLr) {
            this.optimizer = optimizer;
            this.baseLr = new double[] {baseLr};
            this.maxLr = new double[] {maxLr};
        }

        /** The lower bound of each group's rate. */
        public Builder baseLr(double... values) {
            baseLr = values.clone();
            return this;
        }

        /** The upper bound of each group's rate. */
        public Builder maxLr(double... values) {
            maxLr = values.clone();
            return this;
        }

        /** How many steps the way up has; 2000 by default. */
        public Builder stepSizeUp(int value) {
            stepSizeUp = value;
            return this;
        }

        /** How many steps the way down has; as many as the way up by default. */
        public Builder stepSizeDown(int value) {
            stepSizeDown = value;
            return this;
        }

        /** {@code "triangular"}, {@code "triangular2"}, whose height halves in each cycle, or {@code "exp_range"}. */
        public Builder mode(String value) {
            mode = value;
            return this;
        }

        /** The base of the power of steps that the height of {@code "exp_range"} follows; 1 by default. */
        public Builder gamma(double value) {
            gamma = value;
            return this;
        }

        /**
         * A height of one's own, which then takes the place of the mode's.
         *
         * @param by {@code "cycle"} or {@code "iterations"}: what the function is given the number of
         */
        public Builder scaleFn(DoubleUnaryOperator function, String by) {
            scale = function;
            scaleMode = by;
            return this;
        }

        /** Whether momentum, or the first beta, is cycled too; true by default. */
        public Builder cycleMomentum(boolean value) {
            cycleMomentum = value;
            return this;
        }

        /** The lower bound of the momentum, for all groups or each; 0.8 by default. */
        public Builder baseMomentum(double... values) {
            baseMomentum = values.clone();
            return this;
        }

        /** The upper bound of the momentum, for all groups or each; 0.9 by default. */
        public Builder maxMomentum(double... values) {
            maxMomentum = values.clone();
            return this;
        }

        /** The number of the last step when a training is resumed. */
        public Builder lastEpoch(int value) {
            lastEpoch = value;
            return this;
        }

        /** @throws ArclightException if a value is unknown, or the optimizer has no momentum to cycle */
        public CyclicLR build() {
            return new CyclicLR(this);
        }
    }

    private CyclicLR(Builder builder) {
        super(prepared(builder), builder.lastEpoch);
        Optimizer optimizer = builder.optimizer;
        double up = builder.stepSizeUp;
        double down = builder.stepSizeDown == null ? up : builder.stepSizeDown;
        boolean iterations =
                builder.scale == null ? builder.mode.equals("exp_range") : builder.scaleMode.equals("iterations");
        scale = builder.scale;
        settings()
                .put("max_lrs", forGroups(name(), "max_lr", optimizer, builder.maxLr))
                .put("total_size", up + down)
                .put("step_ratio", up / (up + down))
                .put("mode", builder.mode)
                .put("gamma", builder.gamma)
                .put("scale_mode", iterations ? "iterations" : "cycle")
                .put("cycle_momentum", builder.cycleMomentum);
        if (builder.cycleMomentum) {
            settings()
                    .put("base_momentums", forGroups(name(), "base_momentum", optimizer, builder.baseMomentum))
                    .put("max_momentums", forGroups(name(), "max_momentum", optimizer, builder.maxMomentum));
        }
        begin();
        baseLrs(forGroups(name(), "base_lr", optimizer, builder.baseLr));
    }

    /** A cycle between two rates. */
    public static Builder over(Optimizer optimizer, double baseLr, double maxLr) {
        return new Builder(optimizer, baseLr, maxLr);
    }

    private static Optimizer prepared(Builder builder) {
        Optimizer optimizer = builder.optimizer;
        boolean known = List.of("triangular", "triangular2", "exp_range").contains(builder.mode);
        if (!known && builder.scale == null) {
            throw new ArclightException("CyclicLR: mode is invalid and there is no scaleFn: '" + builder.mode
                    + "'; expected triangular, triangular2 or exp_range");
        }
        if (builder.cycleMomentum) {
            Momenta.require("CyclicLR", optimizer);
        }
        List<Double> base = forGroups("CyclicLR", "base_lr", optimizer, builder.baseLr);
        if (builder.lastEpoch == -1) {
            for (int i = 0; i < base.size(); i++) {
                optimizer.paramGroups().get(i).lr(base.get(i));
            }
        }
        return optimizer;
    }

    @Override
    List<Double> rates(int epoch) {
        double total = settings().number("total_size");
        double ratio = settings().number("step_ratio");
        double cycle = Math.floor(1 + epoch / total);
        double x = 1 + epoch / total - cycle;
        double factor = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
        double scaled = scale(settings().text("scale_mode").equals("cycle") ? cycle : epoch);
        List<Double> max = settings().numbers("max_lrs");
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < max.size(); i++) {
            double base = baseLrs().get(i);
            rates.add(base + (max.get(i) - base) * factor * scaled);
        }
        if (settings().flag("cycle_momentum")) {
            List<ParamGroup> groups = optimizer().paramGroups();
            for (int i = 0; i < Math.min(groups.size(), max.size()); i++) {
                double most = settings().numbers("max_momentums").get(i);
                double height = (most - settings().numbers("base_momentums").get(i)) * factor;
                Momenta.set(groups.get(i), most - height * scaled);
            }
        }
        return rates;
    }

    private double scale(double x) {
        if (scale != null) {
            return scale.applyAsDouble(x);
        }
        return switch (settings().text("mode")) {
            case "triangular2" -> 1 / Math.pow(2, x - 1);
            case "exp_range" -> Math.pow(settings().number("gamma"), x);
            default -> 1;
        };
    }
}
