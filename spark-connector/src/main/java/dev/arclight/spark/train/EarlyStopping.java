package dev.arclight.spark.train;

import java.util.Optional;

/**
 * Remembers the best state on the rows that are held out, and when no better one came for too long. Immutable.
 *
 * @param patience how many epochs in a row may pass without a better loss; 0 for any number
 * @param tolerance by how much a loss must be lower to be better
 * @param bestLoss infinite before the first epoch
 * @param best the state of the best epoch, if there was one and patience is limited
 * @param bestEpoch counted from 1; 0 before the first
 * @param since how many epochs passed since
 */
record EarlyStopping(
        int patience, double tolerance, double bestLoss, Optional<TrainingState> best, int bestEpoch, int since) {

    static EarlyStopping begin(int patience, double tolerance) {
        return new EarlyStopping(patience, tolerance, Double.POSITIVE_INFINITY, Optional.empty(), 0, 0);
    }

    /** After an epoch, counted from 1. A loss that is NaN is not better. */
    EarlyStopping after(int epoch, double loss, TrainingState state) {
        return loss < bestLoss - tolerance
                ? new EarlyStopping(patience, tolerance, loss, patience > 0 ? Optional.of(state) : best, epoch, 0)
                : new EarlyStopping(patience, tolerance, bestLoss, best, bestEpoch, since + 1);
    }

    boolean stops() {
        return patience > 0 && since >= patience;
    }
}
