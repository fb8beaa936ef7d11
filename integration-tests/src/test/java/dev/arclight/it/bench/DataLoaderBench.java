package dev.arclight.it.bench;

import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.Dataset;
import dev.arclight.data.Example;
import dev.arclight.data.Images;
import dev.arclight.data.TensorDataset;
import dev.arclight.data.transforms.Compose;
import dev.arclight.data.transforms.Normalize;
import dev.arclight.data.transforms.ToTensor;
import dev.arclight.data.transforms.Transform;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;

/**
 * How much of its time training waits for data: the tutorial's CNN at batch 64, fed by a {@link DataLoader} with pictures of
 * 28 × 28 that are shuffled, scaled and normalized on the fly; the same with tensors that are gathered.
 *
 * <p>Rounds with 0, 1 and 2 workers take turns; the medians are printed. Workers need cores of their own.
 */
public final class DataLoaderBench {
    private static final int BATCH = 64;
    private static final int ITEMS = 64 * 100;
    private static final int ROUNDS = 3;

    private DataLoaderBench() {}

    public static void main(String[] arguments) {
        System.out.printf(
                Locale.ROOT,
                "JDK %s, %d cores%n%-24s %8s %12s %12s%n",
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                "",
                "workers",
                "waiting",
                "images/s");
        Tensor pixels = Tensor.randint(Generator.seeded(1), DType.UINT8, 0, 256, ITEMS, 1, 28, 28);
        Tensor labels = Tensor.randint(Generator.seeded(2), 0, 10, ITEMS).toLong();
        compare("pictures, transformed", pictures(pixels, labels));
        compare("tensors, gathered", new TensorDataset(pixels.toFloat().div(255), labels));
    }

    private static Dataset<Example> pictures(Tensor pixels, Tensor labels) {
        Transform transform = new Compose(new ToTensor(), new Normalize(0.1307, 0.3081));
        BufferedImage[] pictures = new BufferedImage[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            pictures[i] = Images.toImage(pixels.select(0, i));
        }
        long[] classes = labels.toLongArray();
        return new Dataset<>() {
            @Override
            public int size() {
                return ITEMS;
            }

            @Override
            public Example get(int index) {
                return new Example(transform.apply(pictures[index]), classes[index]);
            }
        };
    }

    private static void compare(String name, Dataset<?> dataset) {
        Training training = new Training();
        int[] workers = {0, 1, 2};
        double[][] waiting = new double[workers.length][ROUNDS];
        double[][] rates = new double[workers.length][ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            for (int i = 0; i < workers.length; i++) {
                double[] measured = training.epoch(dataset, workers[i]);
                if (round >= 0) {
                    waiting[i][round] = measured[0];
                    rates[i][round] = measured[1];
                }
            }
        }
        for (int i = 0; i < workers.length; i++) {
            Arrays.sort(waiting[i]);
            Arrays.sort(rates[i]);
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %8d %10.2f %% %,12.0f%n",
                    name,
                    workers[i],
                    100 * waiting[i][ROUNDS / 2],
                    rates[i][ROUNDS / 2]);
        }
    }

    private static final class Training {
        private final Sequential network = new Sequential(
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
        private final SGD optimizer = new SGD(network.parameters(), 0.01);
        private final CrossEntropyLoss criterion = new CrossEntropyLoss();
        private final Arena arena = new Arena();

        /** The share of the time that was waited, and images a second. The start of the workers counts. */
        double[] epoch(Dataset<?> dataset, int workers) {
            long start = System.nanoTime();
            long waited = 0;
            int images = 0;
            try (DataLoader<Batch> loader = DataLoader.builder(dataset)
                    .batchSize(BATCH)
                    .shuffle(true)
                    .seed(1)
                    .numWorkers(workers)
                    .build()) {
                DataLoader.BatchIterator<Batch> batches = loader.iterator();
                while (true) {
                    long asked = System.nanoTime();
                    boolean more = batches.hasNext();
                    waited += System.nanoTime() - asked;
                    if (!more) {
                        break;
                    }
                    Batch batch = batches.next();
                    step(batch.data(), batch.target());
                    images += batch.size();
                }
            }
            double seconds = System.nanoTime() - start;
            return new double[] {waited / seconds, images / (seconds / 1e9)};
        }

        private void step(Tensor x, Tensor y) {
            try (Arena.Scope scope = arena.open()) {
                optimizer.zeroGrad();
                criterion.forward(network.forward(x), y).backward();
                optimizer.step();
            }
        }
    }
}
