package dev.arclight.it.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.arclight.kernel.cpu.Gemm;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Float matrix products of shapes that models have, ours against oneDNN's and libtorch's (through DJL), in turn in one
 * process, one thread each. Prints GFLOP/s and ratios of medians.
 *
 * <p>Run it on one core: {@code OMP_NUM_THREADS=1 taskset -c 0 bin/bench GemmBench}.
 */
public final class GemmBench {
    private static final int[][] SHAPES = {
        {512, 512, 512}, {1024, 1536, 1024}, {128, 768, 768}, {36, 128, 784}, {1, 768, 768}, {32, 768, 768}
    };
    private static final int ROUNDS = 9;
    private static final double ROUND_SECONDS = 0.15;

    private GemmBench() {}

    public static void main(String[] arguments) {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.out.printf(
                Locale.ROOT,
                "JDK %s, oneDNN, %s %s; GFLOP/s%n",
                System.getProperty("java.version"),
                Engine.getInstance().getEngineName(),
                Engine.getInstance().getVersion());
        System.out.printf(
                Locale.ROOT,
                "%-16s %9s %9s %9s %10s %12s%n",
                "M×N×K",
                "Arclight",
                "oneDNN",
                "libtorch",
                "/oneDNN",
                "/libtorch");
        for (int[] shape : SHAPES) {
            compare(shape[0], shape[1], shape[2]);
        }
    }

    private static void compare(int m, int n, int k) {
        float[] a = Tensor.randn(Generator.seeded(1), m, k).toFloatArray();
        float[] b = Tensor.randn(Generator.seeded(2), k, n).toFloatArray();
        float[] c = new float[m * n];
        try (FloatPointer pa = new FloatPointer(a);
                FloatPointer pb = new FloatPointer(b);
                FloatPointer pc = new FloatPointer(c);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray ta = manager.create(a, new Shape(m, k));
            NDArray tb = manager.create(b, new Shape(k, n));
            Runnable ours = () -> Gemm.sgemm(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n, false, null);
            Runnable oneDnn = () -> dnnl.dnnl_sgemm((byte) 'N', (byte) 'N', m, n, k, 1f, pa, k, pb, n, 0f, pc, n);
            Runnable torch = () -> ta.matMul(tb).close();
            double[][] rates = new double[3][ROUNDS];
            Runnable[] peers = {ours, oneDnn, torch};
            double flops = 2.0 * m * n * k;
            for (Runnable peer : peers) {
                rate(peer, flops, 6 * ROUND_SECONDS);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int p = 0; p < peers.length; p++) {
                    rates[p][round] = rate(peers[p], flops, ROUND_SECONDS);
                }
            }
            double mine = median(rates[0]);
            double dnn = median(rates[1]);
            double lib = median(rates[2]);
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %9.1f %9.1f %9.1f %9.2f× %11.2f×%n",
                    m + "×" + n + "×" + k,
                    mine,
                    dnn,
                    lib,
                    mine / dnn,
                    mine / lib);
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** GFLOP/s. */
    private static double rate(Runnable product, double flops, double seconds) {
        long start = System.nanoTime();
        long count = 0;
        double elapsed;
        do {
            product.run();
            count++;
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < seconds);
        return flops * count / elapsed / 1e9;
    }
}
