package dev.arclight.optim.lrscheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.optim.Adagrad;
import dev.arclight.optim.Adam;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LRSchedulersTest {
    private final Optimizer optimizer = new SGD(List.of(Tensor.zeros(1).requiresGrad(true)), 1).momentum(0.9);

    @Test
    void aNewOneMakesItsFirstStepAtOnce() {
        LRScheduler scheduler = new ConstantLR(optimizer, 0.5, 2);
        assertThat(optimizer.learningRate()).isEqualTo(0.5);
        assertThat(scheduler.lastEpoch()).isZero();
        assertThat(scheduler.getLastLr()).containsExactly(0.5);
        assertThat(scheduler.baseLrs()).containsExactly(1.0);
        assertThat(optimizer.paramGroups().get(0).number("initial_lr")).isEqualTo(1);
    }

    @Test
    void aStepByNumberUsesTheClosedForm() {
        for (LRScheduler scheduler : List.of(
                new StepLR(optimizer, 3),
                new MultiStepLR(optimizer, List.of(2, 4, 4)),
                new ExponentialLR(optimizer, 0.5),
                new LinearLR(optimizer),
                new PolynomialLR(optimizer, 8, 2),
                new CosineAnnealingLR(optimizer, 10))) {
            optimizer.learningRate(1);
            scheduler.step(0);
            for (int i = 0; i < 5; i++) {
                scheduler.step();
            }
            double recursive = optimizer.learningRate();
            optimizer.learningRate(17);
            scheduler.step(5);
            assertThat(optimizer.learningRate())
                    .as(scheduler.getClass().getSimpleName())
                    .isCloseTo(recursive, within(1e-14));
            optimizer.learningRate(1);
        }
    }

    @Test
    void aStateDictOfAnotherKindIsRefusedAndChangesNothing() {
        LRScheduler scheduler = new StepLR(optimizer, 3);
        Map<String, Object> before = scheduler.stateDict();
        refuses(() -> scheduler.loadStateDict(new ExponentialLR(optimizer, 0.5).stateDict()), "'step_size' is missing");
        Map<String, Object> wrong = new LinkedHashMap<>(before);
        wrong.put("gamma", "much");
        refuses(() -> scheduler.loadStateDict(wrong), "'gamma' is much; expected a value like 0.1");
        assertThat(scheduler.stateDict()).isEqualTo(before);
    }

    @Test
    void aListThatCannotBeLoadedLeavesItsSchedulersAsTheyWere() {
        LRScheduler inner = new ExponentialLR(optimizer, 0.5);
        LRScheduler chain = new ChainedScheduler(List.of(inner, new StepLR(optimizer, 3)));
        Map<String, Object> before = chain.stateDict();
        Map<String, Object> state = new LinkedHashMap<>(before);
        state.put("_schedulers", List.of(new ExponentialLR(optimizer, 0.25).stateDict(), Map.of()));
        refuses(() -> chain.loadStateDict(state), "missing");
        assertThat(chain.stateDict()).isEqualTo(before);
    }

    @Test
    void aPlateauNeedsItsMetric() {
        LRScheduler scheduler = new ReduceLROnPlateau(optimizer);
        refuses(scheduler::step, "step(metric)");
        refuses(() -> new ChainedScheduler(List.of(scheduler)), "does not support ReduceLROnPlateau");
    }

    @Test
    void aCycleEndsWithItsSteps() {
        LRScheduler scheduler = OneCycleLR.to(optimizer, 0.1).totalSteps(2).build();
        scheduler.step();
        scheduler.step();
        refuses(scheduler::step, "tried to step 4 times. The specified number of total steps is 2");
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        refuses(() -> new ConstantLR(optimizer, 1.5, 3), "between 0 and 1");
        refuses(() -> new LinearLR(optimizer, 0, 1, 3), "greater than 0");
        refuses(() -> new LinearLR(optimizer, 1, 1.5, 3), "between 0 and 1");
        refuses(() -> new StepLR(optimizer, 0), "step size is 0");
        refuses(() -> new CosineAnnealingWarmRestarts(optimizer, 0), "positive integer t0");
        refuses(() -> new CosineAnnealingWarmRestarts(optimizer, 3).step(-1.0), "non-negative epoch");
        refuses(() -> new LambdaLR(optimizer, List.of()), "expected 1 functions, but got 0");
        refuses(() -> OneCycleLR.to(optimizer, 0.1).build(), "totalSteps OR (epochs AND stepsPerEpoch)");
        refuses(() -> OneCycleLR.to(optimizer, 0.1).totalSteps(5).pctStart(2).build(), "pctStart");
        refuses(
                () -> OneCycleLR.to(optimizer, 0.1)
                        .totalSteps(5)
                        .annealStrategy("log")
                        .build(),
                "'log'");
        refuses(() -> OneCycleLR.to(optimizer, 0.1, 0.2).totalSteps(5).build(), "expected 1 values for max_lr, got 2");
        refuses(() -> CyclicLR.over(optimizer, 0.1, 1).mode("square").build(), "'square'");
        Optimizer without = new Adagrad(List.of(Tensor.zeros(1).requiresGrad(true)));
        refuses(() -> CyclicLR.over(without, 0.1, 1).build(), "must support momentum or betas");
        refuses(() -> new ReduceLROnPlateau(optimizer, "less"), "mode less is unknown");
        refuses(() -> new ReduceLROnPlateau(optimizer, "min", 1, 2), "factor should be < 1.0");
        refuses(() -> new SWALR(optimizer, 0.1, 3, "log"), "'log'");
        refuses(() -> new ChainedScheduler(List.of()), "at least one scheduler");
        Optimizer another = new Adam(List.of(Tensor.zeros(1).requiresGrad(true)));
        refuses(
                () -> new SequentialLR(optimizer, List.of(new StepLR(another, 3)), List.of()),
                "belong to the same optimizer");
        refuses(
                () -> new SequentialLR(optimizer, List.of(new StepLR(optimizer, 3)), List.of(3)),
                "one more than the number of milestone points");
        refuses(() -> new StepLR(another(), 3, 0.1, 5), "param 'initial_lr' is not specified in paramGroups()[0]");
        refuses(() -> Schedules.polynomialDecayWithWarmup(optimizer, 1, 5, 2, 1), "must be smaller than initial lr");
    }

    private static Optimizer another() {
        return new SGD(List.of(Tensor.zeros(1).requiresGrad(true)), 1);
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(ArclightException.class).hasMessageContaining(message);
    }
}
