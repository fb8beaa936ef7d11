package dev.arclight.spark.train;

import java.util.Optional;

/**
 * Where a training stands between two rounds, and all that it needs to go on.
 *
 * @param next the round to come; empty when the training is over
 */
record Progress(TrainingState state, EarlyStopping stopping, Optional<Round> next) {

    /** The state that the model gets: the best of those validated if an early stop looks for it, else the last. */
    TrainingState result() {
        return stopping.best().orElse(state);
    }
}
