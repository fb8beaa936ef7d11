package dev.arclight.beam.train;

/** All that a round hands to the next: parameters and the optimizer's memory. Immutable by convention. */
final class TrainingState {
    private final float[] values;
    private final long[] counts;

    /**
     * Holds arrays that nobody changes from now on, as {@link StateLayout} lays them out.
     *
     * @param values what is averaged: parameters, running statistics, the optimizer's buffers
     * @param counts what only grows: batches that a layer has seen, steps that the optimizer has made
     */
    TrainingState(float[] values, long[] counts) {
        this.values = values;
        this.counts = counts;
    }

    float[] values() {
        return values;
    }

    long[] counts() {
        return counts;
    }
}
