package dev.arclight.kernel.cpu;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How many groups of rows the tallest tile of float products has: three, unless it turns out that the JIT made code of that tile
 * which does not keep its vectors in registers; then two or one, whichever is faster.
 *
 * <p>The tile is timed once in a JVM, when a thread has multiplied so much that it must have been compiled; that takes a
 * millisecond where all is well. Tiles of every height give the same bits, so the choice is about speed alone. Safe for all
 * threads.
 */
final class TileChoice {
    static final int MOST_GROUPS = 3;

    /** Multiplications of one thread after which its tiles are compiled: a tenth of a second of them at full speed. */
    static final long CHECKED_AT = 1L << 32;

    /**
     * GFLOP/s for each lane of a vector below which code has fallen off the cliff. A processor of 2 GHz that begins one
     * multiply-add a cycle makes 4; measured 7 where all is well, 1.4 where JDK 25 spilled registers, 0.04 where vectors were
     * boxed.
     */
    private static final double LEAST_FOR_A_LANE = 2;

    private static final int DEPTH = 256;
    private static final int TIMES = 9;
    private static final int CALLS = 4;

    /** How long a tile may take to be compiled; where other programs leave the JIT little time, a second is not enough. */
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private static final AtomicBoolean STARTED = new AtomicBoolean();
    private static volatile int groups = MOST_GROUPS;
    private static volatile @Nullable String outcome;

    private TileChoice() {}

    /** Groups of rows of the tallest tile. */
    static int groups() {
        return groups;
    }

    /** What the check found, for people, or null where there was none yet. */
    static @Nullable String outcome() {
        return outcome;
    }

    /** Checks the tiles unless that was done, or another thread is at it. */
    static void checkOnce() {
        if (!STARTED.get() && STARTED.compareAndSet(false, true)) {
            check(false);
        }
    }

    /**
     * Times the tallest tile, and lower ones where that is too slow, and chooses.
     *
     * @param cold whether the tallest may not have been compiled yet
     */
    static void check(boolean cold) {
        GemmFloatKernels kernels = GemmKernels.FLOAT;
        int lanes = VectorSupport.decision().floatLanes();
        Timing timing = new Timing(kernels);
        if (cold) {
            timing.warmUp(MOST_GROUPS);
        }
        double tallest = timing.rate(MOST_GROUPS);
        int chosen = choose(tallest, lanes * LEAST_FOR_A_LANE, lower -> {
            timing.warmUp(lower);
            return timing.rate(lower);
        });
        groups = chosen;
        outcome = chosen == MOST_GROUPS
                ? String.format(Locale.ROOT, "%.0f GFLOP/s in the first cache", tallest)
                : String.format(
                        Locale.ROOT,
                        "tiles of %d rows are used, for the JIT made slow code of those of %d (%.1f GFLOP/s in the first"
                                + " cache); another JDK or collector may do better",
                        chosen * kernels.rowGroup(),
                        MOST_GROUPS * kernels.rowGroup(),
                        tallest);
    }

    /**
     * The groups of the tile to be used: the tallest that is fast enough. Where none is, the machine is too slow or too busy to
     * tell, and nothing changes.
     *
     * @param tallest the rate of the tallest
     * @param least the rate that is fast enough
     * @param lower the rate of a tile of so many groups, asked only where the tallest is not fast enough
     */
    static int choose(double tallest, double least, IntToDoubleFunction lower) {
        int chosen = MOST_GROUPS;
        double best = tallest;
        for (int groups = MOST_GROUPS - 1; groups > 0 && best < least; groups--) {
            double rate = lower.applyAsDouble(groups);
            if (rate >= least && rate > best) {
                chosen = groups;
                best = rate;
            }
        }
        return chosen;
    }

    /** Has tiles of so many groups used; for tests. */
    static void use(int tallest) {
        groups = tallest;
    }

    /** Runs tiles whose operands lie in the first cache. */
    private static final class Timing {
        private final GemmFloatKernels kernels;
        private final float[] a;
        private final float[] panel;
        private final float[] c;

        Timing(GemmFloatKernels kernels) {
            this.kernels = kernels;
            this.a = new float[MOST_GROUPS * kernels.rowGroup() * DEPTH];
            this.panel = new float[kernels.panelWidth() * DEPTH];
            this.c = new float[MOST_GROUPS * kernels.rowGroup() * kernels.panelWidth()];
        }

        private void run(int groups) {
            int width = kernels.panelWidth();
            for (int call = 0; call < CALLS; call++) {
                kernels.panelTile(groups * kernels.rowGroup(), DEPTH, a, 0, panel, 0, c, 0, width, false);
            }
        }

        /** Runs until the tile is as fast as if compiled, or some time has passed. */
        void warmUp(int groups) {
            double least = VectorSupport.decision().floatLanes() * LEAST_FOR_A_LANE;
            long start = System.nanoTime();
            while (System.nanoTime() - start < WARM_UP_NANOS && (least == 0 || rate(groups) < least)) {
                run(groups);
            }
        }

        /** GFLOP/s of the fastest of some runs, which other programs disturbed least. */
        double rate(int groups) {
            long best = Long.MAX_VALUE;
            for (int time = 0; time < TIMES; time++) {
                long start = System.nanoTime();
                run(groups);
                best = Math.min(best, System.nanoTime() - start);
            }
            double flops = 2.0 * CALLS * groups * kernels.rowGroup() * kernels.panelWidth() * DEPTH;
            return flops / Math.max(1, best);
        }
    }
}
