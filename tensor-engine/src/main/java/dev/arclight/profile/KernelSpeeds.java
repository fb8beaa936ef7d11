package dev.arclight.profile;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/** How fast the main kernels run on the calling thread of this machine, in about two seconds. */
final class KernelSpeeds {
    private static final int TIMES = 7;
    private static final long WARM_UP_NANOS = 300_000_000;

    private KernelSpeeds() {}

    /** A large product. */
    static String product() {
        int n = 512;
        Tensor a = random(n, n);
        Tensor b = random(n, n);
        double seconds = median(() -> a.matmul(b));
        return String.format(Locale.ROOT, "%.0f GFLOP/s", 2.0 * n * n * n / seconds / 1e9);
    }

    /** One row by a matrix, which is as fast as the matrix is read. */
    static String rowProduct() {
        int n = 768;
        Tensor row = random(1, n);
        Tensor weight = random(n, n);
        double seconds = median(() -> row.matmul(weight.t()));
        return String.format(Locale.ROOT, "%.1f GB/s of weights", (double) n * n * Float.BYTES / seconds / 1e9);
    }

    /** The exponential function. */
    static String exponential() {
        Tensor x = random(1 << 16);
        double seconds = median(x::exp);
        return String.format(Locale.ROOT, "%.2f ns a number", seconds / (1 << 16) * 1e9);
    }

    /** Memory beyond the caches. */
    static String copy() {
        float[] from = new float[1 << 24];
        float[] to = new float[from.length];
        double seconds = median(() -> System.arraycopy(from, 0, to, 0, from.length));
        return String.format(
                Locale.ROOT, "%.1f GB/s read and written", 2.0 * from.length * Float.BYTES / seconds / 1e9);
    }

    private static Tensor random(int... shape) {
        return Tensor.randn(Generator.seeded(1), shape);
    }

    /** Seconds of one run, once compiled: the middle of a few, each of many runs. */
    private static double median(Runnable work) {
        long runs = 0;
        long start = System.nanoTime();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Arena arena = new Arena();
            while (System.nanoTime() - start < WARM_UP_NANOS) {
                run(work, arena);
                runs++;
            }
            long each = Math.max(1, runs / 20);
            double[] seconds = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                long from = System.nanoTime();
                for (long j = 0; j < each; j++) {
                    run(work, arena);
                }
                seconds[i] = (System.nanoTime() - from) / 1e9 / each;
            }
            Arrays.sort(seconds);
            return seconds[TIMES / 2];
        }
    }

    private static void run(Runnable work, Arena arena) {
        try (Arena.Scope step = arena.open()) {
            work.run();
        }
    }
}
