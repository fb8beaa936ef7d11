package dev.arclight.spark.train;

import dev.arclight.autograd.GradMode;
import dev.arclight.io.NetworkJson;
import dev.arclight.nn.Module;
import dev.arclight.nn.Utils;
import dev.arclight.optim.Optimizer;
import dev.arclight.spark.data.PartitionData;
import dev.arclight.spark.executor.TaskThreads;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/**
 * Makes one partition's local steps of a round, and measures a state on rows that are held out.
 *
 * <p>A round's result is a function of the state that it starts from, the examples, the plan and the work alone: state is
 * overwritten before the first step and every random number comes from a generator that is seeded for the round. So it does
 * not matter what an instance did before, nor whether somebody else did the same work already. Not for use by two threads;
 * an instance that threw is not to be used again.
 */
final class LocalTrainer {
    private final TrainingPlan plan;
    private final Module network;
    private final Arena arena = new Arena();
    private Optimizer optimizer;
    private StateLayout layout;

    LocalTrainer(TrainingPlan plan) {
        this(plan, NetworkJson.read(plan.network()));
    }

    /** @param network of the plan's architecture; becomes this trainer's own */
    LocalTrainer(TrainingPlan plan, Module network) {
        this.plan = plan;
        this.network = network;
        this.optimizer = plan.optimizer().over(network.parameters());
        this.layout = layout();
        network.train();
    }

    private StateLayout layout() {
        return new StateLayout(network, plan.keepsOptimizerState() ? optimizer : null);
    }

    /** The network with its present parameters; not a copy. */
    Module network() {
        return network;
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
        try (NumThreads.Scope threads = TaskThreads.open()) {
            return runOnItsThreads(start, shard, work);
        }
    }

    private Contribution runOnItsThreads(TrainingState start, Shard shard, LocalWork work) {
        long begin = System.nanoTime();
        if (!plan.keepsOptimizerState()) {
            optimizer = plan.optimizer().over(network.parameters());
            layout = layout();
        }
        state(start);
        network.train();
        Generator.manualSeed(roundSeed(work));
        Round round = work.round();
        int[] order = plan.shuffles() ? shard.order(plan.seed(), round.epoch(), work.partition()) : shard.order();
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
            optimizer.learningRate(plan.optimizer().learningRate() * work.rateFactors()[step - round.firstStep()]);
            double loss = step(shard.data(), order, from, to);
            if (!Double.isFinite(loss)) {
                int failed = step - round.firstStep() + 1;
                return new Contribution(work.partition(), examples, weight, loss, failed, 0, start);
            }
            examples += to - from;
            weight += counts;
            lossSum += loss * counts;
        }
        double seconds = (System.nanoTime() - begin) * 1e-9;
        return new Contribution(work.partition(), examples, weight, lossSum, Contribution.NO_FAILURE, seconds, state());
    }

    /** Measures a state on the rows that the shard holds out. */
    Validation validate(TrainingState state, Shard shard, int partition) {
        state(state);
        network.eval();
        PartitionData data = shard.data();
        int[] held = shard.held();
        Validation sum = Validation.nothing(partition);
        for (int from = 0; from < held.length; from += plan.batchSize()) {
            int to = Math.min(held.length, from + plan.batchSize());
            try (NumThreads.Scope threads = TaskThreads.open();
                    Arena.Scope scope = arena.open();
                    GradMode.Scope plain = GradMode.noGrad()) {
                Tensor output = network.forward(features(data, held, from, to));
                sum = sum.and(plan.objective(), output, data, held, from, to);
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
            Tensor output = network.forward(features(data, order, from, to));
            Tensor loss = plan.objective().loss(output, data, order, from, to);
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

    private static Tensor features(PartitionData data, int[] order, int from, int to) {
        int[] shape = data.shape();
        int[] extents = new int[shape.length + 1];
        extents[0] = to - from;
        System.arraycopy(shape, 0, extents, 1, shape.length);
        Tensor batch = Tensor.uninitialized(data.dtype(), Shape.of(extents));
        Object source = data.featureArray();
        Object target = batch.storage().array();
        int width = data.width();
        for (int i = from; i < to; i++) {
            System.arraycopy(source, order[i] * width, target, (i - from) * width, width);
        }
        return batch;
    }
}
