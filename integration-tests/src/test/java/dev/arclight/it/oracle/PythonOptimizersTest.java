package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.nn.Functional;
import dev.arclight.optim.ASGD;
import dev.arclight.optim.Adadelta;
import dev.arclight.optim.Adagrad;
import dev.arclight.optim.Adam;
import dev.arclight.optim.AdamW;
import dev.arclight.optim.Adamax;
import dev.arclight.optim.LBFGS;
import dev.arclight.optim.NAdam;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.optim.RAdam;
import dev.arclight.optim.RMSprop;
import dev.arclight.optim.Rprop;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fifty steps by Python's optimizers: in float64 of a small network, which shows the algorithms, and in float32 of
 * given gradients, which shows the arithmetic. Some parameters have gradients in some steps only. State dicts that
 * PyTorch wrote in the middle are continued here, and ours there.
 */
class PythonOptimizersTest {
    private static final int STEPS = 50;
    private static final int MIDDLE = 25;

    private record Case(String name, Function<List<Tensor>, Optimizer> ours, String python) {
        @Override
        public String toString() {
            return name;
        }

        boolean needsClosure() {
            return name.startsWith("LBFGS");
        }

        /** Which batch a step is of: L-BFGS learns from one. */
        int batch(int step) {
            return needsClosure() ? 0 : step;
        }

        /** L-BFGS divides by differences of gradients that come to agree. */
        double tolerance() {
            return needsClosure() ? 1e-6 : 1e-9;
        }
    }

