package dev.arclight.spark.train;

/**
 * What one partition has to do in one round.
 *
 * @param round counted from 0 over the whole training
 * @param epoch counted from 0
 * @param firstStep the first batch of the epoch's order that belongs to this round
 */
record LocalWork(int partition, int round, int epoch, int firstStep) {}
