package dev.arclight.it.bench;

import dev.arclight.autograd.Interception;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.SGD;
import dev.arclight.profile.KeyAverage;
import dev.arclight.profile.KeyAverages;
import dev.arclight.profile.Profiler;
import dev.arclight.profile.ProfilerActivity;
import dev.arclight.profile.SortBy;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the profiler costs a training step of the tutorial's network (784-128-10, batch 64): when none is open, and when one
 * is, and how much of the wall time its table explains.
 *
 * <p>Run it on one core: {@code taskset -c 0 bin/bench ProfilerBench}.
 */
public final class ProfilerBench {
    private static final int BATCH = 64;
    private static final int ROUNDS = 15;
    private static final int STEPS = 500;
    private static final int LOOKS = 20_000_000;

    private ProfilerBench() {}

    public static void main(String[] arguments) {
        Generator.manualSeed(1);
        Sequential model = new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
        SGD optimizer = new SGD(model.parameters(), 0.01).momentum(0.9);
        CrossEntropyLoss loss = new CrossEntropyLoss();
        Tensor images = Tensor.randn(BATCH, 784);
        Tensor labels = Tensor.zeros(DType.INT64, BATCH);
        Arena arena = new Arena();
        Runnable steps = () -> {
            for (int i = 0; i < STEPS; i++) {
                try (Arena.Scope scope = arena.open()) {
                    optimizer.zeroGrad();
                    loss.forward(model.forward(images), labels).backward();
                    optimizer.step();
                }
            }
        };
        for (int i = 0; i < 8; i++) {
            steps.run();
        }
        double[] off = new double[ROUNDS];
        double[] on = new double[ROUNDS];
        double[] explained = new double[ROUNDS];
        Profiler last = null;
        for (int i = -3; i < ROUNDS; i++) {
            double plain = seconds(steps) / STEPS;
            Profiler profiler = Profiler.of(ProfilerActivity.CPU).maxEvents(0).start();
            double profiled;
            try (profiler) {
                profiled = seconds(steps) / STEPS;
            }
            last = profiler;
            if (i >= 0) {
                KeyAverages averages = profiler.keyAverages();
                off[i] = plain;
                on[i] = profiled;
                explained[i] = (double) averages.selfCpuTimeTotal() / averages.wallTime();
            }
        }
        KeyAverages averages = last == null ? null : last.keyAverages();
        if (averages == null) {
            throw new IllegalStateException("no round was run");
        }
        double looks = averages.stream().mapToLong(KeyAverage::count).sum() / (double) STEPS;
        double look = look();
        System.out.println(averages.table(SortBy.SELF_CPU_TIME_TOTAL, 12));
        System.out.printf(Locale.ROOT, "JDK %s%n", System.getProperty("java.version"));
        System.out.printf(Locale.ROOT, "step without a profiler      %8.1f us%n", median(off) * 1e6);
        System.out.printf(
                Locale.ROOT,
                "  of which looks for one     %8.3f us: %.0f calls and nodes of %.2f ns, %.3f %%%n",
                looks * look * 1e6,
                looks,
                look * 1e9,
                100 * looks * look / median(off));
        System.out.printf(
                Locale.ROOT,
                "step with one open           %8.1f us, %.1f %% more%n",
                median(on) * 1e6,
                100 * (median(on) / median(off) - 1));
        System.out.printf(
                Locale.ROOT, "self times of all rows sum to %.1f %% of the wall time%n", 100 * median(explained));
    }

    /** Seconds that a call or a node spends to see that nothing is open. */
    private static double look() {
        double[] rounds = new double[ROUNDS];
        int open = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            for (int j = 0; j < LOOKS; j++) {
                open += Interception.current() == null ? 0 : 1;
            }
            rounds[i] = (System.nanoTime() - start) / 1e9 / LOOKS;
        }
        if (open != 0) {
            throw new IllegalStateException("a profiler is open");
        }
        return median(rounds);
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
