package dev.arclight.it.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.arclight.autograd.Autograd;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A function of tensors in our words and as an expression of TorchScript, timed in turn in one process on one thread: forward,
 * and forward with the gradients of its leaves. Prints a row of a Markdown table: microseconds of each, and the median of the
 * rounds' ratios, above 1 where we are faster.
 *
 * <p>Times are of the thread on the CPU, which other programs on the machine disturb less than time on the clock. What it
 * costs to call a script that does nothing is taken off libtorch's. In a script, {@code TRAIN} says whether gradients are
 * wanted.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
final class Race {
    private static final int ROUNDS = 11;
    private static final double ROUND_SECONDS = 0.06;
    private static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();

    /** Names of operands in scripts. */
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "h");

    /** Ours, of the operands. */
    interface Ours {
        Tensor run(Tensor[] operands);
    }

    private final String name;
    private final String script;
    private final Ours ours;
    private final Tensor[] operands;

    /** How many of the operands, from the first, want gradients. */
    private final int leaves;

    private Race(String name, String script, Ours ours, int leaves, Tensor... operands) {
        this.name = name;
        this.script = script;
        this.ours = ours;
        this.operands = operands;
        this.leaves = leaves;
    }

    /** A function that is timed forward only. */
    static Race forward(String name, String script, Ours ours, Tensor... operands) {
        return new Race(name, script, ours, 0, operands);
    }

    /** A function of operands that all want gradients. */
    static Race of(String name, String script, Ours ours, Tensor... operands) {
        return new Race(name, script, ours, operands.length, operands);
    }

    /** This, with the last operands data without gradients. */
    Race constants(int count) {
        return new Race(name, script, ours, operands.length - count, operands);
    }

    String name() {
        return name;
    }

    /** Has libtorch compute on one thread, and prints what is compared; to be called first. */
    static void start() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.out.printf(
                Locale.ROOT,
                "JDK %s, %s %s%n%n",
                System.getProperty("java.version"),
                Engine.getInstance().getEngineName(),
                Engine.getInstance().getVersion());
        System.out.println("| µs | Arclight | libtorch | ratio | with gradients | libtorch | ratio |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    }

    /** Runs the race, prints its row and returns the ratios: forward, and with gradients if there are any. */
    double[] run() {
        return run(ROUND_SECONDS);
    }

    /** As {@link #run()} in rounds of another length than 60 ms: shorter ones suffice where a call takes less than 1 ms. */
    double[] run(double roundSeconds) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray[] peers = Arrays.stream(operands).map(t -> peer(manager, t)).toArray(NDArray[]::new);
            List<String> names = NAMES.subList(0, operands.length);
            TorchScript idle = TorchScript.of(manager, names, "a");
            TorchScript forward = TorchScript.of(manager, names, script.replace("TRAIN", "False"));
            System.out.printf(Locale.ROOT, "| %s", name);
            double ratio = report(
                    roundSeconds,
                    forward(),
                    () -> forward.run(false, peers).close(),
                    () -> idle.run(false, peers).close());
            if (leaves == 0) {
                System.out.println(" | | | |");
                return new double[] {ratio};
            }
            Tensor grad = Tensor.randn(
                    Generator.seeded(99), ours.run(operands).shape().toArray());
            List<String> withGrad = new ArrayList<>(names);
            withGrad.add("g");
            NDArray[] all = Arrays.copyOf(peers, peers.length + 1);
            all[peers.length] = peer(manager, grad);
            TorchScript backward = TorchScript.gradients(manager, withGrad, leaves, script.replace("TRAIN", "True"));
            JniUtils.setGradMode(true);
            double withGradients = report(
                    roundSeconds,
                    backward(grad),
                    () -> backward.run(true, all).close(),
                    () -> idle.run(false, peers).close());
            JniUtils.setGradMode(false);
            System.out.println(" |");
            return new double[] {ratio, withGradients};
        }
    }

    private static NDArray peer(NDManager manager, Tensor tensor) {
        ai.djl.ndarray.types.Shape shape = new ai.djl.ndarray.types.Shape(
                Arrays.stream(tensor.shape().toArray()).asLongStream().toArray());
        return switch (tensor.dtype()) {
            case FLOAT32 -> manager.create(tensor.toFloatArray(), shape);
            case FLOAT64 -> manager.create(tensor.toDoubleArray(), shape);
            case INT64 -> manager.create(tensor.toLongArray(), shape);
            case FLOAT16, BFLOAT16, INT32, INT16, INT8, UINT8, BOOL ->
                throw new IllegalArgumentException("no race of " + tensor.dtype());
        };
    }

    private Runnable forward() {
        Arena arena = new Arena();
        return () -> {
            try (Arena.Scope scope = arena.open()) {
                Tensor unused = ours.run(operands);
            }
        };
    }

    private Runnable backward(Tensor grad) {
        Arena arena = new Arena();
        Tensor[] inputs = operands.clone();
        for (int i = 0; i < leaves; i++) {
            inputs[i] = operands[i].copy().requiresGrad(true);
        }
        Tensor[] sought = Arrays.copyOf(inputs, leaves);
        return () -> {
            try (Arena.Scope scope = arena.open()) {
                Autograd.grad(ours.run(inputs), sought, grad, false, false);
            }
        };
    }

    private static double report(double roundSeconds, Runnable ours, Runnable theirs, Runnable idle) {
        double[] mine = new double[ROUNDS];
        double[] peer = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        microseconds(ours, 12 * roundSeconds);
        microseconds(theirs, 4 * roundSeconds);
        double[] calls = new double[5];
        for (int round = 0; round < calls.length; round++) {
            calls[round] = microseconds(idle, 0.01);
        }
        double call = median(calls);
        for (int round = 0; round < ROUNDS; round++) {
            mine[round] = microseconds(ours, roundSeconds);
            peer[round] = microseconds(theirs, roundSeconds) - call;
            ratios[round] = peer[round] / mine[round];
        }
        double ratio = median(ratios);
        System.out.printf(Locale.ROOT, " | %,.1f | %,.1f | %.2f", median(mine), median(peer), ratio);
        return ratio;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static double microseconds(Runnable run, double seconds) {
        long start = TIME.getCurrentThreadCpuTime();
        int runs = 0;
        double elapsed;
        do {
            run.run();
            runs++;
            elapsed = (TIME.getCurrentThreadCpuTime() - start) / 1e9;
        } while (elapsed < seconds);
        return elapsed / runs * 1e6;
    }
}
