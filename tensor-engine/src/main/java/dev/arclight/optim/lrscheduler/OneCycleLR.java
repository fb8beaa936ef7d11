package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.List;

/**
 * Leads the rates up once and down to almost nothing, and the momentum the other way, as {@code OneCycleLR} (Smith and
 * Topin 2018). It is stepped after each batch.
 *
 * <pre>{@code
 * var scheduler = OneCycleLR.to(optimizer, 0.1).epochs(10).stepsPerEpoch(loader.size()).build();
 * }</pre>
 *
 * <p>Bounds are kept as options of the groups, as in PyTorch: {@code initial_lr}, {@code max_lr}, {@code min_lr},
 * {@code max_momentum}, {@code base_momentum}.
 */
public final class OneCycleLR extends LRScheduler {
    /** The settings of a {@link OneCycleLR} that is to be, with PyTorch's defaults. */
    public static final class Builder {
        private final Optimizer optimizer;
        private double[] maxLr;
        private int totalSteps;
        private boolean hasTotal;
        private int epochs;
        private int stepsPerEpoch;
        private double pctStart = 0.3;
        private String annealStrategy = "cos";
        private boolean cycleMomentum = true;
        private double[] baseMomentum = {0.85};
        private double[] maxMomentum = {0.95};
        private double divFactor = 25;
        private double finalDivFactor = 1e4;
        private boolean threePhase;
        private int lastEpoch = -1;

        private Builder(Optimizer optimizer, double... maxLr) {
            this.optimizer = optimizer;
            this.maxLr = maxLr.clone();
        }

        /** How many steps the cycle has; else it has as many as {@code epochs} times {@code stepsPerEpoch}. */
        public Builder totalSteps(int value) {
            totalSteps = value;
            hasTotal = true;
            return this;
        }

        /** How many epochs the cycle has. */
        public Builder epochs(int value) {
            epochs = value;
            return this;
        }

        /** How many steps each epoch has. */
        public Builder stepsPerEpoch(int value) {
            stepsPerEpoch = value;
            return this;
        }

        /** The share of steps in which the rates rise; 0.3 by default. */
        public Builder pctStart(double value) {
            pctStart = value;
            return this;
        }

        /** {@code "cos"}, the default, or {@code "linear"}. */
        public Builder annealStrategy(String value) {
            annealStrategy = value;
            return this;
        }

        /** Whether momentum, or the first beta, is cycled too; true by default. */
        public Builder cycleMomentum(boolean value) {
            cycleMomentum = value;
            return this;
        }

        /** The momentum at the highest rate, for all groups or each; 0.85 by default. */
        public Builder baseMomentum(double... values) {
            baseMomentum = values.clone();
            return this;
        }

        /** The momentum at the lowest rates, for all groups or each; 0.95 by default. */
        public Builder maxMomentum(double... values) {
            maxMomentum = values.clone();
            return this;
        }

        /** How many times smaller than the highest the first rate is; 25 by default. */
        public Builder divFactor(double value) {
            divFactor = value;
            return this;
        }

        /** How many times smaller than the first the last rate is; 10,000 by default. */
        public Builder finalDivFactor(double value) {
            finalDivFactor = value;
            return this;
        }

        /** Whether the way down ends at the first rate and a third phase leads on to the last; false by default. */
        public Builder threePhase(boolean value) {
            threePhase = value;
            return this;
        }

        /** The number of the last step when a training is resumed. */
        public Builder lastEpoch(int value) {
            lastEpoch = value;
            return this;
        }

        /** @throws ArclightException if the number of steps is not given or a value makes no sense */
        public OneCycleLR build() {
            return new OneCycleLR(this);
        }

        private int steps() {
            if (hasTotal) {
                return positive("totalSteps", totalSteps);
            }
            if (epochs == 0 && stepsPerEpoch == 0) {
                throw new ArclightException(
                        "OneCycleLR: you must define either totalSteps OR (epochs AND stepsPerEpoch)");
            }
            return Math.multiplyExact(positive("epochs", epochs), positive("stepsPerEpoch", stepsPerEpoch));
        }

        private static int positive(String what, int value) {
            if (value <= 0) {
                throw new ArclightException("OneCycleLR: expected positive integer " + what + ", but got " + value);
            }
            return value;
        }
    }

