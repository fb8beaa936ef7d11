package dev.arclight.it.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.arclight.autograd.Autograd;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Reductions, running sums and orders of a million floats, ours against libtorch's (TorchScript through DJL), in turn in one
 * process, one thread each; forward, and forward and backward. Prints microseconds and the ratio of medians: above 1 we are
 * faster.
 *
 * <p>Run it on one core: {@code taskset -c 0 bin/bench ReduceBench [NAME…]}.
 */
public final class ReduceBench {
    private static final int ROUNDS = 11;
    private static final double ROUND_SECONDS = 0.05;

    private record Case(String name, String script, UnaryOperator<Tensor> ours, int... shape) {}

    private static final int[] ALL = {1_000_000};
    private static final int[] SQUARE = {1000, 1000};

    private static final List<Case> CASES = List.of(
            new Case("sum", "torch.sum(x)", x -> x.sum(), ALL),
            new Case("sum rows", "torch.sum(x, [1])", x -> x.sum(1), SQUARE),
            new Case("sum columns", "torch.sum(x, [0])", x -> x.sum(0), SQUARE),
            new Case("sum (0, 2)", "torch.sum(x, [0, 2])", x -> x.sum(0, 2), 100, 100, 100),
            new Case("sum of transposed", "torch.sum(torch.t(x), [0])", x -> x.t().sum(0), SQUARE),
            new Case("mean", "torch.mean(x)", x -> x.mean(), ALL),
            new Case("mean rows", "torch.mean(x, [1])", x -> x.mean(1), SQUARE),
            new Case("mean columns", "torch.mean(x, [0])", x -> x.mean(0), SQUARE),
            new Case("max", "torch.max(x)", x -> x.max(), ALL),
            new Case("max rows", "(torch.max(x, 1))[0]", x -> x.max(1).values(), SQUARE),
            new Case("max columns", "(torch.max(x, 0))[0]", x -> x.max(0).values(), SQUARE),
            new Case("amax rows", "torch.amax(x, [1])", x -> x.amax(1), SQUARE),
            new Case("amax columns", "torch.amax(x, [0])", x -> x.amax(0), SQUARE),
            new Case("argmax", "torch.argmax(x)", x -> x.argmax(), ALL),
            new Case("argmax rows", "torch.argmax(x, 1)", x -> x.argmax(1), SQUARE),
            new Case("argmax columns", "torch.argmax(x, 0)", x -> x.argmax(0), SQUARE),
            new Case("var", "torch.var(x)", x -> x.var(), ALL),
            new Case("var rows", "torch.var(x, [1])", x -> x.var(1), SQUARE),
            new Case("var columns", "torch.var(x, [0])", x -> x.var(0), SQUARE),
            new Case("norm", "torch.norm(x)", x -> x.norm(), ALL),
            new Case("norm rows", "torch.linalg_vector_norm(x, 2, [1])", x -> x.norm(2, 1), SQUARE),
            new Case("norm columns", "torch.linalg_vector_norm(x, 2, [0])", x -> x.norm(2, 0), SQUARE),
            new Case("norm 1", "torch.linalg_vector_norm(x, 1)", x -> x.norm(1), ALL),
            new Case("logsumexp", "torch.logsumexp(x, [0])", x -> x.logsumexp(0), ALL),
            new Case("logsumexp rows", "torch.logsumexp(x, [1])", x -> x.logsumexp(1), SQUARE),
            new Case("logsumexp columns", "torch.logsumexp(x, [0])", x -> x.logsumexp(0), SQUARE),
            new Case("softmax rows", "torch.softmax(x, 1)", x -> x.softmax(1), SQUARE),
            new Case("softmax columns", "torch.softmax(x, 0)", x -> x.softmax(0), SQUARE),
            new Case("logSoftmax rows", "torch.log_softmax(x, 1)", x -> x.logSoftmax(1), SQUARE),
            new Case("prod rows", "torch.prod(x, 1)", x -> x.prod(1), SQUARE),
            new Case("any", "torch.any(x)", x -> x.any(), ALL),
            new Case("countNonzero", "torch.count_nonzero(x)", x -> x.countNonzero(), ALL),
            new Case("cumsum", "torch.cumsum(x, 0)", x -> x.cumsum(0), ALL),
            new Case("cumsum rows", "torch.cumsum(x, 1)", x -> x.cumsum(1), SQUARE),
            new Case("cumsum columns", "torch.cumsum(x, 0)", x -> x.cumsum(0), SQUARE),
            new Case("sort", "(torch.sort(x))[0]", x -> x.sort().values(), ALL),
            new Case("sort rows", "(torch.sort(x, 1))[0]", x -> x.sort(1).values(), SQUARE),
            new Case("sort columns", "(torch.sort(x, 0))[0]", x -> x.sort(0).values(), SQUARE),
            new Case("topk 10", "(torch.topk(x, 10))[0]", x -> x.topk(10).values(), ALL),
            new Case(
                    "topk 100000",
                    "(torch.topk(x, 100000))[0]",
                    x -> x.topk(100_000).values(),
                    ALL),
            new Case(
                    "topk 10 of rows",
                    "(torch.topk(x, 10, 1))[0]",
                    x -> x.topk(10, 1).values(),
                    SQUARE),
            new Case("median", "torch.median(x)", x -> x.median(), ALL),
            new Case(
                    "kthvalue rows",
                    "(torch.kthvalue(x, 100, 1))[0]",
                    x -> x.kthvalue(100, 1, false).values(),
                    SQUARE),
            new Case("unique", "(torch._unique2(x, True, True, True))[0]", x -> x.unique(), ALL),
            new Case("dot", "torch.dot(x, x)", x -> x.dot(x), ALL));

