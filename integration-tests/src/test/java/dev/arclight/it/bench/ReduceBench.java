package dev.arclight.it.bench;

import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Reductions, running sums and orders of a million floats, ours against libtorch's, one thread each; rows of a Markdown
 * table.
 *
 * <p>Run it on one core: {@code taskset -c 0 bin/bench ReduceBench [SECTION or beginning of a name…]}. A section takes up to
 * two minutes.
 */
public final class ReduceBench {
    private static final int[] ALL = {1_000_000};
    private static final int[] SQUARE = {1000, 1000};

    private ReduceBench() {}

    public static void main(String[] arguments) {
        Race.start();
        for (String section : List.of("sums", "extremes", "moments", "exponentials", "scans", "orders")) {
            races(section)
                    .filter(race -> arguments.length == 0
                            || Arrays.stream(arguments)
                                    .anyMatch(wanted -> wanted.equals(section)
                                            || race.name().startsWith(wanted)))
                    .forEach(Race::run);
        }
    }

    private static Stream<Race> races(String section) {
        return switch (section) {
            case "sums" -> sums();
            case "extremes" -> extremes();
            case "moments" -> moments();
            case "exponentials" -> exponentials();
            case "scans" -> scans();
            case "orders" -> orders();
            default -> throw new IllegalArgumentException("no section \"" + section + "\"");
        };
    }

    private static Stream<Race> sums() {
        return Stream.of(
                race("sum", "torch.sum(a)", x -> x.sum(), ALL),
                race("sum rows", "torch.sum(a, [1])", x -> x.sum(1), SQUARE),
                race("sum columns", "torch.sum(a, [0])", x -> x.sum(0), SQUARE),
                race("sum (0, 2)", "torch.sum(a, [0, 2])", x -> x.sum(0, 2), 100, 100, 100),
                race("sum (1, 2)", "torch.sum(a, [1, 2])", x -> x.sum(1, 2), 100, 100, 100),
                race("sum of transposed, columns", "torch.sum(torch.t(a), [0])", x -> x.t().sum(0), SQUARE),
                race("sum of transposed, rows", "torch.sum(torch.t(a), [1])", x -> x.t().sum(1), SQUARE),
                race("sum of transposed", "torch.sum(torch.t(a))", x -> x.t().sum(), SQUARE),
                race(
                        "sum of every other column",
                        "torch.sum(torch.slice(a, 1, 0, 1000, 2), [1])",
                        x -> x.get(dev.arclight.tensor.Index.all(), dev.arclight.tensor.Index.every(2))
                                .sum(1),
                        SQUARE),
                race("mean", "torch.mean(a)", x -> x.mean(), ALL),
                race("mean rows", "torch.mean(a, [1])", x -> x.mean(1), SQUARE),
                race("mean columns", "torch.mean(a, [0])", x -> x.mean(0), SQUARE),
                race("nansum", "torch.nansum(a)", x -> x.nansum(), ALL),
                product("prod", "torch.prod(a)", x -> x.prod(), ALL),
                product("prod rows", "torch.prod(a, 1)", x -> x.prod(1), SQUARE),
                product("prod columns", "torch.prod(a, 0)", x -> x.prod(0), SQUARE),
                Race.forward("dot", "torch.dot(a, a)", in -> in[0].dot(in[0]), random(ALL)),
                forward("any", "torch.any(torch.lt(a, -1))", x -> x.lt(-1).any(), ALL),
                forward("all rows", "torch.all(a, 1)", x -> x.all(1), SQUARE),
                forward("countNonzero", "torch.count_nonzero(a)", x -> x.countNonzero(), ALL));
    }

    private static Stream<Race> extremes() {
        return Stream.of(
                race("max", "torch.max(a)", x -> x.max(), ALL),
                race("max rows", "(torch.max(a, 1))[0]", x -> x.max(1).values(), SQUARE),
                race("max columns", "(torch.max(a, 0))[0]", x -> x.max(0).values(), SQUARE),
                race("amax rows", "torch.amax(a, [1])", x -> x.amax(1), SQUARE),
                race("amax columns", "torch.amax(a, [0])", x -> x.amax(0), SQUARE),
                race("amin rows", "torch.amin(a, [1])", x -> x.amin(1), SQUARE),
                race("amax of transposed", "torch.amax(torch.t(a), [0])", x -> x.t().amax(0), SQUARE),
                forward("argmax", "torch.argmax(a)", x -> x.argmax(), ALL),
                forward("argmax rows", "torch.argmax(a, 1)", x -> x.argmax(1), SQUARE),
                forward("argmax columns", "torch.argmax(a, 0)", x -> x.argmax(0), SQUARE),
                forward("argmin of transposed", "torch.argmin(torch.t(a), 0)", x -> x.t().argmin(0), SQUARE));
    }

