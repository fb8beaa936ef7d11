package tutorial;

import dev.arclight.nn.Linear;
import dev.arclight.nn.MSELoss;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.SGD;
import dev.arclight.optim.lrscheduler.CosineAnnealingLR;
import dev.arclight.optim.lrscheduler.LRScheduler;
import dev.arclight.optim.lrscheduler.LinearLR;
import dev.arclight.optim.lrscheduler.OneCycleLR;
import dev.arclight.optim.lrscheduler.ReduceLROnPlateau;
import dev.arclight.optim.lrscheduler.SequentialLR;
import dev.arclight.optim.lrscheduler.StepLR;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Learning rates that change from epoch to epoch. */
public final class Schedulers {
    private static final int EPOCHS = 8;

    private Schedulers() {}

    public static void main(String[] args) {
        Map<String, Function<Optimizer, LRScheduler>> schedulers = new LinkedHashMap<>();

        // Steps down
        schedulers.put("StepLR", optimizer -> new StepLR(optimizer, 3, 0.1));

        // Down when a metric has reached a plateau
        schedulers.put("ReduceLROnPlateau", optimizer -> new ReduceLROnPlateau(optimizer, "min", 0.1, 2));

        // A cosine
        schedulers.put("CosineAnnealingLR", optimizer -> new CosineAnnealingLR(optimizer, EPOCHS));

        // A warm-up, then a cosine
        schedulers.put(
                "SequentialLR",
                optimizer -> new SequentialLR(
                        optimizer,
                        List.of(new LinearLR(optimizer, 0.25, 1, 3), new CosineAnnealingLR(optimizer, EPOCHS - 3)),
                        List.of(3)));

        // Up and down once, and the momentum the other way
        schedulers.put("OneCycleLR", optimizer -> OneCycleLR.to(optimizer, 0.1).totalSteps(EPOCHS + 1).build());

        schedulers.forEach((name, make) -> {
            Generator.manualSeed(0);
            Linear model = new Linear(4, 1);
            Optimizer optimizer = new SGD(model.parameters(), 0.1).momentum(0.9);
            LRScheduler scheduler = make.apply(optimizer);
            StringBuilder rates = new StringBuilder(name).append(':');
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                rates.append(String.format(Locale.ROOT, " %.4f", optimizer.learningRate()));
                trainOneEpoch(model, optimizer);
                double validationLoss = 1;

                // The learning rate of the next epoch
                if (scheduler instanceof ReduceLROnPlateau plateau) {
                    plateau.step(validationLoss);
                } else {
                    scheduler.step();
                }
            }
            System.out.println(rates);
        });
    }

    private static void trainOneEpoch(Linear model, Optimizer optimizer) {
        Tensor x = Tensor.randn(Generator.seeded(1), 16, 4);
        optimizer.zeroGrad();
        new MSELoss().forward(model.forward(x), x.sum(1, true)).backward();
        optimizer.step();
    }
}
