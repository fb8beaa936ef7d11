package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.optim.Adam;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.optim.SGD;
import dev.arclight.optim.lrscheduler.ChainedScheduler;
import dev.arclight.optim.lrscheduler.ConstantLR;
import dev.arclight.optim.lrscheduler.CosineAnnealingLR;
import dev.arclight.optim.lrscheduler.CosineAnnealingWarmRestarts;
import dev.arclight.optim.lrscheduler.CyclicLR;
import dev.arclight.optim.lrscheduler.ExponentialLR;
import dev.arclight.optim.lrscheduler.LRScheduler;
import dev.arclight.optim.lrscheduler.LambdaLR;
import dev.arclight.optim.lrscheduler.LinearLR;
import dev.arclight.optim.lrscheduler.MultiStepLR;
import dev.arclight.optim.lrscheduler.MultiplicativeLR;
import dev.arclight.optim.lrscheduler.OneCycleLR;
import dev.arclight.optim.lrscheduler.PolynomialLR;
import dev.arclight.optim.lrscheduler.ReduceLROnPlateau;
import dev.arclight.optim.lrscheduler.SWALR;
import dev.arclight.optim.lrscheduler.Schedules;
import dev.arclight.optim.lrscheduler.SequentialLR;
import dev.arclight.optim.lrscheduler.StepLR;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rates and momenta of sixty steps by Python's schedulers, of an optimizer with two groups; and the same from a
 * state dict that PyTorch wrote in the middle.
 */
class PythonSchedulersTest {
    private static final int STEPS = 60;
    private static final int MIDDLE = 23;
    private static final double TOLERANCE = 1e-12;

