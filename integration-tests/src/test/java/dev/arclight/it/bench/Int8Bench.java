package dev.arclight.it.bench;

import dev.arclight.autograd.GradMode;
import dev.arclight.graph.CompiledModel;
import dev.arclight.graph.InferenceSession;
import dev.arclight.nn.Linear;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * Linear layers in float32 and in int8, both in compiled networks, whose weights are packed, and the bare int8 product of
 * oneDNN, in turn in one process on one thread. Prints billions of operations a second and the medians of ratios to our
 * float32. Int8 is by oneDNN, or in Java with {@code -Darclight.onednn=false}.
 *
 * <p>Run it on one core: {@code taskset -c 0 bin/bench Int8Bench}.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class Int8Bench {
    private static final int[][] LAYERS = {{768, 3072}, {3072, 768}, {768, 768}};
    private static final int[] BATCHES = {1, 4, 8, 32, 128};
    private static final int ROUNDS = 9;
    private static final double ROUND_SECONDS = 0.08;

    private Int8Bench() {}

    public static void main(String[] arguments) {
        System.out.printf(Locale.ROOT, "JDK %s; GOP/s, and times float32%n", System.getProperty("java.version"));
        System.out.println("| layer | batch | float32 | int8 | ratio | oneDNN's product alone | ratio |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        try (GradMode.Scope scope = GradMode.noGrad()) {
            warmUp();
        }
        for (int[] layer : LAYERS) {
            for (int batch : BATCHES) {
                try (GradMode.Scope scope = GradMode.noGrad()) {
                    compare(layer[0], layer[1], batch);
                }
            }
        }
    }

    /** Vector code that is not compiled yet is a thousand times slower: it gets time before anything is measured. */
    private static void warmUp() {
        Linear small = new Linear(256, 256);
        small.toInt8();
        InferenceSession session = CompiledModel.of(small.eval()).newSession();
        for (int batch : new int[] {1, 16}) {
            Tensor x = Tensor.randn(Generator.seeded(1), batch, 256);
            rate(() -> session.run(x), 1, 1.5);
        }
    }

    private static void compare(int in, int out, int batch) {
        Linear linear = new Linear(in, out);
        Linear quantized = new Linear(in, out);
        quantized.toInt8();
        Tensor x = Tensor.randn(Generator.seeded(1), batch, in);
        byte[] codes = new byte[batch * in];
        Arrays.fill(codes, (byte) 3);
        InferenceSession exact = CompiledModel.of(linear.eval()).newSession();
        InferenceSession rounded = CompiledModel.of(quantized.eval()).newSession();
        try (BytePointer a = new BytePointer(codes);
                BytePointer b = new BytePointer(quantized.weight().storage().bytes());
                IntPointer c = new IntPointer((long) batch * out);
                IntPointer zero = new IntPointer(1).put(0)) {
            Runnable[] peers = {
                () -> exact.run(x),
                () -> rounded.run(x),
                () -> dnnl.dnnl_gemm_s8s8s32(
                        (byte) 'N',
                        (byte) 'T',
                        (byte) 'F',
                        batch,
                        out,
                        in,
                        1f,
                        a,
                        in,
                        (byte) 0,
                        b,
                        in,
                        (byte) 0,
                        0f,
                        c,
                        out,
                        zero)
            };
            double[][] rates = new double[peers.length][ROUNDS];
            double operations = 2.0 * batch * in * out;
            for (Runnable peer : peers) {
                rate(peer, operations, 5 * ROUND_SECONDS);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int p = 0; p < peers.length; p++) {
                    rates[p][round] = rate(peers[p], operations, ROUND_SECONDS);
                }
            }
            double[] medians = new double[peers.length];
            double[] ratios = new double[peers.length];
            for (int p = 0; p < peers.length; p++) {
                double[] of = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    of[round] = rates[p][round] / rates[0][round];
                }
                ratios[p] = median(of);
            }
            for (int p = 0; p < peers.length; p++) {
                medians[p] = median(rates[p]);
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %d→%d | %d | %.1f | %.1f | %.2f | %.1f | %.2f |%n",
                    in,
                    out,
                    batch,
                    medians[0],
                    medians[1],
                    ratios[1],
                    medians[2],
                    ratios[2]);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Billions of operations a second. */
    private static double rate(Runnable product, double operations, double seconds) {
        long start = System.nanoTime();
        long count = 0;
        double elapsed;
        do {
            product.run();
            count++;
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < seconds);
        return operations * count / elapsed / 1e9;
    }
}
