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
import dev.arclight.nn.LSTM;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.ModuleList;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.nn.TransformerOptions;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Training steps (forward, backward, SGD), ours against libtorch's, in turn in one process, one thread each: the tutorial's two
 * networks at batch 64, through DJL; an LSTM of two layers and a transformer of four, whose steps are one TorchScript on the side of
 * libtorch and give the same losses. Prints samples per second and the ratio of medians.
 *
 * <p>Run it on one core: {@code taskset -c 0 bin/bench TrainBench [MLP|CNN|LSTM|transformer…]}.
 */
public final class TrainBench {
    private static final int BATCH = 64;
    private static final int ROUNDS = 9;
    private static final double ROUND_SECONDS = 1;
    private static final double RATE = 0.01;

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
        System.out.printf(
                Locale.ROOT, "%-12s %22s %22s %8s%n", "", "Arclight samples/s", "libtorch samples/s", "ratio");
        if (wanted(arguments, "MLP")) {
            compare("MLP", BATCH, ours(mlp(), 784), theirs(theirMlp(), 784));
        }
        if (wanted(arguments, "CNN")) {
            compare("CNN", BATCH, ours(cnn(), 1, 28, 28), theirs(theirCnn(), 1, 28, 28));
        }
        if (wanted(arguments, "LSTM")) {
            compare("LSTM", lstm());
        }
        if (wanted(arguments, "transformer")) {
            compare("transformer", transformer());
        }
    }

    private static boolean wanted(String[] arguments, String name) {
        return arguments.length == 0 || Arrays.asList(arguments).contains(name);
    }

    private static void compare(String name, SequenceTraining training) {
        try (NDManager manager = NDManager.newBaseManager()) {
            TorchTraining peer = training.peer(manager, RATE);
            Steps ours = training.ours(RATE);
            for (int step = 0; step < 3; step++) {
                float mine = ours.step();
                float theirs = peer.step();
                if (Math.abs(mine - theirs) > 1e-4 * Math.abs(theirs)) {
                    throw new IllegalStateException(name + ": losses " + mine + " and " + theirs + " at step " + step);
                }
            }
            compare(name, training.batch(), ours::step, peer::step);
        }
    }

    private static void compare(String name, int batch, Runnable ours, Runnable theirs) {
        double[] mine = new double[ROUNDS];
        double[] peer = new double[ROUNDS];
        rate(batch, ours, 3 * ROUND_SECONDS);
        rate(batch, theirs, 3 * ROUND_SECONDS);
        for (int round = 0; round < ROUNDS; round++) {
            mine[round] = rate(batch, ours, ROUND_SECONDS);
            peer[round] = rate(batch, theirs, ROUND_SECONDS);
        }
        Arrays.sort(mine);
        Arrays.sort(peer);
        double a = mine[ROUNDS / 2];
        double b = peer[ROUNDS / 2];
        System.out.printf(
                Locale.ROOT,
                "%-12s %,9.0f (%,.0f–%,.0f) %,9.0f (%,.0f–%,.0f) %7.2f×%n",
                name,
                a,
                mine[0],
                mine[ROUNDS - 1],
                b,
                peer[0],
                peer[ROUNDS - 1],
                a / b);
    }

    private static double rate(int batch, Runnable step, double seconds) {
        long start = System.nanoTime();
        int steps = 0;
        double elapsed;
        do {
            step.run();
            steps++;
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < seconds);
        return steps * batch / elapsed;
    }

    /** Steps of a training. */
    private interface Steps {
        /** Makes a step and returns the loss before it. */
        float step();
    }

    /**
     * A network of sequences, whose peer starts from the same weights.
     *
     * @param module from {@code x} to the logits of ten classes
     * @param logits the same as statements of TorchScript, from {@code x0} to {@code logits}
     * @param more what the statements need besides, {@code x2} and on
     */
    private record SequenceTraining(Module module, Tensor x, int batch, String logits, List<Tensor> more) {
        private Tensor labels() {
            long[] labels = new long[batch];
            Arrays.setAll(labels, i -> i % 10);
            return Tensor.of(labels, batch);
        }

        TorchTraining peer(NDManager manager, double rate) {
            List<Tensor> data = new ArrayList<>(List.of(x, labels()));
            data.addAll(more);
            return new TorchTraining(
                    manager, module.parameters(), data, logits + "\nloss = torch.cross_entropy_loss(logits, x1)", rate);
        }

        Steps ours(double rate) {
            Tensor y = labels();
            SGD optimizer = new SGD(module.parameters(), rate);
            CrossEntropyLoss criterion = new CrossEntropyLoss();
            Arena arena = new Arena();
            return () -> {
                try (Arena.Scope scope = arena.open()) {
                    optimizer.zeroGrad();
                    Tensor loss = criterion.forward(module.forward(x), y);
                    loss.backward();
                    optimizer.step();
                    return (float) loss.item();
                }
            };
        }
    }

    /** 50 steps of 32 rows of 128 features, two layers of 256. */
    private static SequenceTraining lstm() {
        return new SequenceTraining(
                new Recurrent(),
                Tensor.randn(Generator.seeded(1), 50, 32, 128),
                32,
                """
                out = (torch.lstm(x0, [x2, x2], [p0, p1, p2, p3, p4, p5, p6, p7], True, 2, 0., True, False, False))[0]
                logits = torch.linear(torch.select(out, 0, -1), p8, p9)""",
                List.of(Tensor.zeros(2, 32, 256)));
    }

    private static final class Recurrent extends Module {
        private final LSTM layers =
                register("lstm", new LSTM(128, 256, LSTM.options().numLayers(2)));
        private final Linear head = register("head", new Linear(256, 10));

        @Override
        public Tensor forward(Tensor x) {
            return head.call(layers.call(x, null, null).output().select(0, -1));
        }
    }

    /** Four layers of 256 features and 8 heads, with 1,024 between, on 16 sequences of 64. */
    private static SequenceTraining transformer() {
        StringBuilder statements = new StringBuilder("y = x0");
        for (int layer = 0; layer < Encoder.LAYERS; layer++) {
            int p = 12 * layer;
            String weights = """

                    c = torch.chunk(torch.linear(y, p0, p1), 3, -1)
                    q = torch.transpose(torch.view(c[0], [16, 64, 8, 32]), 1, 2)
                    k = torch.transpose(torch.view(c[1], [16, 64, 8, 32]), 1, 2)
                    v = torch.transpose(torch.view(c[2], [16, 64, 8, 32]), 1, 2)
                    a = torch.transpose(torch.scaled_dot_product_attention(q, k, v, None, 0., False), 1, 2)
                    o = torch.linear(torch.reshape(a, [16, 64, 256]), p2, p3)
                    m = torch.layer_norm(torch.add(y, o), [256], p8, p9, 1e-05, True)
                    f = torch.linear(torch.relu(torch.linear(m, p4, p5)), p6, p7)
                    y = torch.layer_norm(torch.add(m, f), [256], p10, p11, 1e-05, True)""";
            statements.append(Pattern.compile("\\bp(\\d+)")
                    .matcher(weights)
                    .replaceAll(found -> "p" + (p + Integer.parseInt(found.group(1)))));
        }
        statements.append("\nlogits = torch.linear(torch.mean(y, [1]), p48, p49)");
        return new SequenceTraining(
                new Encoder(), Tensor.randn(Generator.seeded(1), 16, 64, 256), 16, statements.toString(), List.of());
    }

    private static final class Encoder extends Module {
        private static final int LAYERS = 4;

        private final ModuleList<TransformerEncoderLayer> layers = register("layers", new ModuleList<>());
        private final Linear head;

        Encoder() {
            TransformerOptions options = TransformerOptions.defaults()
                    .dimFeedforward(1024)
                    .dropout(0)
                    .batchFirst(true);
            for (int i = 0; i < LAYERS; i++) {
                layers.append(new TransformerEncoderLayer(256, 8, options));
            }
            head = register("head", new Linear(256, 10));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = x;
            for (TransformerEncoderLayer layer : layers) {
                y = layer.call(y);
            }
            return head.call(y.mean(1));
        }
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
