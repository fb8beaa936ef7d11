package dev.arclight.kernel.cpu;

/**
 * What generators of random numbers have done on vectors, where that is faster: the same operations on the same numbers, so
 * the same bits. Each method computes as many of the first elements as it can and says how many; the caller does the rest.
 */
public interface RandomLoops {
    /**
     * The ten rounds of Philox 4×32 on blocks whose four words lie in a quarter of {@code room} each, which is written over; the
     * block's words become two longs of {@code out}, the first word of a pair in the lower half.
     *
     * @param key two words, the low one first
     */
    int philox(long key, long[] room, long[] out, int count);

    /**
     * Pairs of normal numbers from pairs of random longs.
     *
     * @param room memory for {@code 3 · count} numbers
     */
    int pairs(long[] bits, double[] first, double[] second, double[] room, int count);

    /** Longs of which each word becomes a number in [0, 1) with 24 of its bits, the lower word first. */
    int uniform(long[] words, float[] out, int at, int count);

    /** {@code out[at + 2i] = first[i]} and {@code out[at + 2i + 1] = second[i]}. */
    int interleave(double[] first, double[] second, float[] out, int at, int count);

    /** Leaves everything to the caller. */
    static RandomLoops none() {
        return new RandomLoops() {
            @Override
            public int philox(long key, long[] room, long[] out, int count) {
                return 0;
            }

            @Override
            public int pairs(long[] bits, double[] first, double[] second, double[] room, int count) {
                return 0;
            }

            @Override
            public int uniform(long[] words, float[] out, int at, int count) {
                return 0;
            }

            @Override
            public int interleave(double[] first, double[] second, float[] out, int at, int count) {
                return 0;
            }
        };
    }

    /** The loops of this JVM. */
    static RandomLoops chosen() {
        return VectorSupport.choose(
                RandomLoops.class, "dev.arclight.kernel.cpu.vector.VectorRandomLoops", RandomLoops::none);
    }
}
