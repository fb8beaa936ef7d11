package dev.arclight.spark.train;

/** Hears how a training goes, on the driver and on the thread that called {@code fit}. */
@FunctionalInterface
public interface RoundListener {
    /** After each averaging round. */
    void roundDone(RoundReport report);

    /** After each epoch, where rows are held out for validation. */
    default void epochDone(EpochReport report) {}

    /** Once, after the first rounds: whether more workers would pay. */
    default void estimated(SpeedUpEstimate estimate) {}
}