    private static final List<Case> CASES = List.of(
            new Case("SGD", p -> new SGD(p, 0.1), "O.SGD(p, lr=0.1)"),
            new Case(
                    "SGD dampened",
                    p -> new SGD(p, 0.05).momentum(0.9).dampening(0.3).weightDecay(0.01),
                    "O.SGD(p, lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.01)"),
            new Case(
                    "SGD Nesterov up",
                    p -> new SGD(p, 0.001).momentum(0.9).nesterov(true).maximize(true),
                    "O.SGD(p, lr=0.001, momentum=0.9, nesterov=True, maximize=True)"),
            new Case(
                    "SGD groups",
                    p -> new SGD(
                                    List.of(
                                            new ParamGroup(p.subList(0, 2))
                                                    .lr(0.1)
                                                    .momentum(0.5),
                                            new ParamGroup(p.subList(2, 6)).weightDecay(0.1)),
                                    0.05)
                            .momentum(0.9),
                    "O.SGD([{'params': p[:2], 'lr': 0.1, 'momentum': 0.5}, {'params': p[2:], 'weight_decay': 0.1}],"
                            + " lr=0.05, momentum=0.9)"),
            new Case("Adam", p -> new Adam(p, 0.01), "O.Adam(p, lr=0.01)"),
            new Case(
                    "Adam amsgrad",
                    p -> new Adam(p, 0.01).amsgrad(true).weightDecay(0.1).betas(0.8, 0.9),
                    "O.Adam(p, lr=0.01, amsgrad=True, weight_decay=0.1, betas=(0.8, 0.9))"),
            new Case(
                    "Adam groups up",
                    p -> new Adam(
                                    List.of(
                                            new ParamGroup(p.subList(0, 3)).betas(0.5, 0.6),
                                            new ParamGroup(p.subList(3, 6)).lr(0.02)),
                                    0.01)
                            .maximize(true)
                            .eps(1e-6),
                    "O.Adam([{'params': p[:3], 'betas': (0.5, 0.6)}, {'params': p[3:], 'lr': 0.02}], lr=0.01,"
                            + " maximize=True, eps=1e-6)"),
            new Case("AdamW", p -> new AdamW(p, 0.01).weightDecay(0.1), "O.AdamW(p, lr=0.01, weight_decay=0.1)"),
            new Case("AdamW amsgrad", p -> new AdamW(p, 0.01).amsgrad(true), "O.AdamW(p, lr=0.01, amsgrad=True)"),
            new Case("Adamax", Adamax::new, "O.Adamax(p)"),
            new Case(
                    "Adamax decayed",
                    p -> new Adamax(p, 0.01).weightDecay(0.1).betas(0.8, 0.9).maximize(true),
                    "O.Adamax(p, lr=0.01, weight_decay=0.1, betas=(0.8, 0.9), maximize=True)"),
            new Case("NAdam", NAdam::new, "O.NAdam(p, foreach=True)"),
            new Case(
                    "NAdam decayed",
                    p -> new NAdam(p, 0.01).weightDecay(0.1).momentumDecay(0.01),
                    "O.NAdam(p, lr=0.01, weight_decay=0.1, momentum_decay=0.01, foreach=True)"),
            new Case("RAdam", p -> new RAdam(p, 0.01), "O.RAdam(p, lr=0.01)"),
            new Case(
                    "RAdam decayed",
                    p -> new RAdam(p, 0.01).weightDecay(0.1).betas(0.9, 0.9),
                    "O.RAdam(p, lr=0.01, weight_decay=0.1, betas=(0.9, 0.9))"),
            new Case("RMSprop", RMSprop::new, "O.RMSprop(p)"),
            new Case(
                    "RMSprop centered",
                    p -> new RMSprop(p, 0.01).centered(true).momentum(0.9).weightDecay(0.1),
                    "O.RMSprop(p, lr=0.01, centered=True, momentum=0.9, weight_decay=0.1)"),
            new Case(
                    "RMSprop momentum",
                    p -> new RMSprop(p, 0.01).momentum(0.5).alpha(0.9).maximize(true),
                    "O.RMSprop(p, lr=0.01, momentum=0.5, alpha=0.9, maximize=True)"),
            new Case("Adagrad", Adagrad::new, "O.Adagrad(p)"),
            new Case(
                    "Adagrad decayed",
                    p -> new Adagrad(p, 0.05)
                            .lrDecay(0.1)
                            .weightDecay(0.1)
                            .initialAccumulatorValue(0.5)
                            .maximize(true),
                    "O.Adagrad(p, lr=0.05, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5,"
                            + " maximize=True)"),
            new Case("Adadelta", Adadelta::new, "O.Adadelta(p)"),
            new Case(
                    "Adadelta decayed",
                    p -> new Adadelta(p, 0.5).rho(0.8).weightDecay(0.1),
                    "O.Adadelta(p, lr=0.5, rho=0.8, weight_decay=0.1)"),
            new Case("ASGD", p -> new ASGD(p, 0.05).t0(10), "O.ASGD(p, lr=0.05, t0=10)"),
            new Case(
                    "ASGD decayed",
                    p -> new ASGD(p, 0.05)
                            .lambd(0.01)
                            .alpha(0.5)
                            .weightDecay(0.1)
                            .maximize(true),
                    "O.ASGD(p, lr=0.05, lambd=0.01, alpha=0.5, weight_decay=0.1, maximize=True)"),
            new Case("Rprop", Rprop::new, "O.Rprop(p)"),
            new Case(
                    "Rprop bounded",
                    p -> new Rprop(p, 0.02).etas(0.4, 1.5).stepSizes(1e-3, 0.05).maximize(true),
                    "O.Rprop(p, lr=0.02, etas=(0.4, 1.5), step_sizes=(1e-3, 0.05), maximize=True)"),
            new Case("LBFGS", p -> new LBFGS(p, 0.1).maxIter(4), "O.LBFGS(p, lr=0.1, max_iter=4)"),
            new Case(
                    "LBFGS strong Wolfe",
                    p -> new LBFGS(p).lineSearchFn("strong_wolfe").maxIter(4).historySize(5),
                    "O.LBFGS(p, line_search_fn='strong_wolfe', max_iter=4, history_size=5)"));

    private static JsonNode networks;
    private static JsonNode arithmetic;

    @BeforeAll
    static void askPython() {
        List<Map<String, Object>> jobs = new ArrayList<>();
        CASES.forEach(one -> jobs.add(network(one, 0, parameters(DType.FLOAT64))));
        elementwise().forEach(one -> jobs.add(given(one)));
        JsonNode answers =
                PythonTorch.ask("optimizers.py", Map.of("optimizers", jobs)).get("optimizers");
        networks = answers;
        arithmetic = answers;
    }

    static Stream<Case> cases() {
        return CASES.stream();
    }

