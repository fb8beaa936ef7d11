package dev.arclight.it.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import dev.arclight.nn.Functional;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Lstm;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Fused functions of networks, forward alone and forward with backward, ours against libtorch's through DJL, in turn in one
 * process, one thread each. Prints microseconds per call and the ratio of medians, above 1 where ours is faster.
 *
 * <p>Run it on one core: {@code taskset -c 0 bin/bench FusedBench [part of a name]}.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class FusedBench {
    private static final int ROUNDS = 11;
    private static final double ROUND_SECONDS = 0.1;
    private static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();

    private static final Tensor TARGETS = targets();

    private FusedBench() {}

    private static Tensor targets() {
        long[] targets = new long[128];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = i * 7L % 1000;
        }
        return Tensor.of(targets, targets.length);
    }

    private interface Ours {
        Tensor run(Tensor[] inputs);
    }

    private interface Theirs {
        NDArray run(NDArray[] inputs);
    }

    public static void main(String[] arguments) {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        String wanted = arguments.length == 0 ? "" : arguments[0];
        System.out.printf(
                Locale.ROOT,
                "JDK %s, %s %s%n",
                System.getProperty("java.version"),
                Engine.getInstance().getEngineName(),
                Engine.getInstance().getVersion());
        System.out.printf(Locale.ROOT, "%-44s %12s %12s %8s%n", "µs per call", "Arclight", "libtorch", "ratio");
        for (Case one : cases()) {
            if (one.name.contains(wanted)) {
                one.compare();
            }
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case(
                "softmax 128×768",
                in -> in[0].softmax(-1),
                in -> JniUtils.softmax((PtNDArray) in[0], -1, DataType.FLOAT32),
                new int[] {128, 768}));
        cases.add(new Case(
                "logSoftmax 128×768",
                in -> in[0].logSoftmax(-1),
                in -> JniUtils.logSoftmax((PtNDArray) in[0], -1, DataType.FLOAT32),
                new int[] {128, 768}));
        cases.add(new Case(
                "layerNorm 128×768",
                in -> Functional.layerNorm(in[0], new int[] {768}, in[1], in[2], 1e-5),
                in -> JniUtils.layerNorm(
                        (PtNDArray) in[0],
                        new ai.djl.ndarray.types.Shape(768),
                        (PtNDArray) in[1],
                        (PtNDArray) in[2],
                        1e-5),
                new int[] {128, 768},
                new int[] {768},
                new int[] {768}));
        for (int[] shape : new int[][] {{1, 8, 128, 64}, {1, 1, 4096, 64}}) {
            cases.add(new Case(
                    "attention " + shape[1] + "×" + shape[2] + "×" + shape[3],
                    in -> Functional.scaledDotProductAttention(in[0], in[1], in[2]),
                    in -> composedAttention(in[0], in[1], in[2]),
                    shape,
                    shape,
                    shape));
        }
        cases.add(new Case(
                "crossEntropy 128×1000",
                in -> Functional.crossEntropy(in[0], TARGETS),
                in -> composedCrossEntropy(in[0]),
                new int[] {128, 1000}));
        cases.add(new Case(
                "LSTM 32×100×256",
                in -> Dispatch.run(
                        new Lstm(Dims.of(), false),
                        in[0],
                        in[1].reshape(32, 256),
                        in[2].reshape(32, 256),
                        in[3],
                        in[4],
                        in[5].add(in[6])),
                in -> JniUtils.lstm(
                                (PtNDArray) in[0],
                                new NDList(in[1], in[2]),
                                new NDList(in[3], in[4], in[5], in[6]),
                                true,
                                1,
                                0,
                                true,
                                false,
                                false)
                        .get(0),
                new int[] {100, 32, 256},
                new int[] {1, 32, 256},
                new int[] {1, 32, 256},
                new int[] {1024, 256},
                new int[] {1024, 256},
                new int[] {1024},
                new int[] {1024}));
        return cases;
    }

    /** DJL has a loss of its own: logarithms of softmax, the targets' taken from them, their mean. */
    private static NDArray composedCrossEntropy(NDArray x) {
        try (NDArray log = JniUtils.logSoftmax((PtNDArray) x, -1, DataType.FLOAT32);
                NDArray targets = x.getManager().create(TARGETS.toLongArray(), new ai.djl.ndarray.types.Shape(128, 1));
                NDArray picked = log.gather(targets, 1);
                NDArray mean = picked.mean()) {
            return mean.neg();
        }
    }

    /** What a user of DJL writes, which does not reach libtorch's scaled_dot_product_attention. */
    private static NDArray composedAttention(NDArray q, NDArray k, NDArray v) {
        try (NDArray transposed = k.swapAxes(-2, -1);
                NDArray products = q.matMul(transposed);
                NDArray scores =
                        products.mul(1 / Math.sqrt((double) q.getShape().get(3)));
                NDArray weights = JniUtils.softmax((PtNDArray) scores, -1, DataType.FLOAT32)) {
            return weights.matMul(v);
        }
    }

    /** One function with random inputs, all of which want gradients. */
    private static final class Case {
        final String name;
        private final Ours ours;
        private final Theirs theirs;
        private final int[][] shapes;

        Case(String name, Ours ours, Theirs theirs, int[]... shapes) {
            this.name = name;
            this.ours = ours;
            this.theirs = theirs;
            this.shapes = shapes;
        }

        /** Small where a recurrence would saturate, whose vanishing gradients are slow denormal numbers. */
        private Tensor random(int input) {
            double scale = shapes.length > 3 ? 0.1 : 1;
            return Tensor.randn(Generator.seeded(input), shapes[input]).mul(scale);
        }

        void compare() {
            try (NDManager manager = NDManager.newBaseManager()) {
                report(name + ", forward", mine(false), peer(manager, false));
                report(name + ", forward and backward", mine(true), peer(manager, true));
            }
        }

        private Runnable mine(boolean backward) {
            Tensor[] inputs = new Tensor[shapes.length];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = random(i).requiresGrad(backward);
            }
            Tensor grad =
                    Tensor.randn(Generator.seeded(99), ours.run(inputs).shape().toArray());
            Arena arena = new Arena();
            return () -> {
                try (Arena.Scope scope = arena.open()) {
                    Tensor y = ours.run(inputs);
                    if (backward) {
                        for (Tensor input : inputs) {
                            input.setGrad(null);
                        }
                        y.backward(grad);
                    }
                }
            };
        }

        private Runnable peer(NDManager manager, boolean backward) {
            NDArray[] inputs = new NDArray[shapes.length];
            for (int i = 0; i < inputs.length; i++) {
                long[] extents = Arrays.stream(shapes[i]).asLongStream().toArray();
                inputs[i] = manager.create(random(i).toFloatArray(), new ai.djl.ndarray.types.Shape(extents));
                inputs[i].setRequiresGradient(backward);
            }
            NDArray example = theirs.run(inputs);
            NDArray grad = manager.create(
                    Tensor.randn(Generator.seeded(99), (int) example.size()).toFloatArray(), example.getShape());
            example.close();
            if (!backward) {
                return () -> theirs.run(inputs).close();
            }
            return () -> {
                try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                    NDArray y = theirs.run(inputs);
                    JniUtils.backward((PtNDArray) y, (PtNDArray) grad, false, false);
                    y.close();
                }
            };
        }
    }

    private static void report(String name, Runnable ours, Runnable theirs) {
        double[] mine = new double[ROUNDS];
        double[] peer = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        microseconds(ours, 10 * ROUND_SECONDS);
        microseconds(theirs, 2 * ROUND_SECONDS);
        for (int round = 0; round < ROUNDS; round++) {
            mine[round] = microseconds(ours, ROUND_SECONDS);
            peer[round] = microseconds(theirs, ROUND_SECONDS);
            ratios[round] = peer[round] / mine[round];
        }
        System.out.printf(
                Locale.ROOT,
                "%-44s %12.1f %12.1f %7.2f× (%.2f–%.2f)%n",
                name,
                median(mine),
                median(peer),
                median(ratios),
                ratios[0],
                ratios[ROUNDS - 1]);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Of this thread's own time on the CPU, which both libraries work on, so that other programs do not count. */
    private static double microseconds(Runnable step, double seconds) {
        long from = TIME.getCurrentThreadCpuTime();
        int steps = 0;
        double elapsed;
        do {
            step.run();
            steps++;
            elapsed = (TIME.getCurrentThreadCpuTime() - from) / 1e9;
        } while (elapsed < seconds);
        return elapsed / steps * 1e6;
    }
}