    private record Case(
            String name,
            boolean adam,
            Function<Optimizer, LRScheduler> ours,
            String python,
            boolean metrics,
            boolean places) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, Function<Optimizer, LRScheduler> ours, String python) {
        return new Case(name, false, ours, python, false, false);
    }

    private static Case ofAdam(String name, Function<Optimizer, LRScheduler> ours, String python) {
        return new Case(name, true, ours, python, false, false);
    }

    private static final List<Case> CASES = List.of(
            of("StepLR", o -> new StepLR(o, 7, 0.5), "L.StepLR(opt, 7, 0.5)"),
            of(
                    "MultiStepLR",
                    o -> new MultiStepLR(o, List.of(5, 12, 12, 30), 0.3),
                    "L.MultiStepLR(opt, [5, 12, 12, 30], 0.3)"),
            of("ConstantLR", o -> new ConstantLR(o, 0.3, 9), "L.ConstantLR(opt, 0.3, 9)"),
            of("ConstantLR by default", ConstantLR::new, "L.ConstantLR(opt)"),
            of("LinearLR", o -> new LinearLR(o, 0.1, 0.9, 30), "L.LinearLR(opt, 0.1, 0.9, 30)"),
            of("LinearLR by default", LinearLR::new, "L.LinearLR(opt)"),
            of("ExponentialLR", o -> new ExponentialLR(o, 0.93), "L.ExponentialLR(opt, 0.93)"),
            of("PolynomialLR", o -> new PolynomialLR(o, 40, 2.5), "L.PolynomialLR(opt, 40, 2.5)"),
            of("PolynomialLR by default", PolynomialLR::new, "L.PolynomialLR(opt)"),
            of("CosineAnnealingLR", o -> new CosineAnnealingLR(o, 17, 1e-3), "L.CosineAnnealingLR(opt, 17, 1e-3)"),
            of(
                    "CosineAnnealingWarmRestarts",
                    o -> new CosineAnnealingWarmRestarts(o, 5, 2, 1e-3),
                    "L.CosineAnnealingWarmRestarts(opt, 5, 2, 1e-3)"),
            new Case(
                    "CosineAnnealingWarmRestarts between steps",
                    false,
                    o -> new CosineAnnealingWarmRestarts(o, 4, 2, 0),
                    "L.CosineAnnealingWarmRestarts(opt, 4, 2)",
                    false,
                    true),
            new Case(
                    "CosineAnnealingWarmRestarts of equal length between steps",
                    false,
                    o -> new CosineAnnealingWarmRestarts(o, 4),
                    "L.CosineAnnealingWarmRestarts(opt, 4)",
                    false,
                    true),
            of(
                    "CyclicLR",
                    o -> CyclicLR.over(o, 0.01, 0.2)
                            .stepSizeUp(6)
                            .stepSizeDown(9)
                            .build(),
                    "L.CyclicLR(opt, 0.01, 0.2, step_size_up=6, step_size_down=9)"),
            of(
                    "CyclicLR triangular2",
                    o -> CyclicLR.over(o, 0, 0)
                            .baseLr(0.01, 0.02)
                            .maxLr(0.2, 0.3)
                            .stepSizeUp(6)
                            .mode("triangular2")
                            .build(),
                    "L.CyclicLR(opt, [0.01, 0.02], [0.2, 0.3], step_size_up=6, mode='triangular2')"),
            ofAdam(
                    "CyclicLR exp_range",
                    o -> CyclicLR.over(o, 0.01, 0.2)
                            .stepSizeUp(6)
                            .mode("exp_range")
                            .gamma(0.97)
                            .cycleMomentum(false)
                            .build(),
                    "L.CyclicLR(opt, 0.01, 0.2, step_size_up=6, mode='exp_range', gamma=0.97, cycle_momentum=False)"),
            of(
                    "CyclicLR of one's own",
                    o -> CyclicLR.over(o, 0.01, 0.2)
                            .stepSizeUp(6)
                            .scaleFn(x -> 1 / (1 + x), "iterations")
                            .build(),
                    "L.CyclicLR(opt, 0.01, 0.2, step_size_up=6, scale_fn=lambda x: 1 / (1 + x), scale_mode='iterations')"),
            of(
                    "OneCycleLR",
                    o -> OneCycleLR.to(o, 0.3).totalSteps(61).build(),
                    "L.OneCycleLR(opt, 0.3, total_steps=61)"),
            ofAdam(
                    "OneCycleLR of betas, linear, in three phases",
                    o -> OneCycleLR.to(o, 0.3, 0.1)
                            .epochs(7)
                            .stepsPerEpoch(9)
                            .pctStart(0.4)
                            .annealStrategy("linear")
                            .baseMomentum(0.8)
                            .maxMomentum(0.9)
                            .divFactor(10)
                            .finalDivFactor(100)
                            .threePhase(true)
                            .build(),
                    "L.OneCycleLR(opt, [0.3, 0.1], epochs=7, steps_per_epoch=9, pct_start=0.4, anneal_strategy='linear',"
                            + " base_momentum=0.8, max_momentum=0.9, div_factor=10., final_div_factor=100.,"
                            + " three_phase=True)"),
            of(
                    "LambdaLR",
                    o -> new LambdaLR(o, List.of(step -> Math.pow(0.95, step), step -> Math.floorDiv(step, 10))),
                    "L.LambdaLR(opt, [lambda s: 0.95 ** s, lambda s: s // 10])"),
            of(
                    "MultiplicativeLR",
                    o -> new MultiplicativeLR(o, step -> 1 - 1.0 / (step + 5)),
                    "L.MultiplicativeLR(opt, lambda s: 1 - 1 / (s + 5))"),
            of(
                    "SequentialLR",
                    o -> new SequentialLR(
                            o,
                            List.of(
                                    new LinearLR(o, 0.1, 1, 8),
                                    new ExponentialLR(o, 0.9),
                                    new CosineAnnealingLR(o, 20)),
                            List.of(8, 25)),
                    "L.SequentialLR(opt, [L.LinearLR(opt, 0.1, 1, 8), L.ExponentialLR(opt, 0.9),"
                            + " L.CosineAnnealingLR(opt, 20)], [8, 25])"),
            of(
                    "ChainedScheduler",
                    o -> new ChainedScheduler(List.of(new ConstantLR(o, 0.1, 20), new ExponentialLR(o, 0.9))),
                    "L.ChainedScheduler([L.ConstantLR(opt, 0.1, 20), L.ExponentialLR(opt, 0.9)])"),
            new Case(
                    "ReduceLROnPlateau",
                    false,
                    o -> new ReduceLROnPlateau(o, "min", 0.5, 2).cooldown(1).minLr(1e-3, 5e-3),
                    "L.ReduceLROnPlateau(opt, 'min', 0.5, 2, cooldown=1, min_lr=[1e-3, 5e-3])",
                    true,
                    false),
            new Case(
                    "ReduceLROnPlateau upwards",
                    false,
                    o -> new ReduceLROnPlateau(o, "max", 0.5, 4)
                            .threshold(0.05)
                            .thresholdMode("abs")
                            .eps(1e-3),
                    "L.ReduceLROnPlateau(opt, 'max', 0.5, 4, threshold=0.05, threshold_mode='abs', eps=1e-3)",
                    true,
                    false),
            of("SWALR", o -> new SWALR(o, 0.05), "S.SWALR(opt, 0.05)"),
            of(
                    "SWALR in a line",
                    o -> new SWALR(o, new double[] {0.05, 0.5}, 12, "linear", -1),
                    "S.SWALR(opt, [0.05, 0.5], 12, 'linear')"),
            of(
                    "constant with warm-up",
                    o -> Schedules.constantWithWarmup(o, 10),
                    "L.LambdaLR(opt, lambda s: float(s) / float(max(1.0, 10)) if s < 10 else 1.0)"),
            of(
                    "linear with warm-up",
                    o -> Schedules.linearWithWarmup(o, 10, 50),
                    "L.LambdaLR(opt, lambda s: float(s) / float(max(1, 10)) if s < 10"
                            + " else max(0.0, float(50 - s) / float(max(1, 50 - 10))))"),
            of(
                    "cosine with warm-up",
                    o -> Schedules.cosineWithWarmup(o, 10, 50),
                    "L.LambdaLR(opt, lambda s: float(s) / float(max(1, 10)) if s < 10 else max(0.0, 0.5 * (1.0"
                            + " + math.cos(math.pi * 0.5 * 2.0 * (float(s - 10) / float(max(1, 50 - 10)))))))"),
            of(
                    "cosine with hard restarts and warm-up",
                    o -> Schedules.cosineWithHardRestartsWithWarmup(o, 10, 50, 3),
                    "L.LambdaLR(opt, lambda s: float(s) / 10.0 if s < 10 else 0.0 if s >= 50 else max(0.0, 0.5 * (1.0"
                            + " + math.cos(math.pi * ((3.0 * (float(s - 10) / 40.0)) % 1.0)))))"),
            of(
                    "polynomial decay with warm-up",
                    o -> Schedules.polynomialDecayWithWarmup(o, 10, 50, 1e-7, 2),
                    "L.LambdaLR(opt, lambda s: float(s) / 10.0 if s < 10 else 1e-7 / 0.1 if s > 50"
                            + " else ((0.1 - 1e-7) * (1 - (s - 10) / 40) ** 2 + 1e-7) / 0.1)"),
            of(
                    "inverse root with warm-up",
                    o -> Schedules.inverseSqrt(o, 10, 20),
                    "L.LambdaLR(opt, lambda s: float(s) / 10.0 if s < 10 else 1.0 / math.sqrt((s + 10) / 20))"));

    private static JsonNode answers;

    @BeforeAll
    static void askPython() {
        List<Map<String, Object>> jobs = new ArrayList<>();
        for (Case one : CASES) {
            Map<String, Object> job = new LinkedHashMap<>();
            job.put(
                    "optimizer",
                    one.adam()
                            ? "O.Adam([{'params': p[:1]}, {'params': p[1:], 'lr': 0.5}], lr=0.1)"
                            : "O.SGD([{'params': p[:1]}, {'params': p[1:], 'lr': 0.5}], lr=0.1, momentum=0.7)");
            job.put("expression", one.python());
            job.put("steps", STEPS);
            job.put("stateAt", MIDDLE);
            if (one.metrics()) {
                job.put(
                        "metrics",
                        IntStream.range(0, STEPS)
                                .mapToDouble(PythonSchedulersTest::metric)
                                .toArray());
            }
            if (one.places()) {
                job.put(
                        "places",
                        IntStream.range(0, STEPS)
                                .mapToDouble(PythonSchedulersTest::place)
                                .toArray());
            }
            jobs.add(job);
        }
        answers = PythonTorch.ask("optimizers.py", Map.of("schedulers", jobs)).get("schedulers");
    }

    static Stream<Case> cases() {
        return CASES.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ratesAndMomentaAreTheSameInEveryStep(Case one) {
        JsonNode theirs = answers.get(CASES.indexOf(one)).get("steps");
        Optimizer optimizer = optimizer(one);
        LRScheduler scheduler = one.ours().apply(optimizer);
        agree(0, optimizer, scheduler, theirs);
        for (int step = 0; step < STEPS; step++) {
            optimizer.step();
            step(one, scheduler, step);
            agree(step + 1, optimizer, scheduler, theirs);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aStateDictThatPyTorchWroteIsContinued(Case one) {
        JsonNode theirs = answers.get(CASES.indexOf(one));
        Optimizer optimizer = optimizer(one);
        LRScheduler scheduler = one.ours().apply(optimizer);
        Map<String, Object> state = PythonTorch.map(theirs.get("state"));
        completeLike(state, scheduler.stateDict());
        scheduler.loadStateDict(state);
        for (int i = 0; i < 2; i++) {
            ParamGroup group = optimizer.paramGroups().get(i);
            JsonNode saved = theirs.get("steps").get(MIDDLE).get(i);
            group.lr(saved.get(0).doubleValue());
        }
        for (int step = MIDDLE; step < STEPS; step++) {
            step(one, scheduler, step);
            agree(step + 1, optimizer, scheduler, theirs.get("steps"));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aStateDictTakenInTheMiddleContinuesBitForBit(Case one) {
        Optimizer optimizer = optimizer(one);
        LRScheduler scheduler = one.ours().apply(optimizer);
        for (int step = 0; step < MIDDLE; step++) {
            step(one, scheduler, step);
        }
        Optimizer another = optimizer(one);
        LRScheduler fresh = one.ours().apply(another);
        another.loadStateDict(optimizer.stateDict());
        fresh.loadStateDict(scheduler.stateDict());
        assertThat(fresh.stateDict()).isEqualTo(scheduler.stateDict());
        for (int step = MIDDLE; step < STEPS; step++) {
            step(one, scheduler, step);
            step(one, fresh, step);
            assertThat(fresh.getLastLr()).isEqualTo(scheduler.getLastLr());
        }
        assertThat(another.stateDict()).isEqualTo(optimizer.stateDict());
    }

    /** Later versions of PyTorch write some settings as names that 1.13 keeps as functions or not at all. */
    private static void completeLike(Map<String, Object> state, Map<String, Object> own) {
        for (String name :
                List.of("_anneal_func_type", "pct_start", "three_phase", "_step_count", "last_epoch", "_last_lr")) {
            if (own.containsKey(name)) {
                state.putIfAbsent(name, own.get(name));
            }
        }
    }

    private static Optimizer optimizer(Case one) {
        List<ParamGroup> groups = List.of(
                new ParamGroup(Tensor.zeros(1).requiresGrad(true)),
                new ParamGroup(Tensor.zeros(1).requiresGrad(true)).lr(0.5));
        return one.adam() ? new Adam(groups, 0.1) : new SGD(groups, 0.1).momentum(0.7);
    }

    private static void step(Case one, LRScheduler scheduler, int step) {
        if (one.metrics()) {
            ((ReduceLROnPlateau) scheduler).step(metric(step));
        } else if (one.places()) {
            ((CosineAnnealingWarmRestarts) scheduler).step(place(step));
        } else {
            scheduler.step();
        }
    }

    private static double metric(int step) {
        return step < 12 ? 1 - 0.05 * step : 0.6 + 0.1 * Math.sin(step) - 0.002 * step;
    }

    private static double place(int step) {
        return (step + 1) / 3.0;
    }

    private static void agree(int step, Optimizer optimizer, LRScheduler scheduler, JsonNode theirs) {
        for (int i = 0; i < 2; i++) {
            ParamGroup group = optimizer.paramGroups().get(i);
            double rate = theirs.get(step).get(i).get(0).doubleValue();
            double momentum = theirs.get(step).get(i).get(1).doubleValue();
            assertThat(group.lr()).as("step %s, group %s", step, i).isCloseTo(rate, within(TOLERANCE));
            assertThat(scheduler.getLastLr().get(i)).isEqualTo(group.lr());
            assertThat(group.has("betas") ? group.number("betas", 0) : group.number("momentum"))
                    .as("step %s, group %s: momentum", step, i)
                    .isCloseTo(momentum, within(TOLERANCE));
        }
    }
}
