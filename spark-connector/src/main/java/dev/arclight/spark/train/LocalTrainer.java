package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.Draws;
import dev.arclight.distributed.localsgd.GradientStep;
import dev.arclight.distributed.localsgd.HeldOutScore;
import dev.arclight.distributed.localsgd.LocalSteps;
import dev.arclight.distributed.localsgd.Round;
import dev.arclight.distributed.localsgd.StateLayout;
import dev.arclight.nn.Module;
import dev.arclight.spark.executor.TaskThreads;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one partition's local steps of a round, and measures a state on rows that are held out.
 *
 * <p>A round's result is a function of the state that it starts from, what the partition's optimizer kept, the examples, the
 * plan and the work alone: state is overwritten before the first step and every random number comes from a generator that is
 * seeded for the round. So it does not matter what an instance did before, nor whether somebody else did the same work
 * already. Not for use by two threads; an instance that threw is not to be used again.
 */
final class LocalTrainer {
    private static final int NONE = -1;

    private static final long[] NO_COUNTS = {};

    private final TrainingPlan plan;
    private final Module network;
    private final @Nullable LossScale scale;
    private final LocalSteps steps;
    private final StateLayout layout;
    private int partition = NONE;

    /** The round whose end the optimizer remembers for {@link #partition}, if it does. */
    private int rememberedRound = NONE;

    LocalTrainer(TrainingPlan plan) {
        this(plan, plan.network().make());
    }

    /** @param network of the plan's architecture; becomes this trainer's own */
    LocalTrainer(TrainingPlan plan, Module network) {
        this.plan = plan;
        this.network = network;
        LossScale scaled = plan.precision().scales() ? new LossScale() : null;
        this.scale = scaled;
        this.steps = new LocalSteps(
                network,
                plan.optimizer()::over,
                plan.batchSize(),
                plan.maxGradNorm(),
                scaled == null ? GradientStep.PLAIN : scaled);
        this.layout = StateLayout.parametersFirst(
                network,
                plan.memory() == OptimizerMemory.AVERAGE ? Optional.of(steps.optimizer()) : Optional.empty(),
                scaled == null ? NO_COUNTS : scaled.halvings(),
                TrainingException::new);
        network.train();
    }

    /** The network with its present parameters; not a copy. */
    Module network() {
        return network;
    }

    /** How many values of a state are parameters; they are the first. */
    int parameterValues() {
        return layout.parameterValues();
    }

    /** Of the first group of parameters, before schedules; NaN if there is none. */
    double learningRate() {
        return steps.learningRate();
    }

    /** The partition whose steps were made last; below 0 before the first. */
    int partition() {
        return partition;
    }

    /** A copy of the present state. */
    TrainingState state() {
        return TrainingState.of(layout);
    }

    /** Overwrites the present state. */
    void state(TrainingState state) {
        layout.write(state.values(), state.counts());
    }

    /**
     * Makes the round's steps, or as many of them as the epoch has left for this shard.
     *
     * @return zero examples if the shard had no step left
     */
    Contribution run(TrainingState start, Shard shard, LocalWork work) {
        return run(start, shard, work, Optional.empty());
    }

    /**
     * Makes the round's steps, or as many of them as the epoch has left for this shard.
     *
     * @param kept where optimizers keep what they remember; empty if they do not
     * @return zero examples if the shard had no step left
     */
    Contribution run(TrainingState start, Shard shard, LocalWork work, Optional<KeptStates> kept) {
        try (NumThreads.Scope threads = TaskThreads.open()) {
            long begin = System.nanoTime();
            prepare(start, work, kept);
            Round round = work.round();
            int[] order = plan.shuffles() ? shard.order(plan.seed(), round.epoch(), partition) : shard.order();
            LocalSteps.Result done = steps.run(
                    round,
                    order,
                    new PartitionRows(plan, network, shard.data()),
                    step -> work.rateFactors()[step],
                    (step, loss) -> fault(step, loss, work.lossLimit()));
            if (!done.fault().isEmpty()) {
                return Contribution.failed(partition, done.fault());
            }
            if (kept.isPresent()) {
                kept.get().write(round.number(), partition, TrainingState.of(ofOptimizer()));
                rememberedRound = round.number();
            }
            TrainingState end = state();
            for (float value : end.values()) {
                if (!Float.isFinite(value)) {
                    return Contribution.failed(
                            partition, "the parameters or what the optimizer remembers hold " + value);
                }
            }
            double seconds = (System.nanoTime() - begin) * 1e-9;
            return new Contribution(
                    partition,
                    done.examples(),
                    done.weight(),
                    done.lossSum(),
                    Contribution.NO_FAILURE,
                    seconds,
                    end.sent(start, plan.averaging().wire(), parameterValues()));
        }
    }

    private void prepare(TrainingState start, LocalWork work, Optional<KeptStates> kept) {
        int before = work.round().number() - 1;
        boolean remembers = partition == work.partition() && rememberedRound == before && before >= 0;
        partition = work.partition();
        rememberedRound = NONE;
        if (plan.memory() != OptimizerMemory.AVERAGE && !(kept.isPresent() && remembers)) {
            steps.forget();
            if (kept.isPresent() && before >= 0) {
                TrainingState remembered = kept.get().read(before, partition);
                ofOptimizer().write(remembered.values(), remembered.counts());
            }
        }
        state(start);
        if (scale != null) {
            scale.begin();
        }
        Generator.manualSeed(
                Draws.of(plan.seed(), work.round().number(), partition).nextLong());
    }

    private StateLayout ofOptimizer() {
        return StateLayout.of(steps.optimizer(), TrainingException::new);
    }

    private String fault(int step, double loss, double limit) {
        if (!Double.isFinite(loss)) {
            return "the loss of batch " + (step + 1) + " of the epoch is " + loss;
        }
        if (scale != null && scale.isSpent()) {
            return "gradients in float16 overflow however far the loss is scaled down; use bf16";
        }
        return loss > limit
                ? "the loss of batch " + (step + 1) + " of the epoch explodes to " + loss + ", above " + limit
                : Contribution.NO_FAILURE;
    }

    /** Measures a state on the rows that the shard holds out. */
    HeldOutScore validate(TrainingState state, Shard shard, int ofPartition) {
        state(state);
        try (NumThreads.Scope threads = TaskThreads.open()) {
            return steps.measure(ofPartition, shard.held(), new PartitionRows(plan, network, shard.data()));
        }
    }
}
