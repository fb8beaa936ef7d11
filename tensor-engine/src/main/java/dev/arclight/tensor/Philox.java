package dev.arclight.tensor;

import static dev.arclight.kernel.cpu.PhiloxConstants.*;

import dev.arclight.kernel.cpu.RandomLoops;

/**
 * The counter-based function Philox 4×32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2,
 * 3", 2011): ten rounds turn a key of two words and a counter of four into a block of four random words. Any place of a
 * stream costs the same. Holds room for its work, so each user has its own.
 */
final class Philox {
    /** The most blocks computed at once; the memory for them stays in the first cache. */
    static final int MOST = 256;

    /** So many less are whole vectors still. */
    static final int SPARE = 16;

    private static final RandomLoops VECTORS = RandomLoops.chosen();

    // A word in each long, so that one multiplication gives both halves of a product.
    private final long[] room = new long[4 * MOST];

    /**
     * Writes the blocks {@code first … first + count - 1} of a stream, two longs each, the first word of a pair in the
     * lower half.
     *
     * @param key the key, low word first
     * @param stream the upper half of the counter
     * @param first the lower half of the first counter
     * @param count at most {@link #MOST}
     */
    void blocks(long key, long stream, long first, long[] out, int count) {
        for (int i = 0; i < count; i++) {
            long counter = first + i;
            room[i] = counter & WORD;
            room[MOST + i] = counter >>> 32;
            room[2 * MOST + i] = stream & WORD;
            room[3 * MOST + i] = stream >>> 32;
        }
        int done = VECTORS.philox(key, room, out, count);
        if (done < count) {
            portable(key, out, done, count);
        }
    }

    /** The blocks {@code from … to - 1} of those in the room. */
    private void portable(long key, long[] out, int from, int to) {
        long k = key & WORD;
        long l = key >>> 32;
        for (int round = 0; round < ROUNDS; round++) {
            round(room, k, l, from, to);
            k = k + WEYL_0 & WORD;
            l = l + WEYL_1 & WORD;
        }
        for (int i = from; i < to; i++) {
            out[2 * i] = room[i] | room[MOST + i] << 32;
            out[2 * i + 1] = room[2 * MOST + i] | room[3 * MOST + i] << 32;
        }
    }

    /** One round of many blocks, a loop that the JIT turns into vector instructions. */
    private static void round(long[] room, long k, long l, int from, int to) {
        for (int i = from; i < to; i++) {
            long p = MULTIPLIER_0 * room[i];
            long q = MULTIPLIER_1 * room[2 * MOST + i];
            room[i] = q >>> 32 ^ room[MOST + i] ^ k;
            room[MOST + i] = q & WORD;
            room[2 * MOST + i] = p >>> 32 ^ room[3 * MOST + i] ^ l;
            room[3 * MOST + i] = p & WORD;
        }
    }

    /** Half of one block: its words 0 and 1, or 2 and 3. */
    static long half(long key, long stream, long counter, boolean second) {
        long x = counter & WORD;
        long y = counter >>> 32;
        long z = stream & WORD;
        long w = stream >>> 32;
        long k = key & WORD;
        long l = key >>> 32;
        for (int round = 0; round < ROUNDS; round++) {
            long p = MULTIPLIER_0 * x;
            long q = MULTIPLIER_1 * z;
            x = q >>> 32 ^ y ^ k;
            y = q & WORD;
            z = p >>> 32 ^ w ^ l;
            w = p & WORD;
            k = k + WEYL_0 & WORD;
            l = l + WEYL_1 & WORD;
        }
        return second ? z | w << 32 : x | y << 32;
    }
}
