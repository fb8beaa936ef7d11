package dev.arclight.it.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.arclight.autograd.GradMode;
import dev.arclight.graph.CompiledModel;
import dev.arclight.graph.InferenceSession;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.GELU;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Forward passes of networks: as they are, compiled, and libtorch's of the same weights through DJL, in turn in one process,
 * one thread. Prints a row of a Markdown table: microseconds of each, the medians of the rounds' ratios to the compiled one,
 * and the bytes that a batch of the compiled one allocates.
 *
 * <p>Run it on one core: {@code taskset -c 1 bin/bench InferenceBench}.
 */
public final class InferenceBench {
    private static final int ROUNDS = 11;
    private static final double ROUND_SECONDS = 0.15;

    private InferenceBench() {}

    public static void main(String[] arguments) {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        Generator.manualSeed(1);
        System.out.printf(
                Locale.ROOT,
                "JDK %s, %s %s%n%n",
                System.getProperty("java.version"),
                Engine.getInstance().getEngineName(),
                Engine.getInstance().getVersion());
        System.out.println("| µs a batch | compiled | as it is | ratio | libtorch | ratio | bytes a batch |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (int batch : new int[] {1, 64}) {
            race(
                    "784-128-10, batch " + batch,
                    new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10)),
                    "torch.linear(torch.relu(torch.linear(x, w0, w1)), w2, w3)",
                    Tensor.randn(batch, 784));
            race(
                    "768-3072-768 with GELU, batch " + batch,
                    new Sequential(new Linear(768, 3072), new GELU(), new Linear(3072, 768)),
                    "torch.linear(torch.gelu(torch.linear(x, w0, w1)), w2, w3)",
                    Tensor.randn(batch, 768));
            race(
                    "the tutorial's CNN, batch " + batch,
                    new Sequential(
                            new Conv2d(1, 32, 3, 1, 1),
                            new ReLU(),
                            new MaxPool2d(2),
                            new Conv2d(32, 64, 3, 1, 1),
                            new ReLU(),
                            new MaxPool2d(2),
                            new Flatten(),
                            new Linear(64 * 7 * 7, 128),
                            new ReLU(),
                            new Linear(128, 10)),
                    "torch.linear(torch.relu(torch.linear(torch.flatten("
                            + "torch.max_pool2d(torch.relu(torch.conv2d("
                            + "torch.max_pool2d(torch.relu(torch.conv2d(x, w0, w1, [1, 1], [1, 1])), [2, 2]),"
                            + " w2, w3, [1, 1], [1, 1])), [2, 2]), 1), w4, w5)), w6, w7)",
                    Tensor.randn(batch, 1, 28, 28));
        }
        race(
                "encoder layer of 256, 32 tokens, batch 16",
                new TransformerEncoderLayer(256, 4),
                "",
                Tensor.randn(32, 16, 256));
    }

    /** @param script libtorch's words for the same, of {@code x} and the parameters {@code w0 …}; empty for none */
    private static void race(String name, Module network, String script, Tensor x) {
        network.eval();
        InferenceSession session = CompiledModel.of(network).newSession();
        Arena arena = new Arena();
        Runnable compiled = () -> session.run(x);
        Runnable plain = () -> {
            try (GradMode.Scope mode = GradMode.noGrad();
                    Arena.Scope scope = arena.open()) {
                Tensor unused = network.forward(x);
            }
        };
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NDArray> peers = new ArrayList<>(List.of(peer(manager, x)));
            List<String> names = new ArrayList<>(List.of("x"));
            for (Tensor parameter : network.parameters()) {
                names.add("w" + (names.size() - 1));
                peers.add(peer(manager, parameter));
            }
            Runnable theirs = () -> {};
            if (!script.isEmpty()) {
                TorchScript function = TorchScript.of(manager, names, script);
                NDArray[] operands = peers.toArray(NDArray[]::new);
                theirs = () -> function.run(false, operands).close();
            }
            report(name, compiled, plain, theirs, !script.isEmpty());
        }
    }

    private static void report(String name, Runnable compiled, Runnable plain, Runnable theirs, boolean hasPeer) {
        microseconds(compiled, 12 * ROUND_SECONDS);
        microseconds(plain, 4 * ROUND_SECONDS);
        double[] ours = new double[ROUNDS];
        double[] eager = new double[ROUNDS];
        double[] peer = new double[ROUNDS];
        double[] toEager = new double[ROUNDS];
        double[] toPeer = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ours[round] = microseconds(compiled, ROUND_SECONDS);
            eager[round] = microseconds(plain, ROUND_SECONDS);
            peer[round] = hasPeer ? microseconds(theirs, ROUND_SECONDS) : Double.NaN;
            toEager[round] = eager[round] / ours[round];
            toPeer[round] = peer[round] / ours[round];
        }
        String row = String.format(
                Locale.ROOT, "| %s | %,.1f | %,.1f | %.2f |", name, median(ours), median(eager), median(toEager));
        String beside = hasPeer ? String.format(Locale.ROOT, " %,.1f | %.2f |", median(peer), median(toPeer)) : " | |";
        System.out.printf(Locale.ROOT, "%s%s %,d |%n", row, beside, allocated(compiled));
    }

    /** The least that a run allocated, since what the JIT does may count as this thread's once. */
    private static long allocated(Runnable run) {
        com.sun.management.ThreadMXBean bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long before = bean.getCurrentThreadAllocatedBytes();
            run.run();
            least = Math.min(least, bean.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static NDArray peer(NDManager manager, Tensor tensor) {
        long[] extents = Arrays.stream(tensor.shape().toArray()).asLongStream().toArray();
        return manager.create(tensor.toFloatArray(), new ai.djl.ndarray.types.Shape(extents));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double microseconds(Runnable run, double seconds) {
        long start = System.nanoTime();
        int runs = 0;
        double elapsed;
        do {
            run.run();
            runs++;
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < seconds);
        return elapsed / runs * 1e6;
    }
}
