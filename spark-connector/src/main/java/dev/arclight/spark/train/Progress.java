package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.Round;
import java.util.Optional;

/**
 * Where a training stands between two rounds, and all that it needs to go on.
 *
 * @param next the round to come; empty when the training is over
 * @param lossLimit the loss from which on a batch's explodes; infinite while none is known
 * @param learnt whether a round has changed a parameter
 */
record Progress(TrainingState state, EarlyStopping stopping, Optional<Round> next, double lossLimit, boolean learnt) {

    /** Of a training that has made no step. */
    static Progress begin(TrainingState state, EarlyStopping stopping, Round first) {
        return new Progress(state, stopping, Optional.of(first), Double.POSITIVE_INFINITY, false);
    }

    /** The state that the model gets: the best of those validated if an early stop looks for it, else the last. */
    TrainingState result() {
        return stopping.best().orElse(state);
    }
}
