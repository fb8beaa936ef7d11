package dev.arclight.spark.train;

import dev.arclight.io.NetworkJson;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Module;
import dev.arclight.optim.Optimizer;
import dev.arclight.spark.data.PartitionData;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/**
 * Makes one partition's local steps of a round.
 *
 * <p>A round's result is a function of the state that it starts from, the examples, the plan and the work alone: state is
 * overwritten before the first step and every random number comes from a generator that is seeded for the round. So it does
 * not matter what an instance did before, nor whether somebody else did the same work already. Not for use by two threads;
 * an instance that threw is not to be used again.
 */
final class LocalTrainer {
    private final TrainingPlan plan;
    private final Module network;
    private final Optimizer optimizer;
    private final StateLayout layout;
    private final Arena arena = new Arena();

    LocalTrainer(TrainingPlan plan) {
        this(plan, NetworkJson.read(plan.network()));
    }

    /** @param network of the plan's architecture; becomes this trainer's own */
    LocalTrainer(TrainingPlan plan, Module network) {
        this.plan = plan;
        this.network = network;
        this.optimizer = plan.optimizer().over(network.parameters());
        this.layout = new StateLayout(network, optimizer);
        network.train();
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
        state(start);
        Generator.manualSeed(roundSeed(work));
        int[] order = shard.order(plan.seed(), work.epoch(), work.partition());
        int last = Math.min(work.firstStep() + plan.averagingPeriod(), plan.stepsPerEpoch(order.length));
        long examples = 0;
        double lossSum = 0;
        for (int step = work.firstStep(); step < last; step++) {
            int from = step * plan.batchSize();
            int to = plan.endOfStep(step, order.length);
            double loss = step(shard.data(), order, from, to);
            if (!Double.isFinite(loss)) {
                int failed = step - work.firstStep() + 1;
                return new Contribution(work.partition(), examples, loss, failed, start);
            }
            examples += to - from;
            lossSum += loss * (to - from);
        }
        return new Contribution(work.partition(), examples, lossSum, Contribution.NO_FAILURE, state());
    }

    private long roundSeed(LocalWork work) {
        long seedOfRound = Generator.seeded(plan.seed(), work.round()).nextLong();
        return Generator.seeded(seedOfRound, work.partition()).nextLong();
    }

    /** One step on rows {@code order[from]} to {@code order[to - 1]}; returns their mean loss before it. */
    private double step(PartitionData data, int[] order, int from, int to) {
        try (Arena.Scope scope = arena.open()) {
            Tensor logits = network.forward(features(data, order, from, to));
            Tensor loss = Functional.crossEntropy(logits, labels(data, order, from, to));
            double value = loss.item();
            if (Double.isFinite(value)) {
                loss.backward();
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

    private static Tensor labels(PartitionData data, int[] order, int from, int to) {
        Tensor batch = Tensor.uninitialized(DType.INT64, Shape.of(to - from));
        long[] target = batch.storage().longs();
        for (int i = from; i < to; i++) {
            target[i - from] = data.labels()[order[i]];
        }
        return batch;
    }
}
