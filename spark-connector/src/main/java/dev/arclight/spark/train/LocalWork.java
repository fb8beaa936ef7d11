package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.Round;

/**
 * What one partition has to do in one round.
 *
 * @param rateFactors what the learning rate is multiplied with in each of the round's steps
 * @param lossLimit the loss from which on a step is a failure; infinite if only those that are not finite are
 */
record LocalWork(int partition, Round round, double[] rateFactors, double lossLimit) {

    LocalWork(int partition, Round round, double[] rateFactors) {
        this(partition, round, rateFactors, Double.POSITIVE_INFINITY);
    }
}