    private static Stream<Race> moments() {
        return Stream.of(
                race("var", "torch.var(a)", x -> x.var(), ALL),
                race("var rows", "torch.var(a, [1])", x -> x.var(1), SQUARE),
                race("var columns", "torch.var(a, [0])", x -> x.var(0), SQUARE),
                race("std rows", "torch.std(a, [1])", x -> x.std(1), SQUARE),
                race("norm", "torch.linalg_vector_norm(a, 2)", x -> x.norm(), ALL),
                race("norm rows", "torch.linalg_vector_norm(a, 2, [1])", x -> x.norm(2, 1), SQUARE),
                race("norm columns", "torch.linalg_vector_norm(a, 2, [0])", x -> x.norm(2, 0), SQUARE),
                race("norm 1", "torch.linalg_vector_norm(a, 1)", x -> x.norm(1), ALL),
                race("norm 1 columns", "torch.linalg_vector_norm(a, 1, [0])", x -> x.norm(1, 0), SQUARE),
                race("norm 3 rows", "torch.linalg_vector_norm(a, 3, [1])", x -> x.norm(3, 1), SQUARE),
                race(
                        "norm ∞ rows",
                        "torch.linalg_vector_norm(a, inf, [1])",
                        x -> x.norm(Double.POSITIVE_INFINITY, 1),
                        SQUARE));
    }

    private static Stream<Race> exponentials() {
        return Stream.of(
                race("logsumexp", "torch.logsumexp(a, [0])", x -> x.logsumexp(0), ALL),
                race("logsumexp rows", "torch.logsumexp(a, [1])", x -> x.logsumexp(1), SQUARE),
                race("logsumexp columns", "torch.logsumexp(a, [0])", x -> x.logsumexp(0), SQUARE),
                race("softmax rows", "torch.softmax(a, 1)", x -> x.softmax(1), SQUARE),
                race("softmax columns", "torch.softmax(a, 0)", x -> x.softmax(0), SQUARE),
                race("logSoftmax rows", "torch.log_softmax(a, 1)", x -> x.logSoftmax(1), SQUARE),
                race("logSoftmax columns", "torch.log_softmax(a, 0)", x -> x.logSoftmax(0), SQUARE));
    }

    private static Stream<Race> scans() {
        return Stream.of(
                race("cumsum", "torch.cumsum(a, 0)", x -> x.cumsum(0), ALL),
                race("cumsum rows", "torch.cumsum(a, 1)", x -> x.cumsum(1), SQUARE),
                race("cumsum columns", "torch.cumsum(a, 0)", x -> x.cumsum(0), SQUARE),
                race(
                        "cumprod rows",
                        "torch.cumprod(torch.add(a, 1.), 1)",
                        x -> x.add(1.0).cumprod(1),
                        SQUARE),
                race(
                        "cumprod columns",
                        "torch.cumprod(torch.add(a, 1.), 0)",
                        x -> x.add(1.0).cumprod(0),
                        SQUARE),
                race("cummax rows", "(torch.cummax(a, 1))[0]", x -> x.cummax(1).values(), SQUARE),
                race(
                        "cummax columns",
                        "(torch.cummax(a, 0))[0]",
                        x -> x.cummax(0).values(),
                        SQUARE),
                race("logcumsumexp rows", "torch.logcumsumexp(a, 1)", x -> x.logcumsumexp(1), SQUARE));
    }

    private static Stream<Race> orders() {
        return Stream.of(
                race("sort", "(torch.sort(a))[0]", x -> x.sort().values(), ALL),
                race("sort rows", "(torch.sort(a, 1))[0]", x -> x.sort(1).values(), SQUARE),
                race("sort columns", "(torch.sort(a, 0))[0]", x -> x.sort(0).values(), SQUARE),
                race("topk 10", "(torch.topk(a, 10))[0]", x -> x.topk(10).values(), ALL),
                race(
                        "topk 100000",
                        "(torch.topk(a, 100000))[0]",
                        x -> x.topk(100_000).values(),
                        ALL),
                race(
                        "topk 10 of rows",
                        "(torch.topk(a, 10, 1))[0]",
                        x -> x.topk(10, 1).values(),
                        SQUARE),
                race("median", "torch.median(a)", x -> x.median(), ALL),
                race("median rows", "(torch.median(a, 1))[0]", x -> x.median(1).values(), SQUARE),
                race(
                        "median columns",
                        "(torch.median(a, 0))[0]",
                        x -> x.median(0).values(),
                        SQUARE),
                race(
                        "kthvalue rows",
                        "(torch.kthvalue(a, 100, 1))[0]",
                        x -> x.kthvalue(100, 1, false).values(),
                        SQUARE),
                forward("unique", "(torch._unique2(a, True, True, True))[0]", x -> x.unique(), ALL));
    }

    private static Tensor random(int... shape) {
        return Tensor.rand(Generator.seeded(1), shape).sub(0.5).copy();
    }

    private static Race race(String name, String script, UnaryOperator<Tensor> ours, int... shape) {
        return Race.of(name, script, in -> ours.apply(in[0]), random(shape));
    }

    /** Of factors near 1, so that a thousand stay in range. */
    private static Race product(String name, String script, UnaryOperator<Tensor> ours, int... shape) {
        return Race.of(
                name, script, in -> ours.apply(in[0]), random(shape).mul(0.01).add(1.0));
    }

    private static Race forward(String name, String script, UnaryOperator<Tensor> ours, int... shape) {
        return Race.forward(name, script, in -> ours.apply(in[0]), random(shape));
    }
}
