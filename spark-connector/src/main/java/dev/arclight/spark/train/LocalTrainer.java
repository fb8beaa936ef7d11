package dev.arclight.spark.train;

import dev.arclight.amp.GradScaler;
import dev.arclight.autograd.GradMode;
import dev.arclight.nn.Module;
import dev.arclight.nn.Utils;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.spark.data.PartitionData;
import dev.arclight.spark.executor.TaskThreads;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** The scale of losses in float16 is 2 to this, as PyTorch's begins, less how often it was too large. */
    private static final int SCALE_BITS = 16;

    /** Scaled down so often, the smallest float is none. */
    private static final int MOST_HALVINGS = 64;

    private final TrainingPlan plan;
    private final Module network;
    private final Arena arena = new Arena();

    /** How often the scale of losses was halved; the greatest of all partitions goes on. */
    private final long[] halvings;

    private Optimizer optimizer;
    private double[] rates;
    private StateLayout layout;
    private @Nullable GradScaler scaler;
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
        this.halvings = new long[plan.precision().scales() ? 1 : 0];
        this.optimizer = plan.optimizer().over(network.parameters());
        this.rates = rates(optimizer);
        this.layout = layout();
        network.train();
    }

    private StateLayout layout() {
        return new StateLayout(network, plan.memory() == OptimizerMemory.AVERAGE ? optimizer : null, halvings);
    }

    private static double[] rates(Optimizer optimizer) {
        return optimizer.paramGroups().stream().mapToDouble(ParamGroup::lr).toArray();
    }

    private void forget() {
        optimizer = plan.optimizer().over(network.parameters());
        rates = rates(optimizer);
        layout = layout();
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
        return rates.length == 0 ? Double.NaN : rates[0];
    }

    /** The partition whose steps were made last; below 0 before the first. */
    int partition() {
        return partition;
    }

    /** A copy of the present state. */
    TrainingState state() {
        return layout.read();
    }

    /** Overwrites the present state. */
    void state(TrainingState state) {
        layout.write(state);
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
            Contribution done = steps(shard, work);
            if (done.isFailed()) {
                return done;
            }
            if (kept.isPresent()) {
                kept.get()
                        .write(
                                work.round().number(),
                                partition,
                                StateLayout.of(optimizer).read());
                rememberedRound = work.round().number();
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
            forget();
            if (kept.isPresent() && before >= 0) {
                StateLayout.of(optimizer).write(kept.get().read(before, partition));
            }
        }
        state(start);
        scaler = halvings.length == 0 ? null : scaler(halvings[0]);
        network.train();
        Generator.manualSeed(roundSeed(work));
    }

    /** One that only becomes smaller, so that how often says all about it. */
    private static GradScaler scaler(long halvings) {
        return new GradScaler(GradScaler.Options.DEFAULT
                .withInitScale(Math.scalb(1.0, SCALE_BITS - Math.toIntExact(halvings)))
                .withGrowthInterval(Long.MAX_VALUE));
    }

    /** The steps alone, with no state in what they give. */
    private Contribution steps(Shard shard, LocalWork work) {
        Round round = work.round();
        int[] order = plan.shuffles() ? shard.order(plan.seed(), round.epoch(), partition) : shard.order();
        int last = Math.min(round.firstStep() + round.steps(), plan.stepsPerEpoch(order.length));
        long examples = 0;
        double weight = 0;
        double lossSum = 0;
        for (int step = round.firstStep(); step < last; step++) {
            int from = step * plan.batchSize();
            int to = plan.endOfStep(step, order.length);
            double counts = plan.objective().weight(shard.data(), order, from, to);
            if (counts == 0) {
                continue;
            }
            rate(work.rateFactors()[step - round.firstStep()]);
            double loss = step(shard.data(), order, from, to);
            if (!Double.isFinite(loss)) {
                return Contribution.failed(partition, "the loss of batch " + (step + 1) + " of the epoch is " + loss);
            }
            if (halvings.length > 0 && halvings[0] > MOST_HALVINGS) {
                return Contribution.failed(
                        partition, "gradients in float16 overflow however far the loss is scaled down; use bf16");
            }
            if (loss > work.lossLimit()) {
                return Contribution.failed(
                        partition,
                        "the loss of batch " + (step + 1) + " of the epoch explodes to " + loss + ", above "
                                + work.lossLimit());
            }
            examples += to - from;
            weight += counts;
            lossSum += loss * counts;
        }
        return new Contribution(
                partition, examples, weight, lossSum, Contribution.NO_FAILURE, 0, TrainingState.empty());
    }

    private void rate(double factor) {
        List<ParamGroup> groups = optimizer.paramGroups();
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).lr(rates[i] * factor);
        }
    }

    /** Measures a state on the rows that the shard holds out. */
    Validation validate(TrainingState state, Shard shard, int ofPartition) {
        state(state);
        network.eval();
        PartitionData data = shard.data();
        int[] held = shard.held();
        Validation sum = Validation.nothing(ofPartition);
        for (int from = 0; from < held.length; from += plan.batchSize()) {
            int begin = from;
            int to = Math.min(held.length, from + plan.batchSize());
            Validation before = sum;
            try (NumThreads.Scope threads = TaskThreads.open();
                    Arena.Scope scope = arena.open();
                    GradMode.Scope plain = GradMode.noGrad()) {
                sum = plan.precision().run(() -> {
                    Map<String, Tensor> outputs = Forward.outputs(network, inputs(data, held, begin, to));
                    return before.and(plan.objective(), outputs, data, held, begin, to);
                });
            }
        }
        return sum;
    }

    private long roundSeed(LocalWork work) {
        long seedOfRound = Generator.seeded(plan.seed(), work.round().number()).nextLong();
        return Generator.seeded(seedOfRound, work.partition()).nextLong();
    }

    /** One step on rows {@code order[from]} to {@code order[to - 1]}; returns their mean loss before it. */
    private double step(PartitionData data, int[] order, int from, int to) {
        try (Arena.Scope scope = arena.open()) {
            Tensor loss = plan.precision().run(() -> {
                Map<String, Tensor> outputs = Forward.outputs(network, inputs(data, order, from, to));
                return plan.objective().loss(outputs, data, order, from, to);
            });
            double value = loss.item();
            if (Double.isFinite(value)) {
                learn(loss);
            }
            // The gradients' memory goes back to the arena with this scope.
            optimizer.zeroGrad();
            return value;
        }
    }

    private void learn(Tensor loss) {
        GradScaler scales = scaler;
        if (scales == null) {
            loss.backward();
            clip();
            optimizer.step();
            return;
        }
        scales.scale(loss).backward();
        scales.unscale_(optimizer);
        clip();
        if (!scales.step(optimizer)) {
            halvings[0]++;
        }
        scales.update();
    }

    private void clip() {
        if (plan.maxGradNorm() > 0) {
            Utils.clipGradNorm_(network.parameters(), plan.maxGradNorm());
        }
    }

    private Map<String, Tensor> inputs(PartitionData data, int[] order, int from, int to) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        if (plan.inputs().isEmpty()) {
            TensorSlot all = new TensorSlot("features", data.dtype(), data.shape(), 0);
            inputs.put(all.name(), all.batch(data.featureArray(), data.width(), order, from, to));
        }
        for (TensorSlot slot : plan.inputs()) {
            inputs.put(slot.name(), slot.batch(data.featureArray(), data.width(), order, from, to));
        }
        return inputs;
    }
}
