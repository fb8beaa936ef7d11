package dev.arclight.it.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * What one operation costs besides its arithmetic: nanoseconds and bytes of a call on tensors of eight floats, ours and
 * libtorch's through DJL in turn in one process. Prints medians of rounds.
 *
 * <p>Time is that of the whole process on the CPU, collector and compiler included, which other programs on the machine
 * disturb less than time on the clock. Run it on one core: {@code taskset -c 0 bin/bench OverheadBench}.
 */
public final class OverheadBench {
    private static final int ROUNDS = 9;
    private static final double ROUND_SECONDS = 0.7;
    private static final int CHAIN = 100;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private OverheadBench() {}

    /** Does something a number of times; returns a value so that nothing is optimised away. */
    private interface Body {
        double run(int times);
    }

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
                Locale.ROOT, "%-34s %12s %12s %12s %8s%n", "8 floats", "Arclight ns", "bytes", "libtorch ns", "ratio");
        mixTypes();
        Tensor a = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 8);
        Tensor b = Tensor.of(new float[] {8, 7, 6, 5, 4, 3, 2, 1}, 8);
        Tensor leaf = a.copy().requiresGrad(true);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray theirA = manager.create(a.toFloatArray());
            NDArray theirB = manager.create(b.toFloatArray());
            NDArray theirLeaf = manager.create(a.toFloatArray());
            theirLeaf.setRequiresGradient(true);
            compare("add", noGrad(times -> adds(a, b, times)), times -> theirAdds(theirA, theirB, times));
            compare("add a number", noGrad(times -> numbers(a, times)), times -> theirNumbers(theirA, times));
            compare("mul", noGrad(times -> products(a, b, times)), times -> theirProducts(theirA, theirB, times));
            compare("tanh", noGrad(times -> tanhs(a, times)), times -> theirTanhs(theirA, times));
            compare("sum", noGrad(times -> sums(a, times)), times -> theirSums(theirA, times));
            compare("reshape", noGrad(times -> views(a, times)), times -> theirViews(theirA, times));
            compare("add_", noGrad(times -> addsInPlace(a.copy(), b, times)), times -> theirAddsInPlace(theirB, times));
            compare(
                    "add, recorded",
                    times -> adds(leaf, b, times),
                    recorded(times -> theirAdds(theirLeaf, theirB, times)));
            compare(
                    "mul, recorded",
                    times -> products(leaf, b, times),
                    recorded(times -> theirProducts(theirLeaf, theirB, times)));
            compare("tanh, recorded", times -> tanhs(leaf, times), recorded(times -> theirTanhs(theirLeaf, times)));
            compare(
                    "add, recorded and walked back",
                    times -> chains(leaf, b, times),
                    times -> theirChains(theirLeaf, theirB, times));
        }
    }

    /** Runs a little of everything, so that no call site knows one kind of op only. */
    private static void mixTypes() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).requiresGrad(true);
        for (int i = 0; i < 20_000; i++) {
            Tensor y = x.mul(x)
                    .add(x.t())
                    .sub(1.0)
                    .exp()
                    .tanh()
                    .sigmoid()
                    .relu()
                    .matmul(x)
                    .abs()
                    .neg();
            y.maximum(x).div(x).sum().add(x.view(4).select(0, 1)).backward();
            x.setGrad(null);
        }
    }

    private static void compare(String name, Body ours, Body theirs) {
        double[] mine = new double[ROUNDS];
        double[] peer = new double[ROUNDS];
        nanos(ours, 3 * ROUND_SECONDS);
        nanos(theirs, ROUND_SECONDS);
        for (int round = 0; round < ROUNDS; round++) {
            mine[round] = nanos(ours, ROUND_SECONDS);
            peer[round] = nanos(theirs, ROUND_SECONDS);
        }
        Arrays.sort(mine);
        Arrays.sort(peer);
        System.out.printf(
                Locale.ROOT,
                "%-34s %12.0f %12.0f %12.0f %7.1f×%n",
                name,
                mine[ROUNDS / 2],
                bytes(ours),
                peer[ROUNDS / 2],
                peer[ROUNDS / 2] / mine[ROUNDS / 2]);
    }

    private static double nanos(Body body, double seconds) {
        long deadline = System.nanoTime() + (long) (seconds * 1e9);
        long start = SYSTEM.getProcessCpuTime();
        long times = 0;
        double sum = 0;
        do {
            sum += body.run(10_000);
            times += 10_000;
        } while (System.nanoTime() < deadline);
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("a benchmark computed NaN");
        }
        return (SYSTEM.getProcessCpuTime() - start) / (double) times;
    }

    private static double bytes(Body body) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        body.run(100_000);
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / 100_000.0;
    }

    private static Body noGrad(Body body) {
        return times -> {
            try (GradMode.Scope scope = GradMode.noGrad()) {
                return body.run(times);
            }
        };
    }

    private static Body recorded(Body body) {
        return times -> {
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                return body.run(times);
            }
        };
    }

    private static double adds(Tensor a, Tensor b, int times) {
        Tensor result = a;
        for (int i = 0; i < times; i++) {
            result = a.add(b);
        }
        return result.size(0);
    }

    private static double theirAdds(NDArray a, NDArray b, int times) {
        for (int i = 0; i < times; i++) {
            a.add(b).close();
        }
        return times;
    }

    private static double numbers(Tensor a, int times) {
        Tensor result = a;
        for (int i = 0; i < times; i++) {
            result = a.add(1.5);
        }
        return result.size(0);
    }

    private static double theirNumbers(NDArray a, int times) {
        for (int i = 0; i < times; i++) {
            a.add(1.5f).close();
        }
        return times;
    }

    private static double products(Tensor a, Tensor b, int times) {
        Tensor result = a;
        for (int i = 0; i < times; i++) {
            result = a.mul(b);
        }
        return result.size(0);
    }

    private static double theirProducts(NDArray a, NDArray b, int times) {
        for (int i = 0; i < times; i++) {
            a.mul(b).close();
        }
        return times;
    }

    private static double tanhs(Tensor a, int times) {
        Tensor result = a;
        for (int i = 0; i < times; i++) {
            result = a.tanh();
        }
        return result.size(0);
    }

    private static double theirTanhs(NDArray a, int times) {
        for (int i = 0; i < times; i++) {
            a.tanh().close();
        }
        return times;
    }

    private static double sums(Tensor a, int times) {
        Tensor result = a;
        for (int i = 0; i < times; i++) {
            result = a.sum();
        }
        return result.rank();
    }

    private static double theirSums(NDArray a, int times) {
        for (int i = 0; i < times; i++) {
            a.sum().close();
        }
        return times;
    }

    private static double views(Tensor a, int times) {
        Tensor result = a;
        for (int i = 0; i < times; i++) {
            result = a.reshape(2, 4);
        }
        return result.size(0);
    }

    private static double theirViews(NDArray a, int times) {
        for (int i = 0; i < times; i++) {
            a.reshape(2, 4).close();
        }
        return times;
    }

    private static double addsInPlace(Tensor a, Tensor b, int times) {
        for (int i = 0; i < times; i++) {
            a.add_(b);
        }
        return a.size(0);
    }

    private static double theirAddsInPlace(NDArray b, int times) {
        NDArray a = b.duplicate();
        for (int i = 0; i < times; i++) {
            a.addi(b);
        }
        a.close();
        return times;
    }

    private static double chains(Tensor leaf, Tensor b, int times) {
        for (int i = 0; i < times / CHAIN; i++) {
            Tensor y = leaf;
            for (int k = 0; k < CHAIN; k++) {
                y = y.add(b);
            }
            y.backward(b);
            leaf.setGrad(null);
        }
        return leaf.size(0);
    }

    private static double theirChains(NDArray leaf, NDArray b, int times) {
        for (int i = 0; i < times / CHAIN; i++) {
            try (GradientCollector collector = Engine.getInstance().newGradientCollector();
                    NDManager scope = leaf.getManager().newSubManager()) {
                NDArray y = leaf;
                for (int k = 0; k < CHAIN; k++) {
                    y = y.add(b);
                    y.attach(scope);
                }
                collector.backward(y);
            }
        }
        return times;
    }
}
