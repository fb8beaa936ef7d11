package dev.arclight.distributed.localsgd;

import dev.arclight.autograd.GradMode;
import dev.arclight.nn.Module;
import dev.arclight.nn.Utils;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/**
 * Makes a partition's local steps of a round, and measures the network on rows that are held out.
 *
 * <p>What comes of a round follows from the network's state, what the optimizer remembers, the rows and the current thread's
 * generator. Not for use by two threads.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class LocalSteps {
    private final Module network;
    private final Function<List<Tensor>, Optimizer> optimizers;
    private final EpochSteps epoch;
    private final double maxGradNorm;
    private final GradientStep gradientStep;
    private final Arena arena = new Arena();
    private Optimizer optimizer;
    private double[] rates;

    /**
     * Steps of a network with an optimizer that remembers nothing yet.
     *
     * @param optimizers makes them of parameters, with the learning rates that schedules are multiplied with
     * @param maxGradNorm to which gradients are scaled down before each step; 0 for as they are
     */
    public LocalSteps(
            Module network,
            Function<List<Tensor>, Optimizer> optimizers,
            int batchSize,
            double maxGradNorm,
            GradientStep gradientStep) {
        this.network = network;
        this.optimizers = optimizers;
        this.epoch = new EpochSteps(batchSize);
        this.maxGradNorm = maxGradNorm;
        this.gradientStep = gradientStep;
        this.optimizer = optimizers.apply(network.parameters());
        this.rates = rates(optimizer);
    }

    /** Says what is wrong with the loss of a step. */
    @FunctionalInterface
    public interface LossCheck {
        /**
         * Called behind a step, or instead of one whose loss is not finite.
         *
         * @param step of the epoch, counted from 0
         * @return empty if the training can go on
         */
        String fault(int step, double loss);
    }

    /**
     * What a round's steps came to.
     *
     * @param examples how many rows were learnt from
     * @param weight how much they count together
     * @param lossSum the weighted sum of their losses, each before the step that learnt from it
     * @param fault why the steps ended early; empty if they did not
     */
    public record Result(long examples, double weight, double lossSum, String fault) {}

    private static double[] rates(Optimizer optimizer) {
        return optimizer.paramGroups().stream().mapToDouble(ParamGroup::lr).toArray();
    }

    /** The present one; {@link #forget} replaces it. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** Of the first group of parameters, before schedules; NaN if there is none. */
    public double learningRate() {
        return rates.length == 0 ? Double.NaN : rates[0];
    }

    /** Goes on with an optimizer that remembers nothing. */
    public void forget() {
        optimizer = optimizers.apply(network.parameters());
        rates = rates(optimizer);
    }

    /**
     * Makes the round's steps, or as many of them as the epoch has left for these rows.
     *
     * @param order of the epoch: the numbers of the rows to learn from
     * @param rateFactors what learning rates are multiplied with in each of the round's steps, counted from 0
     */
    public Result run(Round round, int[] order, LocalRows rows, IntToDoubleFunction rateFactors, LossCheck check) {
        // Somebody may have failed between a step's two halves.
        optimizer.zeroGrad();
        network.train();
        int last = Math.min(round.firstStep() + round.steps(), epoch.count(order.length));
        long examples = 0;
        double weight = 0;
        double lossSum = 0;
        for (int step = round.firstStep(); step < last; step++) {
            int from = epoch.begin(step);
            int to = epoch.end(step, order.length);
            float[] weights = rows.weights(order, from, to);
            double counts = LocalRows.sum(to - from, weights);
            if (counts == 0) {
                continue;
            }
            rate(rateFactors.applyAsDouble(step - round.firstStep()));
            double loss = step(rows, order, from, to, weights);
            String fault = check.fault(step, loss);
            if (!fault.isEmpty()) {
                return new Result(examples, weight, lossSum, fault);
            }
            examples += to - from;
            weight += counts;
            lossSum += loss * counts;
        }
        return new Result(examples, weight, lossSum, "");
    }

    private void rate(double factor) {
        List<ParamGroup> groups = optimizer.paramGroups();
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).lr(rates[i] * factor);
        }
    }

    /** One step on a batch; returns its mean loss before it. */
    private double step(LocalRows rows, int[] order, int from, int to, float... weights) {
        try (Arena.Scope scope = arena.open()) {
            Tensor loss = rows.outcome(order, from, to, weights).loss();
            double value = loss.item();
            if (Double.isFinite(value)) {
                gradientStep.make(loss, optimizer, this::clip);
            }
            // The gradients' memory goes back to the arena with this scope.
            optimizer.zeroGrad();
            return value;
        }
    }

    private void clip() {
        if (maxGradNorm > 0) {
            Utils.clipGradNorm_(network.parameters(), maxGradNorm);
        }
    }

    /**
     * Measures the network as it is.
     *
     * @param partition whose rows these are
     * @param heldOut the numbers of the rows to measure on
     */
    public HeldOutScore measure(int partition, int[] heldOut, LocalRows rows) {
        network.eval();
        double weight = 0;
        double lossSum = 0;
        double right = 0;
        for (int from = 0; from < heldOut.length; from += epoch.batchSize()) {
            int to = Math.min(heldOut.length, from + epoch.batchSize());
            float[] weights = rows.weights(heldOut, from, to);
            double counts = LocalRows.sum(to - from, weights);
            if (counts == 0) {
                continue;
            }
            try (Arena.Scope scope = arena.open();
                    GradMode.Scope plain = GradMode.noGrad()) {
                LocalRows.Outcome outcome = rows.outcome(heldOut, from, to, weights);
                weight += counts;
                lossSum += outcome.loss().item() * counts;
                long[] classes = rows.classes(heldOut, from, to);
                long[] told = classes.length == 0
                        ? classes
                        : outcome.output().argmax(1).toLongArray();
                for (int i = 0; i < told.length; i++) {
                    if (told[i] == classes[i]) {
                        right += weights.length == 0 ? 1 : weights[i];
                    }
                }
            }
        }
        return new HeldOutScore(partition, weight, lossSum, right);
    }
}
