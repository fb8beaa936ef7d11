package dev.arclight.it.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.arclight.kernel.cpu.Gemm;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Float matrix products of shapes that models have, ours against oneDNN's and libtorch's (through DJL), in turn in one
 * process, one thread each. Prints GFLOP/s, ratios of medians and their geometric means.
 *
 * <p>Run it on one core: {@code taskset -c 0 bin/bench GemmBench [kernels|models] [turned]}. Turned, the
 * right factor is the transpose of a matrix, as the weight of a linear layer is.
 */
public final class GemmBench {
    /** Of the size and the form that decide how good kernels are. */
    private static final int[][] KERNELS = {
        {512, 512, 512}, {1024, 1536, 1024}, {128, 768, 768}, {36, 128, 784}, {1, 768, 768}, {32, 768, 768}
    };

    /** Of models: the tutorial's MLP, BERT, GPT-2 (decoding and reading a prompt), ResNet's convolutions as products. */
    private static final int[][] MODELS = {
        {64, 128, 784},
        {1, 3072, 768},
        {1, 768, 3072},
        {4, 768, 768},
        {16, 2304, 768},
        {32, 3072, 768},
        {128, 768, 768},
        {128, 768, 3072},
        {512, 3072, 768},
        {2048, 768, 768},
        {64, 3136, 576},
        {512, 49, 4608},
    };

    private static final int ROUNDS = 9;
    private static final double ROUND_SECONDS = 0.1;
    private static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();

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
        List<String> wanted = List.of(arguments);
        boolean turned = wanted.contains("turned");
        if (!wanted.contains("models")) {
            compareAll(KERNELS, turned);
        }
        if (!wanted.contains("kernels")) {
            compareAll(MODELS, turned);
        }
    }

    private static void compareAll(int[][] shapes, boolean turned) {
        double logDnn = 0;
        double logTorch = 0;
        for (int[] shape : shapes) {
            double[] ratios = compare(shape[0], shape[1], shape[2], turned);
            logDnn += Math.log(ratios[0]);
            logTorch += Math.log(ratios[1]);
        }
        System.out.printf(
                Locale.ROOT,
                "%-46s %9.2f× %11.2f×%n",
                "geometric mean",
                Math.exp(logDnn / shapes.length),
                Math.exp(logTorch / shapes.length));
    }

    /** The ratios to oneDNN and to libtorch. */
    private static double[] compare(int m, int n, int k, boolean turned) {
        int row = turned ? 1 : n;
        int column = turned ? k : 1;
        byte form = (byte) (turned ? 'T' : 'N');
        int leading = turned ? k : n;
        float[] a = Tensor.randn(Generator.seeded(1), m, k).toFloatArray();
        float[] b = Tensor.randn(Generator.seeded(2), k, n).toFloatArray();
        float[] c = new float[m * n];
        try (FloatPointer pa = new FloatPointer(a);
                FloatPointer pb = new FloatPointer(b);
                FloatPointer pc = new FloatPointer(c);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray ta = manager.create(a, new Shape(m, k));
            NDArray tb = turned ? manager.create(b, new Shape(n, k)).transpose() : manager.create(b, new Shape(k, n));
            Runnable ours = () -> Gemm.sgemm(m, n, k, a, 0, k, 1, b, 0, row, column, c, 0, n, false, null);
            Runnable oneDnn = () -> dnnl.dnnl_sgemm((byte) 'N', form, m, n, k, 1f, pa, k, pb, leading, 0f, pc, n);
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
            return new double[] {mine / dnn, mine / lib};
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** GFLOP/s, by the thread's time on the CPU, which other programs and the JIT disturb less than time on the clock. */
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
