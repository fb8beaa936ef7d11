package dev.arclight.it.bench;

import dev.arclight.autograd.GradMode;
import dev.arclight.kernel.cpu.Gemm;
import dev.arclight.kernel.cpu.PackedB;
import dev.arclight.nn.Functional;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Linear layers called one by one without gradients, as a program that compiles nothing calls them, and products with a weight
 * that was packed beforehand, beside oneDNN's {@code sgemm} of the same matrices, in turn in one process on one thread. Prints
 * GFLOP/s and ratios to oneDNN.
 *
 * <p>Run it on one core: {@code OMP_NUM_THREADS=1 taskset -c 0 bin/bench LinearBench [batch size…]}.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class LinearBench {
    /** Features out of and into the layer. */
    private static final int[][] LAYERS = {{768, 768}, {3072, 768}, {768, 3072}, {128, 784}};

    private static final int[] BATCHES = {1, 2, 4, 8, 16, 32};
    private static final int ROUNDS = 9;
    private static final double ROUND_SECONDS = 0.05;
    private static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();

    private LinearBench() {}

    public static void main(String[] arguments) {
        int[] batches = arguments.length == 0
                ? BATCHES
                : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        System.out.printf(Locale.ROOT, "JDK %s; GFLOP/s%n", System.getProperty("java.version"));
        System.out.printf(
                Locale.ROOT,
                "%-16s %9s %9s %9s %10s %10s%n",
                "in→out, batch",
                "layer",
                "packed",
                "oneDNN",
                "layer/",
                "packed/");
        for (int[] layer : LAYERS) {
            for (int batch : batches) {
                compare(batch, layer[0], layer[1]);
            }
        }
    }

    private static void compare(int m, int n, int k) {
        Tensor x = Tensor.randn(Generator.seeded(1), m, k);
        Tensor w = Tensor.randn(Generator.seeded(2), n, k);
        float[] a = x.toFloatArray();
        float[] c = new float[m * n];
        PackedB packed = PackedB.pack(k, n, w.storage().floats(), w.offset(), 1, k);
        Arena arena = new Arena();
        try (FloatPointer pa = new FloatPointer(a);
                FloatPointer pb = new FloatPointer(w.toFloatArray());
                FloatPointer pc = new FloatPointer(c);
                GradMode.Scope none = GradMode.noGrad()) {
            Runnable[] peers = {
                () -> {
                    try (Arena.Scope scope = arena.open()) {
                        Tensor unused = Functional.linear(x, w, null);
                    }
                },
                () -> Gemm.sgemm(m, a, 0, k, 1, packed, c, 0, n, false, null),
                () -> dnnl.dnnl_sgemm((byte) 'N', (byte) 'T', m, n, k, 1f, pa, k, pb, k, 0f, pc, n)
            };
            double[][] rates = new double[peers.length][ROUNDS];
            double flops = 2.0 * m * n * k;
            for (Runnable peer : peers) {
                rate(peer, flops, 6 * ROUND_SECONDS);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int p = 0; p < peers.length; p++) {
                    rates[p][round] = rate(peers[p], flops, ROUND_SECONDS);
                }
            }
            double layer = median(rates[0]);
            double product = median(rates[1]);
            double dnn = median(rates[2]);
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %9.1f %9.1f %9.1f %9.2f× %9.2f×%n",
                    k + "→" + n + ", " + m,
                    layer,
                    product,
                    dnn,
                    layer / dnn,
                    product / dnn);
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** GFLOP/s, by the thread's time on the CPU. */
    private static double rate(Runnable product, double flops, double seconds) {
        long start = TIME.getCurrentThreadCpuTime();
        long count = 0;
        double elapsed;
        do {
            product.run();
            count++;
            elapsed = (TIME.getCurrentThreadCpuTime() - start) / 1e9;
        } while (elapsed < seconds);
        return flops * count / elapsed / 1e9;
    }
}
