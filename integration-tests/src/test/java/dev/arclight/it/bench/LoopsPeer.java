package dev.arclight.it.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import dev.arclight.nn.Functional;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Elementwise operations on tensors of a million floats, ours beside libtorch's through DJL: in turn in one process, one
 * thread each, forward and through the gradient. Prints nanoseconds per element and the ratio of medians.
 */
final class LoopsPeer {
    private static final int LENGTH = 1 << 20;
    private static final int ROUNDS = 9;

    /** Long enough that the clock's grain and a collection do not show. */
    private static final double ROUND_SECONDS = 0.04;

    /** Both sides compute on the calling thread, whose time on the CPU other programs disturb less than the clock. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Tensor x;
    private final Tensor y;
    private final Tensor positive;
    private final NDManager manager;
    private final NDArray peerX;
    private final NDArray peerY;
    private final NDArray peerPositive;
    private final Map<String, Pair> forward = new LinkedHashMap<>();
    private final Map<String, Pair> backward = new LinkedHashMap<>();

    private record Pair(UnaryOperator<Tensor> ours, UnaryOperator<NDArray> theirs) {}

    private LoopsPeer() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        x = Tensor.randn(Generator.seeded(1), LENGTH).mul(2.0);
        y = Tensor.randn(Generator.seeded(2), LENGTH);
        positive = x.abs().add(0.01);
        manager = NDManager.newBaseManager();
        peerX = manager.create(x.toFloatArray());
        peerY = manager.create(y.toFloatArray());
        peerPositive = manager.create(positive.toFloatArray());
        declare();
    }

    private void declare() {
        forward.put("add", new Pair(t -> t.add(y), t -> t.add(peerY)));
        forward.put("add number", new Pair(t -> t.add(1.5), t -> t.add(1.5f)));
        forward.put("mul", new Pair(t -> t.mul(y), t -> t.mul(peerY)));
        forward.put("div", new Pair(t -> t.div(y), t -> t.div(peerY)));
        forward.put("maximum", new Pair(t -> t.maximum(y), t -> t.maximum(peerY)));
        forward.put("abs", new Pair(Tensor::abs, NDArray::abs));
        forward.put("exp", new Pair(Tensor::exp, NDArray::exp));
        forward.put("log", new Pair(t -> positive.log(), t -> peerPositive.log()));
        forward.put("sqrt", new Pair(t -> positive.sqrt(), t -> peerPositive.sqrt()));
        forward.put("sin", new Pair(Tensor::sin, NDArray::sin));
        forward.put("tanh", new Pair(Tensor::tanh, NDArray::tanh));
        forward.put("sigmoid", new Pair(Tensor::sigmoid, Activation::sigmoid));
        forward.put("erf", new Pair(Tensor::erf, NDArray::erf));
        forward.put("relu", new Pair(Tensor::relu, Activation::relu));
        forward.put("gelu", new Pair(Functional::gelu, Activation::gelu));
        forward.put("silu", new Pair(Functional::silu, t -> t.mul(Activation.sigmoid(t))));
        forward.put("leakyRelu", new Pair(Functional::leakyRelu, t -> Activation.leakyRelu(t, 0.01f)));
        forward.put("elu", new Pair(Functional::elu, t -> Activation.elu(t, 1f)));
        forward.put("softplus", new Pair(Functional::softplus, Activation::softPlus));
        forward.put("floor", new Pair(Tensor::floor, NDArray::floor));
        forward.put("round", new Pair(Tensor::round, NDArray::round));
        forward.put("log2", new Pair(t -> positive.log2(), t -> peerPositive.log2()));
        forward.put("tan", new Pair(Tensor::tan, NDArray::tan));
        forward.put("atan", new Pair(Tensor::atan, NDArray::atan));
        forward.put("clamp", new Pair(t -> t.clamp(-1, 1), t -> t.clip(-1, 1)));
        forward.put("pow number 1.7", new Pair(t -> positive.pow(1.7), t -> peerPositive.pow(1.7f)));
        forward.put("pow number 2", new Pair(t -> t.pow(2.0), t -> t.pow(2f)));
        forward.put("pow", new Pair(t -> positive.pow(y), t -> peerPositive.pow(peerY)));
        forward.put("gt", new Pair(t -> t.gt(y), t -> t.gt(peerY)));
        forward.put("gt number", new Pair(t -> t.gt(0.5), t -> t.gt(0.5f)));
        Tensor condition = x.gt(y);
        NDArray peerCondition = peerX.gt(peerY).toType(DataType.BOOLEAN, false);
        forward.put(
                "where", new Pair(t -> Tensor.where(condition, t, y), t -> NDArrays.where(peerCondition, t, peerY)));
        backward.put("relu", new Pair(Tensor::relu, Activation::relu));
        backward.put("sigmoid", new Pair(Tensor::sigmoid, Activation::sigmoid));
        backward.put("tanh", new Pair(Tensor::tanh, Activation::tanh));
        backward.put("gelu", new Pair(Functional::gelu, Activation::gelu));
        backward.put("leakyRelu", new Pair(Functional::leakyRelu, t -> Activation.leakyRelu(t, 0.01f)));
        backward.put("softplus", new Pair(Functional::softplus, Activation::softPlus));
        backward.put("mul", new Pair(t -> t.mul(y), t -> t.mul(peerY)));
        backward.put("exp", new Pair(Tensor::exp, NDArray::exp));
    }

    /** @param wanted names of operations, or none for all */
    static void run(Set<String> wanted) {
        LoopsPeer peer = new LoopsPeer();
        System.out.printf(
                Locale.ROOT,
                "%s %s, %,d elements%n%-28s %10s %10s %8s%n",
                Engine.getInstance().getEngineName(),
                Engine.getInstance().getVersion(),
                LENGTH,
                "",
                "Arclight",
                "libtorch",
                "ratio");
        peer.forward.forEach((name, pair) -> {
            if (wanted.isEmpty() || wanted.contains(name)) {
                peer.compareForward(name, pair);
            }
        });
        peer.backward.forEach((name, pair) -> {
            if (wanted.isEmpty() || wanted.contains(name)) {
                peer.compareBackward(name, pair);
            }
        });
    }

