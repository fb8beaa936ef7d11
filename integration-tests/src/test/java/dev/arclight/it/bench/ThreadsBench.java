package dev.arclight.it.bench;

import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.GradMode;
import dev.arclight.nn.Functional;
import dev.arclight.nn.LSTM;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/**
 * Operations on one thread and on several, in turn in one process; microseconds on the clock and how many times faster several
 * are. Rows of a Markdown table.
 *
 * <p>Run it on as many cores: {@code taskset -c 0-1 bin/bench ThreadsBench [threads]}.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class ThreadsBench {
    private static final int ROUNDS = 11;
    private static final double ROUND_SECONDS = 0.06;

    private ThreadsBench() {}

    public static void main(String[] arguments) {
        int threads = arguments.length > 0
                ? Integer.parseInt(arguments[0])
                : Runtime.getRuntime().availableProcessors();
        System.out.printf(Locale.ROOT, "JDK %s%n%n", System.getProperty("java.version"));
        System.out.printf(Locale.ROOT, "| µs | 1 thread | %d threads | times as fast |%n", threads);
        System.out.println("| --- | ---: | ---: | ---: |");
        product(threads, 512, 512, 512);
        product(threads, 128, 768, 768);
        product(threads, 32, 3072, 768);
        product(threads, 2048, 768, 768);
        Tensor weight = random(3072, 768);
        Tensor row = random(1, 768);
        race(threads, "linear 768→3072, 1 row", () -> Functional.linear(row, weight, null));
        Tensor images = random(8, 64, 56, 56);
        Tensor filters = random(64, 64, 3, 3);
        int[] one = {1, 1};
        race(threads, "conv2d 8×64×56×56", () -> Functional.conv2d(images, filters, null, one, one, one, 1));
        Tensor wanted = images.copy().requiresGrad(true);
        Tensor trained = filters.copy().requiresGrad(true);
        Tensor grad = random(8, 64, 56, 56);
        race(threads, "conv2d 8×64×56×56 with gradients", () -> {
            try (GradMode.Scope on = GradMode.enableGrad()) {
                Tensor y = Functional.conv2d(wanted, trained, null, one, one, one, 1);
                Autograd.grad(y, new Tensor[] {wanted, trained}, grad, false, false);
            }
        });
        Tensor query = random(8, 12, 128, 64);
        race(
                threads,
                "attention 8×12×128×64",
                () -> Functional.scaledDotProductAttention(query, query, query, null, 0, false, null, false));
        Tensor million = random(1000, 1000);
        race(threads, "exp 1,000,000", million::exp);
        race(threads, "add 1,000,000", () -> million.add(million));
        race(threads, "softmax 1000×1000", () -> million.softmax(-1));
        Tensor scale = random(1000);
        race(threads, "layerNorm 1000×1000", () -> Functional.layerNorm(million, new int[] {1000}, scale, scale, 1e-5));
        LSTM lstm = new LSTM(256, 256);
        Tensor steps = random(100, 32, 256);
        race(threads, "LSTM 32×100×256", () -> lstm.forward(steps));
    }

    private static Tensor random(int... shape) {
        return Tensor.randn(Generator.seeded(1), shape);
    }

    private static void product(int threads, int m, int n, int k) {
        Tensor a = random(m, k);
        Tensor b = random(k, n);
        race(threads, m + "×" + n + "×" + k, () -> a.matmul(b));
    }

    private static void race(int threads, String name, Runnable run) {
        double[] alone = new double[ROUNDS];
        double[] together = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        Arena arena = new Arena();
        microseconds(arena, 1, run, 10 * ROUND_SECONDS);
        microseconds(arena, threads, run, 5 * ROUND_SECONDS);
        for (int round = 0; round < ROUNDS; round++) {
            alone[round] = microseconds(arena, 1, run, ROUND_SECONDS);
            together[round] = microseconds(arena, threads, run, ROUND_SECONDS);
            ratios[round] = alone[round] / together[round];
        }
        System.out.printf(
                Locale.ROOT, "| %s | %,.1f | %,.1f | %.2f |%n", name, median(alone), median(together), median(ratios));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static double microseconds(Arena arena, int threads, Runnable run, double seconds) {
        int runs = 0;
        long start = System.nanoTime();
        double elapsed;
        do {
            try (NumThreads.Scope scope = NumThreads.of(threads);
                    GradMode.Scope none = GradMode.noGrad();
                    Arena.Scope step = arena.open()) {
                run.run();
            }
            runs++;
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < seconds);
        return elapsed / runs * 1e6;
    }
}
