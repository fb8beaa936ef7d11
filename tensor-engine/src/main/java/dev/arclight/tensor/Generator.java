package dev.arclight.tensor;

import dev.arclight.kernel.cpu.RandomLoops;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream of random numbers that is the same on every machine, JDK and number of threads: Philox 4×32-10 and arithmetic
 * that is exact everywhere. Not safe for use by several threads; each has its own {@link #current}.
 *
 * <p>A stream is named by a seed and a number, and any two are independent, so work that is split into parts gives each
 * part {@code Generator.seeded(seed, part)}. Where a stream stands is a number too: {@link #getState} takes it into a
 * checkpoint, {@link #setState} goes on from there.
 *
 * <p>Filling an array gives the numbers that drawing them one by one would, in however many pieces it is filled.
 */
public final class Generator {
    private static final ThreadLocal<Generator> CURRENT = ThreadLocal.withInitial(() -> seeded(0));

    /** Set in the stream number of {@link #seeded(long, long)}, so that no index ≥ 0 meets the stream of the seed alone. */
    private static final long INDEXED = Long.MIN_VALUE;

    /** Turns a key into that of a stream beside it, from which {@link #nextBoolean(double)} breaks ties. */
    private static final long BESIDE = 0x94D049BB133111EBL;

    /** Turns a key into that from which {@link #fork} takes keys. */
    private static final long FORKS = 0xBF58476D1CE4E5B9L;

    private static final RandomLoops VECTORS = RandomLoops.chosen();

    /** Entries of {@link #getState}. */
    private static final int STATE = 5;

    private long key;
    private long stream;

    /** Of the next byte in the stream; whole words start at multiples of four. */
    private long position;

    /** The second of a pair of normal numbers, if the first was asked for last. */
    private double spare;

    private boolean hasSpare;

    /** The half of a block, two words, that single numbers come from, and which it is. */
    private long half;

    private long halfHeld = -1;

    /** Room for bulk work; made when first needed, since many generators only give a few numbers. */
    private @Nullable Workspace workspace;

    private static final class Workspace {
        final Philox philox = new Philox();
        final Normals normals = new Normals();

        /** What {@link #words} computed, two words in a long. */
        final long[] chunk = new long[2 * Philox.MOST];
    }

    private Generator(long key, long stream) {
        this.key = key;
        this.stream = stream;
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
        CURRENT.get().restart(seed, 0);
    }

    /**
     * Makes this the current thread's generator until the scope is closed; then the one from before is again. It is for
     * parts of some work that draw their own numbers wherever they run:
     *
     * <pre>{@code
     * try (Generator.Scope part = generator.fork(index).use()) {
     *     Tensor image = transform.apply(picture);   // draws from the part's stream
     * }
     * }</pre>
     */
    public Scope use() {
        Scope scope = new Scope(CURRENT.get());
        CURRENT.set(this);
        return scope;
    }

    /** Puts the generator from before back; belongs to the thread that opened it. */
    public static final class Scope implements AutoCloseable {
        private final Generator before;

        private Scope(Generator before) {
            this.before = before;
        }

        @Override
        public void close() {
            CURRENT.set(before);
        }
    }

    public static Generator seeded(long seed) {
        return new Generator(seed, 0);
    }

    /** A generator whose stream depends on this seed and on {@code index}, such as a partition's number. */
    public static Generator seeded(long seed, long index) {
        return new Generator(seed, index ^ INDEXED);
    }

    /**
     * A generator of its own for part {@code index} of some work: it follows from this one's seed and stream, and not from
     * how many numbers were drawn; this one does not move.
     */
    public Generator fork(long index) {
        return new Generator(
                Philox.half(key ^ FORKS, stream, index, false), Philox.half(key ^ FORKS, stream, index, true));
    }

    /** The seed that the stream began from. */
    public long initialSeed() {
        return key;
    }

    /** Where this stands, as an int64 tensor of five elements for {@link #setState}. */
    public Tensor getState() {
        return Tensor.of(
                new long[] {key, stream, position, hasSpare ? 1 : 0, Double.doubleToRawLongBits(spare)}, STATE);
    }

    /**
     * Goes on from where the generator stood that gave this state.
     *
     * @throws DTypeException or {@link ShapeException} if this is not what {@link #getState} returns
     */
    public void setState(Tensor state) {
        if (state.dtype() != DType.INT64) {
            throw new DTypeException("setState: a generator's state is int64, this is " + state.dtype());
        }
        if (!state.shape().equals(Shape.of(STATE))) {
            throw new ShapeException("setState: a generator's state has shape [" + STATE + "], this " + state.shape());
        }
        long[] values = state.toLongArray();
        restart(values[0], values[1]);
        position = values[2];
        hasSpare = values[3] != 0;
        spare = Double.longBitsToDouble(values[4]);
    }

    /** 32 random bits. */
    public int nextInt() {
        align();
        int word = wordAt(position);
        position += 4;
        return word;
    }

    public long nextLong() {
        int low = nextInt();
        return joined(low, nextInt());
    }

    /** Uniform in [0, 1) with 24 random bits. */
    public float nextFloat() {
        return unit(nextInt());
    }

    /** Uniform in [0, 1) with 53 random bits. */
    public double nextDouble() {
        return unit(nextLong());
    }

    /** Uniform in [0, bound), without bias (Lemire, "Fast random integer generation in an interval", 2019). */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound is " + bound + "; it must be > 0");
        }
        long product = (nextInt() & 0xffffffffL) * bound;
        if (Integer.compareUnsigned((int) product, bound) < 0) {
            int least = Integer.remainderUnsigned(-bound, bound);
            while (Integer.compareUnsigned((int) product, least) < 0) {
                product = (nextInt() & 0xffffffffL) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** Uniform in [0, bound), without bias. */
    public long nextLong(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound is " + bound + "; it must be > 0");
        }
        return nextUnsigned(bound);
    }

    /** Uniform in [from, to), without bias; the range may pass 2⁶³. */
    public long nextLong(long from, long to) {
        if (from >= to) {
            throw new IllegalArgumentException("the range from " + from + " to " + to + " is empty");
        }
        return from + nextUnsigned(to - from);
    }

    /** Standard normal, by the method of Box and Muller in arithmetic that is the same everywhere. */
    public double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        Workspace work = workspace();
        work.chunk[0] = nextLong();
        work.chunk[1] = nextLong();
        work.normals.pairs(work.chunk, 1);
        Normals normals = work.normals;
        spare = normals.second[0];
        hasSpare = true;
        return normals.first[0];
    }

    /** Exponential with mean 1. */
    public double nextExponential() {
        return -StrictMath.log(1 - nextDouble());
    }

    /** True with probability {@code p}, to 40 bits; takes a byte of the stream. */
    public boolean nextBoolean(double p) {
        long threshold = threshold(p);
        return chosen(wordAt(position), (int) (threshold >>> 32), (int) threshold);
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

    /** Writes {@link #nextFloat()} over {@code out[from … to - 1]}. */
    public void fillUniform(float[] out, int from, int to) {
        long[] chunk = workspace().chunk;
        int at = from;
        while (to - at >= 2) {
            int pairs = words(to - at) / 2;
            for (int i = VECTORS.uniform(chunk, out, at, pairs); i < pairs; i++) {
                out[at + 2 * i] = unit((int) chunk[i]);
                out[at + 2 * i + 1] = unit((int) (chunk[i] >>> 32));
            }
            at += 2 * pairs;
        }
        if (at < to) {
            out[at] = nextFloat();
        }
    }

    /** Writes {@link #nextDouble()} over {@code out[from … to - 1]}. */
    public void fillUniform(double[] out, int from, int to) {
        long[] chunk = workspace().chunk;
        int at = from;
        while (at < to) {
            int count = words(2L * (to - at)) / 2;
            for (int i = 0; i < count; i++) {
                out[at + i] = unit(chunk[i]);
            }
            at += count;
        }
    }

    /** Writes {@link #nextGaussian()} over {@code out[from … to - 1]}. */
    public void fillGaussian(float[] out, int from, int to) {
        Normals normals = workspace().normals;
        int at = from;
        if (at < to && hasSpare) {
            out[at++] = (float) nextGaussian();
        }
        while (to - at >= 2) {
            int pairs = pairs(to - at);
            int done = VECTORS.interleave(normals.first, normals.second, out, at, pairs);
            for (int i = done; i < pairs; i++) {
                out[at + 2 * i] = (float) normals.first[i];
                out[at + 2 * i + 1] = (float) normals.second[i];
            }
            at += 2 * pairs;
        }
        if (at < to) {
            out[at] = (float) nextGaussian();
        }
    }

    /** Writes {@link #nextGaussian()} over {@code out[from … to - 1]}. */
    public void fillGaussian(double[] out, int from, int to) {
        Normals normals = workspace().normals;
        int at = from;
        if (at < to && hasSpare) {
            out[at++] = nextGaussian();
        }
        while (to - at >= 2) {
            int pairs = pairs(to - at);
            for (int i = 0; i < pairs; i++) {
                out[at + 2 * i] = normals.first[i];
                out[at + 2 * i + 1] = normals.second[i];
            }
            at += 2 * pairs;
        }
        if (at < to) {
            out[at] = nextGaussian();
        }
    }

    /**
     * Writes {@code value} with probability {@code p} and else 0 over {@code out[from … to - 1]}, as {@link
     * #nextBoolean(double)} would decide.
     *
     * <p>A byte decides against the first eight bits of {@code p}; where the two are equal, once in 256, a word of a
     * stream beside this one decides against the next 32 bits. So a mask costs a quarter of the random words.
     *
     * @throws ArclightException if {@code p} is not from 0 to 1
     */
    public void fillBernoulli(float[] out, int from, int to, double p, float value) {
        long threshold = threshold(p);
        int high = (int) (threshold >>> 32);
        int low = (int) threshold;
        int bits = Float.floatToRawIntBits(value);
        long[] chunk = workspace().chunk;
        int at = from;
        while (at < to && (position & 3) != 0) {
            out[at++] = chosen(wordAt(position), high, low) ? value : 0;
        }
        while (to - at >= 8) {
            long start = position;
            int count = words(to - at >> 3 << 1) / 2;
            for (int i = 0; i < count; i++) {
                int place = at + 8 * i;
                decide(out, place, (int) chunk[i], high, bits);
                decide(out, place + 4, (int) (chunk[i] >>> 32), high, bits);
            }
            breakTies(chunk, out, at, count, start, high, low, value);
            at += 8 * count;
        }
        while (at < to) {
            out[at++] = chosen(wordAt(position), high, low) ? value : 0;
        }
    }

    private static long threshold(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new ArclightException("bernoulli: the probability is " + p + "; it must be from 0 to 1");
        }
        return (long) (p * 0x1.0p40);
    }

    /** For each byte of the word the value with these bits if the byte is less, else 0. */
    private static void decide(float[] out, int place, int word, int high, int bits) {
        out[place] = Float.intBitsToFloat(bits & ((word & 0xff) - high >> 31));
        out[place + 1] = Float.intBitsToFloat(bits & ((word >>> 8 & 0xff) - high >> 31));
        out[place + 2] = Float.intBitsToFloat(bits & ((word >>> 16 & 0xff) - high >> 31));
        out[place + 3] = Float.intBitsToFloat(bits & ((word >>> 24) - high >> 31));
    }

    /** Decides again wherever a byte of the chunk equals the first eight bits of the probability. */
    private void breakTies(long[] chunk, float[] out, int at, int count, long start, int high, int low, float value) {
        if (high == 256) {
            return;
        }
        long pattern = high * 0x0101010101010101L;
        for (int i = 0; i < count; i++) {
            long difference = chunk[i] ^ pattern;
            // Not zero if a byte of the difference is zero (and, harmlessly, in a few cases more).
            if ((difference - 0x0101010101010101L & ~difference & 0x8080808080808080L) != 0) {
                for (int j = 0; j < 8; j++) {
                    if ((difference >>> 8 * j & 0xff) == 0) {
                        out[at + 8 * i + j] = tied(start + 8L * i + j, low) ? value : 0;
                    }
                }
            }
        }
    }

    /** What the byte at {@link #position}, which is in this word, says; moves past it. */
    private boolean chosen(int word, int high, int low) {
        int drawn = word >>> 8 * (int) (position & 3) & 0xff;
        boolean chosen = drawn < high || drawn == high && tied(position, low);
        position++;
        return chosen;
    }

    private boolean tied(long place, int low) {
        long words = Philox.half(key ^ BESIDE, stream, place >>> 2, (place & 2) != 0);
        return Integer.compareUnsigned((int) (words >>> 32 * (place & 1)), low) < 0;
    }

    private int wordAt(long place) {
        long held = place >>> 3;
        if (held != halfHeld) {
            half = Philox.half(key, stream, held >>> 1, (held & 1) != 0);
            halfHeld = held;
        }
        return (int) (half >>> 8 * (place & 4));
    }

    /** Makes normals for up to this many numbers; says how many pairs. */
    private int pairs(int wanted) {
        int pairs = words(2L * (wanted & -2)) / 4;
        Workspace work = workspace();
        work.normals.pairs(work.chunk, pairs);
        return pairs;
    }

    /** Puts up to this many next words into the chunk and says how many: less than wanted only if that is many. */
    private int words(long wanted) {
        align();
        // Less than there is room for, since the first block may begin before the position: whole vectors of blocks,
        // which
        // also keep pairs of normals together.
        int count = (int) Math.min(wanted, 4 * (Philox.MOST - Philox.SPARE)) & -2;
        int skipped = (int) (position >>> 2) & 3;
        Workspace work = workspace();
        long[] chunk = work.chunk;
        work.philox.blocks(key, stream, position >>> 4, chunk, skipped + count + 3 >> 2);
        if (skipped != 0) {
            int from = skipped >> 1;
            for (int i = 0; i < count / 2; i++) {
                long low = chunk[i + from];
                chunk[i] = (skipped & 1) == 0 ? low : low >>> 32 | chunk[i + from + 1] << 32;
            }
        }
        position += 4L * count;
        return count;
    }

    private Workspace workspace() {
        Workspace held = workspace;
        if (held == null) {
            held = new Workspace();
            workspace = held;
        }
        return held;
    }

    /** Leaves the rest of a word of which bytes were taken. */
    private void align() {
        position = position + 3 & -4;
    }

    private void restart(long seed, long index) {
        key = seed;
        stream = index;
        position = 0;
        hasSpare = false;
        spare = 0;
        halfHeld = -1;
    }

    /** Uniform below an unsigned bound. */
    long nextUnsigned(long bound) {
        long mask = -1L >>> Long.numberOfLeadingZeros(bound - 1);
        long value;
        do {
            value = nextLong() & (bound == 1 ? 0 : mask);
        } while (Long.compareUnsigned(value, bound) >= 0);
        return value;
    }

    private static float unit(int bits) {
        return (bits >>> 8) * 0x1.0p-24f;
    }

    private static double unit(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }

    private static long joined(int low, int high) {
        return low & 0xffffffffL | (long) high << 32;
    }

    @Override
    public String toString() {
        return "Generator" + Arrays.toString(getState().toLongArray());
    }
}
