package dev.arclight.it.bench;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/**
 * Training steps (forward, backward, SGD) of the tutorial's two networks at batch 64, ours against libtorch's through DJL,
 * in turn in one process, one thread each. Prints samples per second and the ratio of medians.
 *
 * <p>Run it on one core: {@code taskset -c 0 bin/bench TrainBench}.
 */
public final class TrainBench {
    private static final int BATCH = 64;
    private static final int ROUNDS = 9;
    private static final double ROUND_SECONDS = 1;

    private TrainBench() {}

    public static void main(String[] arguments) {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.out.printf(
                Locale.ROOT,
                "JDK %s, %s %s%n",
                System.getProperty("java.version"),
                Engine.getInstance().getEngineName(),
                Engine.getInstance().getVersion());
        System.out.printf(Locale.ROOT, "%-6s %22s %22s %8s%n", "", "Arclight samples/s", "libtorch samples/s", "ratio");
        compare("MLP", ours(mlp(), 784), theirs(theirMlp(), 784));
        compare("CNN", ours(cnn(), 1, 28, 28), theirs(theirCnn(), 1, 28, 28));
    }

    private static void compare(String name, Runnable ours, Runnable theirs) {
        double[] mine = new double[ROUNDS];
        double[] peer = new double[ROUNDS];
        rate(ours, 3 * ROUND_SECONDS);
        rate(theirs, 3 * ROUND_SECONDS);
        for (int round = 0; round < ROUNDS; round++) {
            mine[round] = rate(ours, ROUND_SECONDS);
            peer[round] = rate(theirs, ROUND_SECONDS);
        }
        Arrays.sort(mine);
        Arrays.sort(peer);
        double a = mine[ROUNDS / 2];
        double b = peer[ROUNDS / 2];
        System.out.printf(
                Locale.ROOT,
                "%-6s %,9.0f (%,.0f–%,.0f) %,9.0f (%,.0f–%,.0f) %7.2f×%n",
                name,
                a,
                mine[0],
                mine[ROUNDS - 1],
                b,
                peer[0],
                peer[ROUNDS - 1],
                a / b);
    }

    private static double rate(Runnable step, double seconds) {
        long start = System.nanoTime();
        int steps = 0;
        double elapsed;
        do {
            step.run();
            steps++;
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < seconds);
        return steps * BATCH / elapsed;
    }

    private static Sequential mlp() {
        return new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
    }

    private static Sequential cnn() {
        return new Sequential(
                new Conv2d(1, 32, 3, 1, 1),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(32, 64, 3, 1, 1),
                new ReLU(),
                new MaxPool2d(2),
                new Flatten(),
                new Linear(64 * 7 * 7, 128),
                new ReLU(),
                new Linear(128, 10));
    }

    private static Runnable ours(Sequential network, int... shape) {
        int[] extents = batchOf(shape);
        Tensor x = Tensor.randn(Generator.seeded(1), extents);
        Tensor y = Tensor.of(labels(), BATCH);
        SGD optimizer = new SGD(network.parameters(), 0.01);
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Arena arena = new Arena();
        return () -> {
            try (Arena.Scope scope = arena.open()) {
                optimizer.zeroGrad();
                criterion.forward(network.forward(x), y).backward();
                optimizer.step();
            }
        };
    }

    private static Runnable theirs(SequentialBlock network, int... shape) {
        Model model = Model.newInstance("peer", Device.cpu());
        model.setBlock(network);
        DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(ai.djl.training.optimizer.Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed(0.01f))
                        .build())
                .optDevices(new Device[] {Device.cpu()});
        Trainer trainer = model.newTrainer(config);
        long[] extents = Arrays.stream(batchOf(shape)).asLongStream().toArray();
        ai.djl.ndarray.types.Shape shaped = new ai.djl.ndarray.types.Shape(extents);
        trainer.initialize(shaped);
        float[] data = Tensor.randn(Generator.seeded(1), batchOf(shape)).toFloatArray();
        return () -> {
            try (NDManager step = trainer.getManager().newSubManager()) {
                NDList x = new NDList(step.create(data, shaped));
                NDList y = new NDList(step.create(labels()));
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    NDList output = trainer.forward(x);
                    collector.backward(trainer.getLoss().evaluate(y, output));
                    output.close();
                }
                trainer.step();
            }
        };
    }

    private static SequentialBlock theirMlp() {
        return new SequentialBlock()
                .add(ai.djl.nn.core.Linear.builder().setUnits(128).build())
                .add(Activation::relu)
                .add(ai.djl.nn.core.Linear.builder().setUnits(10).build());
    }

    private static SequentialBlock theirCnn() {
        ai.djl.ndarray.types.Shape two = new ai.djl.ndarray.types.Shape(2, 2);
        return new SequentialBlock()
                .add(theirConvolution(32))
                .add(Activation::relu)
                .add(Pool.maxPool2dBlock(two, two))
                .add(theirConvolution(64))
                .add(Activation::relu)
                .add(Pool.maxPool2dBlock(two, two))
                .add(Blocks.batchFlattenBlock())
                .add(ai.djl.nn.core.Linear.builder().setUnits(128).build())
                .add(Activation::relu)
                .add(ai.djl.nn.core.Linear.builder().setUnits(10).build());
    }

    private static ai.djl.nn.Block theirConvolution(int filters) {
        return ai.djl.nn.convolutional.Conv2d.builder()
                .setKernelShape(new ai.djl.ndarray.types.Shape(3, 3))
                .optPadding(new ai.djl.ndarray.types.Shape(1, 1))
                .setFilters(filters)
                .build();
    }

    private static int[] batchOf(int... shape) {
        int[] extents = new int[shape.length + 1];
        extents[0] = BATCH;
        System.arraycopy(shape, 0, extents, 1, shape.length);
        return extents;
    }

    private static long[] labels() {
        long[] labels = new long[BATCH];
        for (int i = 0; i < BATCH; i++) {
            labels[i] = i % 10;
        }
        return labels;
    }
}
