package dev.arclight.distributed.localsgd;

import dev.arclight.tensor.Generator;

/** The random numbers of a training, which depend on what they are for and not on who draws them when. */
public final class Draws {
    private Draws() {}

    /** A generator of its own for a partition in one round, or one epoch. */
    public static Generator of(long seed, int number, int partition) {
        long seedOfAll = Generator.seeded(seed, number).nextLong();
        return Generator.seeded(seedOfAll, partition);
    }

    /** The order in which an epoch visits a partition's rows, as places among them. */
    public static int[] order(long seed, int epoch, int partition, int rows) {
        return of(seed, epoch, partition).permutation(rows);
    }
}
