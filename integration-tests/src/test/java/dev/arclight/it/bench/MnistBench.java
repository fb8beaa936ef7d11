package dev.arclight.it.bench;

import dev.arclight.amp.Autocast;
import dev.arclight.amp.GradScaler;
import dev.arclight.autograd.GradMode;
import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.Idx;
import dev.arclight.data.TensorDataset;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.Adam;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.lrscheduler.CosineAnnealingLR;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Trains the tutorial's two networks on MNIST, with Adam whose rate falls to 0 along a cosine, and prints the test accuracy
 * after each epoch, and the seconds of training.
 *
 * <p>Run it as {@code bin/bench MnistBench FOLDER [SEED] [bfloat16|float16]}, the folder with MNIST's four IDX files. With a
 * dtype it trains in mixed precision, with a scaler for float16.
 */
public final class MnistBench {
    private static final int BATCH = 64;
    private static final double MEAN = 0.1307;
    private static final double DEVIATION = 0.3081;

    private MnistBench() {}

    public static void main(String[] arguments) {
        if (arguments.length < 1) {
            throw new IllegalArgumentException("give the folder with MNIST's four IDX files");
        }
        Path folder = Path.of(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        Precision precision =
                arguments.length > 2 ? Precision.valueOf(arguments[2].toUpperCase(Locale.ROOT)) : Precision.FLOAT32;
        TensorDataset train = images(folder, "train");
        TensorDataset test = images(folder, "t10k");
        System.out.printf(
                Locale.ROOT,
                "JDK %s, seed %d, batch %d, %s%n",
                System.getProperty("java.version"),
                seed,
                BATCH,
                precision);
        Generator.manualSeed(seed);
        run(
                "MLP",
                new Sequential(new Flatten(), new Linear(784, 128), new ReLU(), new Linear(128, 10)),
                precision,
                train,
                test,
                5);
        Generator.manualSeed(seed);
        run("CNN", cnn(), precision, train, test, 2);
    }

    private enum Precision {
        FLOAT32,
        BFLOAT16,
        FLOAT16;

        Tensor loss(Module model, CrossEntropyLoss criterion, Batch batch) {
            if (this == FLOAT32) {
                return criterion.call(model.call(batch.data()), batch.target());
            }
            try (Autocast scope = Autocast.open(this == FLOAT16 ? DType.FLOAT16 : DType.BFLOAT16)) {
                return criterion.call(model.call(batch.data()), batch.target());
            }
        }

        /** Only float16 has so narrow a range that small gradients would vanish; a disabled scaler only steps. */
        GradScaler scaler() {
            return new GradScaler(GradScaler.Options.DEFAULT.withEnabled(this == FLOAT16));
        }
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

    private static TensorDataset images(Path folder, String part) {
        Tensor pixels = Idx.read(folder.resolve(part + "-images-idx3-ubyte.gz"))
                .to(DType.FLOAT32)
                .div(255)
                .sub(MEAN)
                .div(DEVIATION)
                .unsqueeze(1);
        return new TensorDataset(pixels, Idx.readLabels(folder.resolve(part + "-labels-idx1-ubyte.gz")));
    }

    private static void run(
            String name, Module model, Precision precision, TensorDataset train, TensorDataset test, int epochs) {
        Optimizer optimizer = new Adam(model.parameters(), 1e-3);
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        GradScaler scaler = precision.scaler();
        Arena arena = new Arena();
        double seconds = 0;
        try (DataLoader<Batch> loader =
                DataLoader.builder(train).batchSize(BATCH).shuffle(true).build()) {
            CosineAnnealingLR scheduler = new CosineAnnealingLR(optimizer, epochs * loader.size());
            for (int epoch = 1; epoch <= epochs; epoch++) {
                model.train();
                long start = System.nanoTime();
                for (Batch batch : loader) {
                    try (Arena.Scope step = arena.open()) {
                        optimizer.zeroGrad();
                        scaler.scale(precision.loss(model, criterion, batch)).backward();
                        scaler.step(optimizer);
                        scaler.update();
                        scheduler.step();
                    }
                }
                seconds += (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "%s epoch %d: test accuracy %.2f %%, %.1f s of training%n",
                        name,
                        epoch,
                        100 * accuracy(model, test),
                        seconds);
            }
        }
    }

    private static double accuracy(Module model, TensorDataset test) {
        model.eval();
        long right = 0;
        Arena arena = new Arena();
        try (GradMode.Scope scope = GradMode.noGrad();
                DataLoader<Batch> loader = DataLoader.of(test, 1000)) {
            for (Batch batch : loader) {
                try (Arena.Scope step = arena.open()) {
                    right += (long) model.forward(batch.data())
                            .argmax(1)
                            .eq(batch.target())
                            .sum()
                            .item();
                }
            }
        }
        return (double) right / test.size();
    }
}
