package tutorial;

import dev.arclight.amp.Autocast;
import dev.arclight.amp.GradScaler;
import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.TensorDataset;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Locale;

/** Training in 16 bits where that is safe, and in 32 where it is not. */
public final class MixedPrecision {
    private MixedPrecision() {}

    public static void main(String[] args) {
        Generator.manualSeed(0);
        Tensor x = Tensor.randn(512, 20);
        Tensor labels = x.narrow(1, 0, 4).argmax(1);
        DataLoader<Batch> trainLoader = DataLoader.of(new TensorDataset(x, labels), 64, true);
        Sequential model = new Sequential(new Linear(20, 64), new ReLU(), new Linear(64, 4));
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Optimizer optimizer = new SGD(model.parameters(), 0.1).momentum(0.9);

        // Keeps small gradients from becoming zero
        GradScaler scaler = new GradScaler();

        for (int epoch = 0; epoch < 10; epoch++) {
            for (Batch batch : trainLoader) {
                optimizer.zeroGrad();

                // Ops compute in float16 where they can
                Tensor output;
                Tensor loss;
                try (Autocast scope = Autocast.open(DType.FLOAT16)) {
                    output = model.call(batch.data());
                    loss = criterion.call(output, batch.target());
                }

                // Gradients of the scaled loss
                scaler.scale(loss).backward();

                // Unscales gradients and changes weights, unless a gradient is infinite
                scaler.step(optimizer);

                // The scale of the next round
                scaler.update();

                if (scaler.getGrowthTracker() == 1) { // the first good step
                    System.out.println("output " + output.dtype() + ", loss " + loss.dtype() + ", gradient "
                            + model.parameters().get(0).grad().dtype());
                }
            }
        }

        double accuracy =
                100 * model.call(x).argmax(1).eq(labels).to(DType.FLOAT32).mean().item();
        System.out.println("scale " + scaler.getScale());
        System.out.printf(Locale.ROOT, "accuracy above 95 %%: %s%n", accuracy > 95);
    }
}