    static Stream<Case> elementwise() {
        return CASES.stream().filter(one -> !one.needsClosure());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aNetworkTakesTheSameStepsInFloat64(Case one) {
        JsonNode theirs = networks.get(CASES.indexOf(one));
        List<Tensor> parameters = parameters(DType.FLOAT64);
        Optimizer optimizer = one.ours().apply(parameters);
        for (int step = 0; step < STEPS; step++) {
            optimizer.step(closure(optimizer, parameters, one.batch(step)));
            agree(step, parameters, theirs.get("steps").get(step), one.tolerance());
        }
        sameState("", PythonTorch.map(theirs.get("final")), optimizer.stateDict());
    }

    @ParameterizedTest
    @MethodSource("elementwise")
    void givenGradientsMakeTheSameStepsInFloat32(Case one) {
        JsonNode theirs = arithmetic.get(CASES.size() + elementwise().toList().indexOf(one));
        List<Tensor> parameters = parameters(DType.FLOAT32);
        Optimizer optimizer = one.ours().apply(parameters);
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < parameters.size(); i++) {
                parameters.get(i).setGrad(gradient(step, i));
            }
            optimizer.step();
            agree(step, parameters, theirs.get("steps").get(step), 1e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aStateDictThatPyTorchWroteIsContinued(Case one) {
        JsonNode theirs = networks.get(CASES.indexOf(one));
        List<Tensor> parameters = parameters(DType.FLOAT64);
        for (int i = 0; i < parameters.size(); i++) {
            double[] values =
                    PythonTorch.doubles(theirs.get("steps").get(MIDDLE - 1).get(i));
            parameters
                    .get(i)
                    .detach()
                    .copy_(Tensor.of(values, parameters.get(i).shape().toArray()));
        }
        Optimizer optimizer = one.ours().apply(parameters);
        optimizer.loadStateDict(PythonTorch.map(theirs.get("state")));
        for (int step = MIDDLE; step < STEPS; step++) {
            optimizer.step(closure(optimizer, parameters, one.batch(step)));
            agree(step, parameters, theirs.get("steps").get(step), one.tolerance());
        }
    }

    @Test
    void pyTorchContinuesStateDictsThatAreWrittenHere() {
        List<Map<String, Object>> jobs = new ArrayList<>();
        for (Case one : CASES) {
            List<Tensor> parameters = parameters(DType.FLOAT64);
            Optimizer optimizer = one.ours().apply(parameters);
            for (int step = 0; step < MIDDLE; step++) {
                optimizer.step(closure(optimizer, parameters, one.batch(step)));
            }
            Map<String, Object> job = network(one, MIDDLE, parameters);
            job.put("load", PythonTorch.encoded(optimizer.stateDict()));
            jobs.add(job);
        }
        JsonNode continued =
                PythonTorch.ask("optimizers.py", Map.of("optimizers", jobs)).get("optimizers");
        for (int i = 0; i < CASES.size(); i++) {
            // PyTorch keeps NAdam's product of momenta in float32 and goes on in the parameters' dtype after it was
            // loaded.
            double tolerance = CASES.get(i).name().startsWith("NAdam")
                    ? 1e-5
                    : CASES.get(i).tolerance();
            JsonNode whole = networks.get(i).get("steps").get(STEPS - 1);
            JsonNode parts = continued.get(i).get("steps").get(STEPS - MIDDLE - 1);
            for (int k = 0; k < whole.size(); k++) {
                assertThat(PythonTorch.doubles(parts.get(k)))
                        .as("%s, parameter %s", CASES.get(i), k)
                        .usingComparatorWithPrecision(tolerance)
                        .containsExactly(PythonTorch.doubles(whole.get(k)));
            }
        }
    }

    private static Map<String, Object> network(Case one, int from, List<Tensor> parameters) {
        Map<String, Object> job = job(one, from, parameters);
        job.put(
                "inputs",
                IntStream.range(0, STEPS)
                        .mapToObj(step -> input(one.batch(step)).toDoubleArray())
                        .toList());
        job.put(
                "late",
                IntStream.range(0, STEPS)
                        .mapToObj(step -> late(one.batch(step)))
                        .toList());
        return job;
    }

    private static Map<String, Object> given(Case one) {
        Map<String, Object> job = job(one, 0, parameters(DType.FLOAT32));
        List<List<float[]>> gradients = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            List<float[]> each = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Tensor gradient = gradient(step, i);
                each.add(gradient == null ? null : gradient.toFloatArray());
            }
            gradients.add(each);
        }
        job.put("gradients", gradients);
        return job;
    }

    private static Map<String, Object> job(Case one, int from, List<Tensor> parameters) {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("expression", one.python());
        job.put("dtype", parameters.get(0).dtype() == DType.FLOAT64 ? "float64" : "float32");
        job.put(
                "parameters",
                parameters.stream()
                        .map(parameter -> parameter.detach().toDouble().toDoubleArray())
                        .toList());
        job.put(
                "shapes",
                parameters.stream()
                        .map(parameter -> parameter.shape().toArray())
                        .toList());
        job.put("from", from);
        job.put("to", STEPS);
        job.put("stateAt", MIDDLE);
        return job;
    }

