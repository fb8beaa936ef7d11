package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.amp.GradScaler;
import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.TensorDataset;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.ASGD;
import dev.arclight.optim.Adadelta;
import dev.arclight.optim.Adagrad;
import dev.arclight.optim.Adam;
import dev.arclight.optim.AdamW;
import dev.arclight.optim.Adamax;
import dev.arclight.optim.LBFGS;
import dev.arclight.optim.NAdam;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.RAdam;
import dev.arclight.optim.RMSprop;
import dev.arclight.optim.Rprop;
import dev.arclight.optim.SGD;
import dev.arclight.optim.lrscheduler.CosineAnnealingWarmRestarts;
import dev.arclight.optim.lrscheduler.ExponentialLR;
import dev.arclight.optim.lrscheduler.LRScheduler;
import dev.arclight.optim.lrscheduler.LinearLR;
import dev.arclight.optim.lrscheduler.MultiStepLR;
import dev.arclight.optim.lrscheduler.StepLR;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs with real optimizers, schedules, scaler and loader go on from a checkpoint of any step to the same bits. */
class ResumeTest {
    private static final int STEPS = 10;

    @TempDir
    Path temporary;

    /** How a run is made. */
    private record Setting(
            String name, Function<List<Tensor>, Optimizer> optimizer, Function<Optimizer, LRScheduler> schedule) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Setting> settings() {
        return Stream.of(
                new Setting("SGD", p -> new SGD(p, 0.1).momentum(0.9).nesterov(true), s -> new StepLR(s, 2, 0.5)),
                new Setting("Adam", p -> new Adam(p, 0.01).amsgrad(true), s -> new ExponentialLR(s, 0.9)),
                new Setting("AdamW", p -> new AdamW(p, 0.01), s -> new MultiStepLR(s, List.of(3, 5))),
                new Setting("RMSprop", p -> new RMSprop(p, 0.01).momentum(0.9).centered(true), LinearLR::new),
                new Setting("Adagrad", p -> new Adagrad(p, 0.01), s -> new CosineAnnealingWarmRestarts(s, 3)),
                new Setting("Adadelta", p -> new Adadelta(p, 0.5), LinearLR::new),
                new Setting("Adamax", p -> new Adamax(p, 0.01), LinearLR::new),
                new Setting("NAdam", p -> new NAdam(p, 0.01), LinearLR::new),
                new Setting("RAdam", p -> new RAdam(p, 0.01), LinearLR::new),
                new Setting("ASGD", p -> new ASGD(p, 0.01), LinearLR::new),
                new Setting("Rprop", p -> new Rprop(p, 0.01), LinearLR::new),
                new Setting("LBFGS", p -> new LBFGS(p, 0.1), LinearLR::new));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aRunThatIsResumedAtAnyStepEndsWithTheSameBits(Setting setting) {
        List<double[]> straight;
        try (Run run = new Run(setting)) {
            straight = run.train(STEPS);
        }
        for (int at = 1; at < STEPS; at++) {
            Path file = temporary.resolve("at" + at);
            try (Run first = new Run(setting)) {
                first.train(at);
                first.checkpoint.save(file);
            }
            try (Run second = new Run(setting)) {
                second.checkpoint.load(file);

                assertThat(second.train(STEPS))
                        .usingRecursiveComparison()
                        .as("resumed at step %d", at)
                        .isEqualTo(straight);
            }
        }
    }

    /** Four batches an epoch. */
    private static final class Run implements AutoCloseable {
        private final Module model;
        private final Optimizer optimizer;
        private final LRScheduler schedule;
        private final GradScaler scaler = new GradScaler(GradScaler.Options.DEFAULT.withGrowthInterval(3));
        private final DataLoader<Batch> loader;
        final Checkpoint checkpoint;

        Run(Setting setting) {
            Generator data = Generator.seeded(8);
            Generator.manualSeed(3);
            model = new Sequential(new Linear(5, 8), new BatchNorm1d(8), new Dropout(0.5), new Linear(8, 2));
            optimizer = setting.optimizer.apply(model.parameters());
            schedule = setting.schedule.apply(optimizer);
            loader = DataLoader.builder(new TensorDataset(Tensor.randn(data, 32, 5)))
                    .batchSize(8)
                    .shuffle(true)
                    .seed(4)
                    .build();
            checkpoint = new Checkpoint()
                    .with("model", model)
                    .with("optimizer", optimizer)
                    .with("schedule", schedule)
                    .with("scaler", scaler)
                    .with("loader", loader);
        }

        /** Up to so many steps; then all weights and the scale. */
        List<double[]> train(int steps) {
            while (checkpoint.step() < steps) {
                for (Batch batch : loader) {
                    step(batch.tensor(0));
                    checkpoint.step(checkpoint.step() + 1);
                    if (checkpoint.step() == steps) {
                        return end();
                    }
                }
                schedule.step();
                checkpoint.epoch(checkpoint.epoch() + 1);
            }
            return end();
        }

        private void step(Tensor x) {
            if (optimizer instanceof LBFGS) {
                optimizer.step(() -> {
                    optimizer.zeroGrad();
                    Tensor loss = model.call(x).square().mean();
                    loss.backward();
                    return loss;
                });
            } else {
                optimizer.zeroGrad();
                scaler.scale(model.call(x).square().mean()).backward();
                scaler.step(optimizer);
                scaler.update();
            }
        }

        private List<double[]> end() {
            List<double[]> all = new ArrayList<>();
            model.stateDict().values().forEach(tensor -> all.add(tensor.toDoubleArray()));
            all.add(new double[] {scaler.getScale(), checkpoint.epoch()});
            all.add(Generator.current().getState().toDoubleArray());
            return all;
        }

        @Override
        public void close() {
            loader.close();
        }
    }
}
