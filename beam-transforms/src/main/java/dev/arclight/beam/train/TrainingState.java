package dev.arclight.beam.train;

/**
 * All that a round hands to the next: parameters and the optimizer's memory, as a
 * {@link dev.arclight.distributed.localsgd.StateLayout} lays them out. Immutable by convention: nobody changes the arrays.
 *
 * @param values what is averaged: parameters, running statistics, the optimizer's buffers
 * @param counts what only grows: batches that a layer has seen, steps that the optimizer has made
 */
record TrainingState(float[] values, long[] counts) {}