    private static List<Tensor> parameters(DType dtype) {
        List<Tensor> all =
                List.of(random(1, 8, 5), random(2, 8), random(3, 3, 8), random(4, 3), random(5, 3), random(6, 3));
        return all.stream().map(tensor -> tensor.to(dtype).requiresGrad(true)).toList();
    }

    private static Tensor input(int step) {
        return random(100 + step, 6, 5).toDouble();
    }

    private static Tensor gradient(int step, int parameter) {
        if (parameter >= 4 && IntStream.of(late(step)).noneMatch(late -> late == parameter)) {
            return null;
        }
        return random(1000 + 10 * step + parameter, shape(parameter));
    }

    private static int[] shape(int parameter) {
        return parameters(DType.FLOAT32).get(parameter).shape().toArray();
    }

    private static Supplier<Tensor> closure(Optimizer optimizer, List<Tensor> p, int step) {
        return () -> {
            optimizer.zeroGrad();
            Tensor hidden = Functional.linear(input(step), p.get(0), p.get(1)).tanh();
            Tensor logits = Functional.linear(hidden, p.get(2), p.get(3));
            for (int late : late(step)) {
                logits = logits.mul(p.get(late));
            }
            Tensor loss = Functional.crossEntropy(logits, Tensor.of(new long[] {0, 1, 2, 1, 0, 2}, 6));
            loss.backward();
            return loss;
        };
    }

    /** Which of the last parameters take part. */
    private static int[] late(int step) {
        boolean first = step >= 4 && step % 3 != 0;
        boolean second = step % 4 == 1;
        return first && second ? new int[] {4, 5} : first ? new int[] {4} : second ? new int[] {5} : new int[0];
    }

    private static void agree(int step, List<Tensor> parameters, JsonNode expected, double tolerance) {
        for (int i = 0; i < parameters.size(); i++) {
            double[] theirs = PythonTorch.doubles(expected.get(i));
            double[] mine = parameters.get(i).detach().toDouble().toDoubleArray();
            double scale = largest(theirs);
            for (int k = 0; k < theirs.length; k++) {
                if (!(Math.abs(mine[k] - theirs[k]) <= tolerance * scale)) {
                    throw new AssertionError("step " + step + ", parameter " + i + ", element " + k + " is " + mine[k]
                            + ", PyTorch gives " + theirs[k] + ", which differs by "
                            + Math.abs(mine[k] - theirs[k]) / scale + " of the largest");
                }
            }
        }
    }

    private static double largest(double[] values) {
        return DoubleStream.of(values).map(Math::abs).reduce(1e-3, Math::max);
    }

    /** Everything that PyTorch has in its state dict is in ours, but for what says how it computes. */
    private static void sameState(String where, Object theirs, Object ours) {
        if (theirs instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                boolean how = List.of("foreach", "capturable", "differentiable", "fused", "al")
                        .contains(key);
                boolean none = value == null || value instanceof Map<?, ?> empty && empty.isEmpty();
                if (!how && !none) {
                    Object other = ((Map<?, ?>) ours).get(key);
                    boolean nothing = value instanceof Map<?, ?> entry
                            && entry.values().stream().allMatch(element -> element == null);
                    if (!nothing) {
                        sameState(where + key + "/", value, other);
                    }
                }
            });
        } else if (theirs instanceof List<?> list) {
            assertThat((List<?>) ours).as(where).hasSameSizeAs(list);
            for (int i = 0; i < list.size(); i++) {
                sameState(where + i + "/", list.get(i), ((List<?>) ours).get(i));
            }
        } else if (theirs instanceof Number || theirs instanceof Tensor) {
            double[] expected = numbers(theirs);
            double[] actual = numbers(ours);
            assertThat(actual).as(where).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i])
                        .as("%s element %s", where, i)
                        .isCloseTo(expected[i], within(1e-6 * Math.max(1, Math.abs(expected[i]))));
            }
        } else {
            assertThat(ours).as(where).isEqualTo(theirs);
        }
    }

    private static double[] numbers(Object value) {
        return value instanceof Tensor tensor
                ? tensor.toDouble().toDoubleArray()
                : new double[] {((Number) value).doubleValue()};
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
