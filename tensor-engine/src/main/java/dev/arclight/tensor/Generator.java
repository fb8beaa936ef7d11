package dev.arclight.tensor;

/**
 * A seeded stream of random numbers that is the same on every machine (SplitMix64, Steele et al. 2014). Its whole state
 * is one long, so that it can be saved and resumed. Not safe for use by several threads.
 */
public final class Generator {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private static final ThreadLocal<Generator> CURRENT = ThreadLocal.withInitial(() -> seeded(0));

    private long state;
    private double spare;
    private boolean hasSpare;

    private Generator(long seed) {
        this.state = seed;
    }

    /**
     * The current thread's generator, which layers use for their first weights and for dropout. It starts from a fixed
     * seed, so that a program gives the same numbers in every run; threads never disturb each other.
     */
    public static Generator current() {
        return CURRENT.get();
    }

    /** Starts the current thread's generator anew, as {@code torch.manual_seed}. */
    public static void manualSeed(long seed) {
        CURRENT.set(seeded(seed));
    }

    public static Generator seeded(long seed) {
        return new Generator(mix(seed + GOLDEN_GAMMA));
    }

    /** A generator whose stream depends on this seed and on {@code index}, such as a partition's number. */
    public static Generator seeded(long seed, long index) {
        return new Generator(mix(mix(seed + GOLDEN_GAMMA) ^ mix(index * GOLDEN_GAMMA + 1)));
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1) with 24 random bits. */
    public float nextFloat() {
        return (nextLong() >>> 40) * 0x1.0p-24f;
    }

    /** Uniform in [0, 1) with 53 random bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [0, bound), without bias. */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound is " + bound + "; it must be > 0");
        }
        long limit = (1L << 32) - (1L << 32) % bound;
        long value;
        do {
            value = nextLong() >>> 32;
        } while (value >= limit);
        return (int) (value % bound);
    }

    /** Standard normal, by Marsaglia's polar method in strict arithmetic. */
    public double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double u;
        double v;
        double s;
        do {
            u = 2 * nextDouble() - 1;
            v = 2 * nextDouble() - 1;
            s = u * u + v * v;
        } while (s >= 1 || s == 0);
        double scale = StrictMath.sqrt(-2 * StrictMath.log(s) / s);
        spare = v * scale;
        hasSpare = true;
        return u * scale;
    }

    /** A random order of 0 … n-1 (Fisher–Yates). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
