package dev.arclight.spark.train;

/** Hears of each averaging round, on the driver and on the thread that called {@code fit}. */
@FunctionalInterface
public interface RoundListener {
    void roundDone(RoundReport report);
}
