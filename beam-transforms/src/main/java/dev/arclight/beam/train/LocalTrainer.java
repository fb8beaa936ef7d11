package dev.arclight.beam.train;

import dev.arclight.distributed.localsgd.Draws;
import dev.arclight.distributed.localsgd.GradientStep;
import dev.arclight.distributed.localsgd.HeldOutScore;
import dev.arclight.distributed.localsgd.LocalRows;
import dev.arclight.distributed.localsgd.LocalSteps;
import dev.arclight.distributed.localsgd.Round;
import dev.arclight.distributed.localsgd.StateLayout;
import dev.arclight.io.NetworkJson;
import dev.arclight.nn.Module;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Optional;
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
    private final LocalSteps steps;
    private final StateLayout layout;

    /** With the first weights that the plan's seed gives. */
    LocalTrainer(TrainingPlan plan) {
        this.plan = plan;
        try (Generator.Scope own = Generator.seeded(plan.seed()).use()) {
            this.network = NetworkJson.read(plan.network());
        }
        this.steps = new LocalSteps(
                network, plan.optimizer()::over, plan.batchSize(), plan.maxGradNorm(), GradientStep.PLAIN);
        this.layout = StateLayout.asRegistered(
                network,
                plan.keepsOptimizerState() ? Optional.of(steps.optimizer()) : Optional.empty(),
                TrainingException::new);
    }

    /** A shard's rows as the plan has a network learn from them. */
    private record Rows(Module network, Objective objective, ShardRows shard) implements LocalRows {
        private static final long[] NO_CLASSES = {};

        @Override
        public float[] weights(int[] order, int from, int to) {
            return shard.weights(order, from, to);
        }

        @Override
        public Outcome outcome(int[] order, int from, int to, float... weights) {
            Tensor output = network.forward(shard.features(order, from, to));
            return new Outcome(output, objective.mean(output, shard.label(order, from, to), weights));
        }

        @Override
        public long[] classes(int[] order, int from, int to) {
            return objective.isOfClasses() ? shard.label(order, from, to).toLongArray() : NO_CLASSES;
        }
    }

    /** The network with its present parameters; not a copy. */
    Module network() {
        return network;
    }

    TrainingState state() {
        return new TrainingState(layout.values(), layout.counts());
    }

    void state(TrainingState state) {
        layout.write(state.values(), state.counts());
    }

    /**
     * Makes the round's steps, or as many of them as the epoch has left for this shard.
     *
     * @param rateFactors what the learning rate is multiplied with by the step, counted over the whole training
     * @return the state in pieces; weight 0 if the shard had no step left
     * @throws TrainingException if a loss or what is learnt is not finite
     */
    List<StateChunk> run(TrainingState start, ShardRows rows, int shard, Round round, IntToDoubleFunction rateFactors) {
        if (!plan.keepsOptimizerState()) {
            steps.forget();
        }
        state(start);
        LocalSteps.Result done;
        try (NumThreads.Scope one = NumThreads.of(1);
                Generator.Scope own =
                        Draws.of(plan.seed(), round.number(), shard).use()) {
            done = steps.run(
                    round,
                    rows.order(plan.shuffles(), plan.seed(), round.epoch(), shard),
                    new Rows(network, plan.objective(), rows),
                    step -> rateFactors.applyAsDouble(Math.toIntExact(round.stepsBefore() + step)),
                    (step, loss) -> Double.isFinite(loss)
                            ? ""
                            : "the loss is " + loss + " in step "
                                    + (round.stepsBefore() + step - round.firstStep() + 1) + " of shard " + shard
                                    + "; lower the learning rate, scale the features to about -1 to 1, and look for NaN among"
                                    + " them");
        }
        if (!done.fault().isEmpty()) {
            throw new TrainingException(done.fault());
        }
        TrainingState end = state();
        requireFinite(start, end, round, shard);
        return StateChunk.split(end, shard, done.weight(), done.examples(), done.lossSum());
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

    /** Measures a state on the rows that the shard holds out. */
    HeldOutScore validate(TrainingState state, ShardRows rows, int shard) {
        state(state);
        try (NumThreads.Scope one = NumThreads.of(1)) {
            return steps.measure(shard, rows.held(), new Rows(network, plan.objective(), rows));
        }
    }
}
