package tutorial;

import dev.arclight.autograd.GradMode;
import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.TensorDataset;
import dev.arclight.log.ProgressBar;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** The loop that trains a network and the one that says how good it is. Progress goes to standard error. */
public final class TrainingLoop {
    private TrainingLoop() {}

    static final class SimpleNN extends Module {
        private final Linear fc1 = register("fc1", new Linear(784, 128));
        private final Linear fc2 = register("fc2", new Linear(128, 10));

        @Override
        public Tensor forward(Tensor input) {
            Tensor x = input.view(-1, 784); // one flat vector for each picture
            x = fc1.forward(x).relu();
            return fc2.forward(x);
        }
    }

    /** Pictures in the form of MNIST's: each class has one of its own, under a lot of noise. */
    static TensorDataset pictures(int count, long seed) {
        Tensor classes = Tensor.rand(Generator.seeded(1), 10, 1, 28, 28);
        Tensor labels = Tensor.arange(count).remainder(10);
        Tensor noise = Tensor.randn(Generator.seeded(seed), count, 1, 28, 28).mul(1.5);
        return new TensorDataset(classes.indexSelect(0, labels).add(noise), labels);
    }

    static void train(Module model, DataLoader<Batch> trainLoader, CrossEntropyLoss criterion, Optimizer optimizer, int epochs) {
        model.train();

        for (int epoch = 0; epoch < epochs; epoch++) {
            double runningLoss = 0;
            long correct = 0;
            long total = 0;
            int batches = 0;

            PrintStream screen = System.err;
            try (ProgressBar bar = new ProgressBar(screen, "epoch " + (epoch + 1), trainLoader.size())) {
                for (Batch batch : bar.over(trainLoader)) {
                    // No gradients of the batch before
                    optimizer.zeroGrad();

                    // Forward, loss, backward, new weights
                    Tensor output = model.call(batch.data());
                    Tensor loss = criterion.call(output, batch.target());
                    loss.backward();
                    optimizer.step();

                    // What is worth telling
                    runningLoss += loss.item();
                    correct += output.argmax(1).eq(batch.target()).sum().itemLong();
                    total += batch.size();
                    bar.setPostfix(Map.of("loss", loss.item()));

                    if (++batches % 25 == 0) {
                        System.out.printf(
                                Locale.ROOT,
                                "Epoch: %d, Batch: %d, Loss: %.2f, Accuracy: %.1f%%%n",
                                epoch + 1,
                                batches,
                                runningLoss / 25,
                                100.0 * correct / total);
                        runningLoss = 0;
                        correct = 0;
                        total = 0;
                    }
                }
            }
        }
    }

    static double evaluate(Module model, DataLoader<Batch> testLoader, CrossEntropyLoss criterion) {
        model.eval();

        double testLoss = 0;
        long correct = 0;
        long total = 0;

        try (GradMode.Scope noGrad = GradMode.noGrad()) {
            for (Batch batch : testLoader) {
                Tensor output = model.call(batch.data());
                testLoss += criterion.call(output, batch.target()).item();
                correct += output.argmax(1).eq(batch.target()).sum().itemLong();
                total += batch.size();
            }
        }

        double accuracy = 100.0 * correct / total;
        System.out.printf(Locale.ROOT, "Test Loss: %.2f, Test Accuracy: %.1f%%%n", testLoss / testLoader.size(), accuracy);
        return accuracy;
    }

    public static void main(String[] args) {
        Generator.manualSeed(0);

        DataLoader<Batch> trainLoader = DataLoader.of(pictures(3200, 2), 64, true);
        DataLoader<Batch> testLoader = DataLoader.of(pictures(1000, 3), 1000);

        Module model = new SimpleNN();
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Optimizer optimizer = new SGD(model.parameters(), 0.01).momentum(0.9);

        train(model, trainLoader, criterion, optimizer, 2);
        evaluate(model, testLoader, criterion);
    }
}
