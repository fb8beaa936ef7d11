package dev.arclight.it.bench;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arclight.graph.CompiledModel;
import dev.arclight.graph.InferenceSession;
import dev.arclight.it.onnx.MiniLm;
import dev.arclight.it.onnx.MiniLmInputs;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * The sentence encoder all-MiniLM-L6-v2 compiled, and ONNX Runtime with its ONNX file, in turn in one process on one thread, on
 * the same words; in float32, and in int8 against the int8 file that ONNX Runtime's quantization made. Prints rows of a Markdown
 * table: milliseconds a batch, the median of the rounds' ratios, above 1 where we are
 * faster, with the quarter below and above it, what we reach in GFLOP/s, and the bytes that a batch of ours allocates.
 *
 * <p>Run it on one core: {@code taskset -c 1 bin/bench EncoderBench [float32|int8]}.
 */
public final class EncoderBench {
    private static final int ROUNDS = 11;
    private static final double ROUND_SECONDS = 0.3;

    private EncoderBench() {}

    public static void main(String[] arguments) throws IOException, OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        System.out.printf(
                Locale.ROOT,
                "JDK %s, ONNX Runtime %s%n%n",
                System.getProperty("java.version"),
                environment.getVersion());
        System.out.println(
                "|  | batch × tokens | Arclight, ms | ONNX Runtime, ms | ratio | quarters | GFLOP/s | bytes a batch |");
        System.out.println("| --- | --- | ---: | ---: | ---: | --- | ---: | ---: |");
        byte[] file = MiniLm.file();
        if (wanted(arguments, "float32")) {
            races("float32", MiniLm.load(file), environment, file);
        }
        if (wanted(arguments, "int8")) {
            MiniLm network = MiniLm.load(file);
            DynamicQuantization.quantizeDynamic(network, DynamicQuantization.USUAL, DType.INT8, true);
            races("int8", network, environment, MiniLm.int8File());
        }
    }

    private static boolean wanted(String[] arguments, String kind) {
        return arguments.length == 0 || Arrays.asList(arguments).contains(kind);
    }

    private static void races(String kind, MiniLm network, OrtEnvironment environment, byte[] file)
            throws OrtException {
        CompiledModel compiled = CompiledModel.of(network);
        try (OrtSession peer = MiniLm.peer(environment, file)) {
            for (int[] shape : new int[][] {{1, 16}, {1, 128}, {32, 32}, {32, 128}}) {
                race(kind, compiled.newSession(), environment, peer, shape[0], shape[1]);
            }
        }
    }

    private static void race(
            String kind, InferenceSession session, OrtEnvironment environment, OrtSession peer, int batch, int tokens)
            throws OrtException {
        Tensor ids = Tensor.randint(Generator.seeded(1), 0, MiniLm.WORDS, batch, tokens);
        try (MiniLmInputs inputs = new MiniLmInputs(environment, ids)) {
            milliseconds(() -> session.run(ids), 8 * ROUND_SECONDS);
            milliseconds(() -> run(peer, inputs), 2 * ROUND_SECONDS);
            double[] ours = new double[ROUNDS];
            double[] theirs = new double[ROUNDS];
            double[] ratios = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                ours[round] = milliseconds(() -> session.run(ids), ROUND_SECONDS);
                theirs[round] = milliseconds(() -> run(peer, inputs), ROUND_SECONDS);
                ratios[round] = theirs[round] / ours[round];
            }
            Arrays.sort(ours);
            Arrays.sort(theirs);
            Arrays.sort(ratios);
            double perToken = 6 * (2.0 * 12 * 384 * 384 + 4.0 * tokens * 384);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d × %d | %.2f | %.2f | %.2f | %.2f to %.2f | %.1f | %,d |%n",
                    kind,
                    batch,
                    tokens,
                    ours[ROUNDS / 2],
                    theirs[ROUNDS / 2],
                    ratios[ROUNDS / 2],
                    ratios[ROUNDS / 4],
                    ratios[ROUNDS - 1 - ROUNDS / 4],
                    perToken * batch * tokens / ours[ROUNDS / 2] / 1e6,
                    allocated(() -> session.run(ids)));
        }
    }

    private static void run(OrtSession peer, MiniLmInputs inputs) {
        try {
            peer.run(inputs.byName()).close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot run its network", e);
        }
    }

    /** The least that a run allocated, since what the JIT does may count as this thread's once. */
    static long allocated(Runnable run) {
        com.sun.management.ThreadMXBean bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long before = bean.getCurrentThreadAllocatedBytes();
            run.run();
            least = Math.min(least, bean.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    static double milliseconds(Runnable run, double seconds) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int runs = 0;
        double elapsed;
        do {
            run.run();
            runs++;
            elapsed = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
        } while (elapsed < seconds);
        return elapsed / runs * 1e3;
    }
}
