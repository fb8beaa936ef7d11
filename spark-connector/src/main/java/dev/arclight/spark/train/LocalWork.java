package dev.arclight.spark.train;

/**
 * What one partition has to do in one round.
 *
 * @param rateFactors what the learning rate is multiplied with in each of the round's steps
 */
record LocalWork(int partition, Round round, double[] rateFactors) {}
