package dev.arclight.beam.train;

import dev.arclight.autograd.GradMode;
import dev.arclight.beam.train.Rounds.Round;
import dev.arclight.io.NetworkJson;
import dev.arclight.nn.Module;
import dev.arclight.nn.Utils;
import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Makes one shard's local steps of a round, and measures a state on rows that are held out.
 *
 * <p>A round's result is a function of the state that it starts from, the rows, the plan and the round alone: state is
 * overwritten before the first step and every random number comes from a generator that is seeded for the round. So it does
 * not matter what an instance did before, nor whether somebody else did the same work already. Computes on one thread; runners
 * run as many bundles as they have cores. Not for use by two threads.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
final class LocalTrainer {
    private final TrainingPlan plan;
    private final Module network;
    private final Arena arena = new Arena();
    private Optimizer optimizer;
    private StateLayout layout;

    /** With the first weights that the plan's seed gives. */
    LocalTrainer(TrainingPlan plan) {
        this.plan = plan;
        try (Generator.Scope own = Generator.seeded(plan.seed()).use()) {
            this.network = NetworkJson.read(plan.network());
        }
        this.optimizer = plan.optimizer().over(network.parameters());
        this.layout = layout();
    }

    private StateLayout layout() {
        return new StateLayout(network, plan.keepsOptimizerState() ? optimizer : null);
    }

    /** The network with its present parameters; not a copy. */
    Module network() {
        return network;
    }

    TrainingState state() {
        return layout.read();
    }

    void state(TrainingState state) {
        layout.write(state);
    }

    /**
     * Makes the round's steps, or as many of them as the epoch has left for this shard.
     *
     * @param rates the learning rate by the step, counted over the whole training
     * @return the state in pieces; weight 0 if the shard had no step left
     * @throws TrainingException if a loss or what is learnt is not finite
     */
    List<StateChunk> run(TrainingState start, ShardRows rows, int shard, Round round, IntToDoubleFunction rates) {
        if (!plan.keepsOptimizerState()) {
            optimizer = plan.optimizer().over(network.parameters());
            layout = layout();
        }
        state(start);
        // Somebody may have failed between a step's two halves.
        optimizer.zeroGrad();
        network.train();
        int[] order = rows.order(plan.shuffles(), plan.seed(), round.epoch(), shard);
        int last = Math.min(round.firstStep() + round.steps(), plan.stepsPerEpoch(order.length));
        long examples = 0;
        double weight = 0;
        double lossSum = 0;
        try (NumThreads.Scope one = NumThreads.of(1);
                Generator.Scope own = generator(round, shard).use()) {
            for (int step = round.firstStep(); step < last; step++) {
                int from = step * plan.batchSize();
                int to = plan.endOfStep(step, order.length);
                double counts = rows.weight(order, from, to);
                if (counts == 0) {
                    continue;
                }
                long number = round.stepsBefore() + step - round.firstStep();
                optimizer.learningRate(rates.applyAsDouble(Math.toIntExact(number)));
                double loss = step(rows, order, from, to);
                if (!Double.isFinite(loss)) {
                    throw new TrainingException(
                            "the loss is " + loss + " in step " + (number + 1) + " of shard " + shard
                                    + "; lower the learning rate, scale the features to about -1 to 1, and look for NaN among"
                                    + " them");
                }
                examples += to - from;
                weight += counts;
                lossSum += loss * counts;
            }
        }
        TrainingState end = state();
        requireFinite(start, end, round, shard);
        return StateChunk.split(end, shard, weight, examples, lossSum);
    }

    /** A loss tells of the steps before its own; after the last step nothing does. */
    private static void requireFinite(TrainingState start, TrainingState end, Round round, int shard) {
        float[] before = start.values();
        float[] after = end.values();
        for (int i = 0; i < after.length; i++) {
            // What was infinite from the beginning, such as a mask, may stay so.
            if (!Float.isFinite(after[i]) && Float.isFinite(before[i])) {
                throw new TrainingException("a number of the network or of its optimizer is " + after[i]
                        + " at the end of round " + (round.number() + 1) + " in shard " + shard
                        + "; lower the learning rate, limit gradients with maxGradNorm, and scale the features to about -1"
                        + " to 1");
            }
        }
    }

    private Generator generator(Round round, int shard) {
        long seedOfRound = Generator.seeded(plan.seed(), round.number()).nextLong();
        return Generator.seeded(seedOfRound, shard);
    }

    private double step(ShardRows rows, int[] order, int from, int to) {
        try (Arena.Scope scope = arena.open()) {
            Tensor output = network.forward(rows.features(order, from, to));
            Tensor loss = plan.objective().mean(output, rows.label(order, from, to), rows.weights(order, from, to));
            double value = loss.item();
            if (Double.isFinite(value)) {
                loss.backward();
                if (plan.maxGradNorm() > 0) {
                    Utils.clipGradNorm_(network.parameters(), plan.maxGradNorm());
                }
                optimizer.step();
            }
            // The gradients' memory goes back to the arena with this scope.
            optimizer.zeroGrad();
            return value;
        }
    }

    /** Measures a state on the rows that the shard holds out. */
    HeldScore validate(TrainingState state, ShardRows rows, int shard) {
        state(state);
        network.eval();
        int[] held = rows.held();
        double weight = 0;
        double lossSum = 0;
        double right = 0;
        for (int from = 0; from < held.length; from += plan.batchSize()) {
            int to = Math.min(held.length, from + plan.batchSize());
            double counts = rows.weight(held, from, to);
            if (counts == 0) {
                continue;
            }
            try (NumThreads.Scope one = NumThreads.of(1);
                    Arena.Scope scope = arena.open();
                    GradMode.Scope plain = GradMode.noGrad()) {
                Tensor output = network.forward(rows.features(held, from, to));
                Tensor target = rows.label(held, from, to);
                float[] weights = rows.weights(held, from, to);
                weight += counts;
                lossSum += plan.objective().mean(output, target, weights).item() * counts;
                if (plan.objective().isOfClasses()) {
                    long[] told = output.argmax(1).toLongArray();
                    long[] wanted = target.toLongArray();
                    for (int i = 0; i < told.length; i++) {
                        if (told[i] == wanted[i]) {
                            right += weights.length == 0 ? 1 : weights[i];
                        }
                    }
                }
            }
        }
        return new HeldScore(shard, weight, lossSum, right);
    }
}