    private ReduceBench() {}

    public static void main(String[] arguments) {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.out.printf(
                Locale.ROOT,
                "JDK %s, %s %s%n",
                System.getProperty("java.version"),
                Engine.getInstance().getEngineName(),
                Engine.getInstance().getVersion());
        System.out.printf(
                Locale.ROOT,
                "%-20s %12s %12s %8s   %12s %12s %8s%n",
                "µs",
                "Arclight",
                "libtorch",
                "ratio",
                "with grad",
                "libtorch",
                "ratio");
        for (Case each : CASES) {
            if (arguments.length == 0 || Arrays.stream(arguments).anyMatch(each.name::startsWith)) {
                compare(each);
            }
        }
    }

    private static void compare(Case each) {
        Tensor x = Tensor.rand(Generator.seeded(1), each.shape).sub(0.5).copy();
        boolean differentiable = each.ours.apply(x).dtype().isFloating() && !each.name.equals("unique");
        try (NDManager manager = NDManager.newBaseManager()) {
            long[] shape = Arrays.stream(each.shape).asLongStream().toArray();
            NDArray y = manager.create(x.toFloatArray(), new ai.djl.ndarray.types.Shape(shape));
            TorchScript forward = new TorchScript(manager, "return " + each.script);
            double[] plain = race(forward(each, x), () -> forward.run(y, false).close());
            System.out.printf(
                    Locale.ROOT, "%-20s %12.1f %12.1f %7.2f×", each.name, plain[0], plain[1], plain[1] / plain[0]);
            if (differentiable) {
                TorchScript both = new TorchScript(
                        manager,
                        "x0 = torch.requires_grad_(torch.detach(x), True)\ny = "
                                + each.script
                                        .replace("x,", "x0,")
                                        .replace("(x)", "(x0)")
                                        .replace(" x)", " x0)")
                                + "\ng = (torch.grad([torch.sum(y)], [x0]))[0]\nreturn unchecked_cast(Tensor, g)");
                JniUtils.setGradMode(true);
                double[] graded =
                        race(backward(each, x), () -> both.run(y, true).close());
                JniUtils.setGradMode(false);
                System.out.printf(Locale.ROOT, "   %12.1f %12.1f %7.2f×", graded[0], graded[1], graded[1] / graded[0]);
            }
            System.out.println();
        }
    }

    private static Runnable forward(Case each, Tensor x) {
        Arena arena = new Arena();
        return () -> {
            try (Arena.Scope scope = arena.open()) {
                each.ours.apply(x);
            }
        };
    }

    private static Runnable backward(Case each, Tensor x) {
        Arena arena = new Arena();
        Tensor leaf = x.copy().requiresGrad(true);
        return () -> {
            try (Arena.Scope scope = arena.open()) {
                Autograd.grad(each.ours.apply(leaf).sum(), new Tensor[] {leaf}, null, false, false);
            }
        };
    }

    /** The medians of rounds in turn, in microseconds. */
    private static double[] race(Runnable ours, Runnable theirs) {
        time(ours, 8 * ROUND_SECONDS);
        time(theirs, 4 * ROUND_SECONDS);
        double[] mine = new double[ROUNDS];
        double[] peer = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            mine[round] = time(ours, ROUND_SECONDS);
            peer[round] = time(theirs, ROUND_SECONDS);
        }
        Arrays.sort(mine);
        Arrays.sort(peer);
        return new double[] {mine[ROUNDS / 2], peer[ROUNDS / 2]};
    }

    /** Time on the CPU in a run, which other programs on the machine disturb less than time on the clock. */
    private static double time(Runnable run, double seconds) {
        java.lang.management.ThreadMXBean threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        long end = start + (long) (seconds * 1e9);
        int runs = 0;
        long now;
        do {
            run.run();
            runs++;
            now = threads.getCurrentThreadCpuTime();
        } while (now < end);
        return (now - start) / 1e3 / runs;
    }
}
