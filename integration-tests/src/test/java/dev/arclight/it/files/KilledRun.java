package dev.arclight.it.files;

import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.Idx;
import dev.arclight.data.TensorDataset;
import dev.arclight.io.Checkpoint;
import dev.arclight.io.CheckpointFolder;
import dev.arclight.io.StateFile;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.Adam;
import dev.arclight.optim.lrscheduler.StepLR;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Trains a network of the tutorial's size with everything that has a state, and goes on from the newest checkpoint of its
 * folder. A program of its own, to be killed.
 */
final class KilledRun {
    static final int EPOCHS = 4;

    private static final int EXAMPLES = 416;
    private static final int BATCH = 32;

    /** Not a divisor of the 13 steps of an epoch, so that checkpoints fall on all places of it. */
    private static final int SAVE_EVERY = 4;

    private KilledRun() {}

    /** MNIST's smaller part. */
    private static TensorDataset digits(Path folder) {
        Tensor pixels = Idx.read(folder.resolve("t10k-images-idx3-ubyte.gz")).narrow(0, 0, EXAMPLES);
        Tensor labels = Idx.readLabels(folder.resolve("t10k-labels-idx1-ubyte.gz"));
        return new TensorDataset(
                pixels.to(DType.FLOAT32).div(255).reshape(EXAMPLES, 784),
                labels.narrow(0, 0, EXAMPLES).contiguous());
    }

    private static TensorDataset noise() {
        Generator data = Generator.seeded(1);
        return new TensorDataset(Tensor.randn(data, EXAMPLES, 784), Tensor.randint(data, 0, 10, EXAMPLES));
    }

    /** Takes the folder of checkpoints, the file that gets the final state and, for digits in place of noise, MNIST's folder. */
    public static void main(String[] args) {
        TensorDataset dataset = args.length > 2 ? digits(Path.of(args[2])) : noise();
        Generator.manualSeed(2);
        Module model = new Sequential(new Linear(784, 128), new ReLU(), new Dropout(0.2), new Linear(128, 10));
        Adam optimizer = new Adam(model.parameters(), 1e-3);
        StepLR schedule = new StepLR(optimizer, 2, 0.5);
        CrossEntropyLoss loss = new CrossEntropyLoss();
        try (DataLoader<Batch> loader = DataLoader.builder(dataset)
                .batchSize(BATCH)
                .shuffle(true)
                .numWorkers(2)
                .seed(3)
                .build()) {
            Checkpoint checkpoint = new Checkpoint()
                    .with("model", model)
                    .with("optimizer", optimizer)
                    .with("schedule", schedule)
                    .with("loader", loader);
            CheckpointFolder folder = new CheckpointFolder(Path.of(args[0])).keepLast(2);
            folder.loadLatest(checkpoint).ifPresent(loaded -> {
                if (!loaded.skipped().isEmpty()) {
                    throw new IllegalStateException("a checkpoint was not whole: " + loaded.skipped());
                }
            });
            while (checkpoint.epoch() < EPOCHS) {
                for (Batch batch : loader) {
                    optimizer.zeroGrad();
                    loss.call(model.call(batch.data()), batch.target()).backward();
                    optimizer.step();
                    checkpoint.step(checkpoint.step() + 1);
                    if (checkpoint.step() % SAVE_EVERY == 0) {
                        folder.save(checkpoint);
                    }
                }
                schedule.step();
                checkpoint.epoch(checkpoint.epoch() + 1);
            }
        }
        // In an order that is the same in every process, unlike that of Map.of.
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("model", model.stateDict());
        end.put("optimizer", optimizer.stateDict());
        end.put("schedule", schedule.stateDict());
        end.put("rng", Generator.current().getState());
        StateFile.save(Path.of(args[1]), end);
    }
}