    @SuppressWarnings("try") // The scope is there to be closed.
    private void compareForward(String name, Pair pair) {
        Arena arena = new Arena();
        compare(
                name,
                () -> {
                    try (Arena.Scope scope = arena.open()) {
                        Tensor unused = pair.ours().apply(x);
                    }
                },
                () -> pair.theirs().apply(peerX).close());
    }

    @SuppressWarnings("try") // The scope is there to be closed.
    private void compareBackward(String name, Pair pair) {
        Arena arena = new Arena();
        Tensor leaf = x.copy().requiresGrad(true);
        NDArray peerLeaf = manager.create(x.toFloatArray());
        peerLeaf.setRequiresGradient(true);
        compare(
                name + " and its gradient",
                () -> {
                    try (Arena.Scope scope = arena.open()) {
                        pair.ours().apply(leaf).backward(y);
                        leaf.setGrad(null);
                    }
                },
                () -> {
                    try (GradientCollector collector = Engine.getInstance().newGradientCollector();
                            NDArray result = pair.theirs().apply(peerLeaf);
                            NDArray weighted = result.mul(peerY);
                            NDArray total = weighted.sum()) {
                        collector.backward(total);
                    }
                });
    }

    private static void compare(String name, Runnable ours, Runnable theirs) {
        double[] mine = new double[ROUNDS];
        double[] peer = new double[ROUNDS];
        rate(ours, 10 * ROUND_SECONDS);
        rate(theirs, 3 * ROUND_SECONDS);
        for (int round = 0; round < ROUNDS; round++) {
            mine[round] = rate(ours, ROUND_SECONDS);
            peer[round] = rate(theirs, ROUND_SECONDS);
        }
        Arrays.sort(mine);
        Arrays.sort(peer);
        double a = mine[ROUNDS / 2];
        double b = peer[ROUNDS / 2];
        System.out.printf(Locale.ROOT, "%-28s %10.3f %10.3f %7.2f×%n", name, a, b, b / a);
    }

    private static double rate(Runnable step, double seconds) {
        long start = THREADS.getCurrentThreadCpuTime();
        int steps = 0;
        long elapsed;
        do {
            step.run();
            steps++;
            elapsed = THREADS.getCurrentThreadCpuTime() - start;
        } while (elapsed < seconds * 1e9);
        return elapsed / ((double) steps * LENGTH);
    }
}
