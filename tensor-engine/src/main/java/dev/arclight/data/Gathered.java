package dev.arclight.data;

/** A dataset that makes a batch of many items at once, cheaper than collating them one by one. */
interface Gathered {
    /** Whether it can; a dataset made of others can only if they can. */
    boolean gathers();

    /** What collating these items by default would give. */
    Object gather(int[] indices);
}