    private OneCycleLR(Builder builder) {
        super(prepared(builder), builder.lastEpoch);
        settings()
                .put("total_steps", builder.steps())
                .put("pct_start", builder.pctStart)
                .put("three_phase", builder.threePhase)
                .put("_anneal_func_type", builder.annealStrategy)
                .put("cycle_momentum", builder.cycleMomentum);
        begin();
    }

    /** A cycle up to a rate, for all groups or each. */
    public static Builder to(Optimizer optimizer, double... maxLr) {
        return new Builder(optimizer, maxLr);
    }

    private static Optimizer prepared(Builder builder) {
        Optimizer optimizer = builder.optimizer;
        String name = "OneCycleLR";
        int unused = builder.steps();
        if (!(builder.pctStart >= 0 && builder.pctStart <= 1)) {
            throw new ArclightException(
                    name + ": expected float between 0 and 1 pctStart, but got " + builder.pctStart);
        }
        if (!builder.annealStrategy.equals("cos") && !builder.annealStrategy.equals("linear")) {
            throw new ArclightException(name + ": annealStrategy must be one of 'cos' or 'linear', instead got '"
                    + builder.annealStrategy + "'");
        }
        List<Double> max = forGroups(name, "max_lr", optimizer, builder.maxLr);
        List<Double> most = forGroups(name, "max_momentum", optimizer, builder.maxMomentum);
        List<Double> least = forGroups(name, "base_momentum", optimizer, builder.baseMomentum);
        if (builder.cycleMomentum) {
            Momenta.require(name, optimizer);
        }
        if (builder.lastEpoch == -1) {
            for (int i = 0; i < max.size(); i++) {
                ParamGroup group = optimizer.paramGroups().get(i);
                double initial = max.get(i) / builder.divFactor;
                group.set(INITIAL_LR, initial)
                        .set("max_lr", max.get(i))
                        .set("min_lr", initial / builder.finalDivFactor);
                if (builder.cycleMomentum) {
                    Momenta.set(group, most.get(i));
                    group.set("max_momentum", most.get(i)).set("base_momentum", least.get(i));
                }
            }
        }
        return optimizer;
    }

    /** A stretch of the schedule, with the names of the options that it leads from and to. */
    private record Phase(double end, String startLr, String endLr, String startMomentum, String endMomentum) {}

    private List<Phase> phases() {
        int total = settings().count("total_steps");
        double start = settings().number("pct_start");
        List<Phase> phases = new ArrayList<>();
        phases.add(new Phase(start * total - 1, INITIAL_LR, "max_lr", "max_momentum", "base_momentum"));
        if (settings().flag("three_phase")) {
            phases.add(new Phase(2 * start * total - 2, "max_lr", INITIAL_LR, "base_momentum", "max_momentum"));
            phases.add(new Phase(total - 1, INITIAL_LR, "min_lr", "max_momentum", "max_momentum"));
        } else {
            phases.add(new Phase(total - 1, "max_lr", "min_lr", "base_momentum", "max_momentum"));
        }
        return phases;
    }

    @Override
    List<Double> rates(int epoch) {
        int total = settings().count("total_steps");
        if (epoch > total) {
            throw new ArclightException("OneCycleLR: tried to step " + (epoch + 1)
                    + " times. The specified number of total steps is " + total);
        }
        List<Phase> phases = phases();
        double from = 0;
        Phase phase = phases.get(0);
        for (int i = 0; i < phases.size(); i++) {
            phase = phases.get(i);
            if (epoch <= phase.end() || i == phases.size() - 1) {
                break;
            }
            from = phase.end();
        }
        double share = (epoch - from) / (phase.end() - from);
        List<Double> rates = new ArrayList<>();
        for (ParamGroup group : optimizer().paramGroups()) {
            rates.add(anneal(group.number(phase.startLr()), group.number(phase.endLr()), share));
            if (settings().flag("cycle_momentum")) {
                Momenta.set(
                        group, anneal(group.number(phase.startMomentum()), group.number(phase.endMomentum()), share));
            }
        }
        return rates;
    }

    private double anneal(double start, double end, double share) {
        return settings().text("_anneal_func_type").equals("cos")
                ? end + (start - end) / 2 * (Math.cos(Math.PI * share) + 1)
                : (end - start) * share + start;
    }
}
