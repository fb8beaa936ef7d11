package dev.arclight.spark.train;

import java.util.Locale;

/**
 * How one averaging round went.
 *
 * @param round counted from 1 over the whole training
 * @param rounds how many there will be
 * @param epoch counted from 1
 * @param loss the mean of the losses that the round's examples had when they were learnt from
 * @param examples how many examples all partitions together learnt from
 * @param seconds from the broadcast of the parameters to their new average
 * @param computeSeconds of these, what the slowest partition computed
 * @param steps how many the partition with the most rows has made since the training began
 * @param learningRate of the round's last step
 */
public record RoundReport(
        int round,
        int rounds,
        int epoch,
        int epochs,
        double loss,
        long examples,
        double seconds,
        double computeSeconds,
        long steps,
        double learningRate) {

    /** Throughput of all partitions together, averaging included. */
    public double examplesPerSecond() {
        return examples / seconds;
    }

    /** A progress line. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "round %d/%d, epoch %d/%d: loss %.4f, %,.0f examples/s",
                round,
                rounds,
                epoch,
                epochs,
                loss,
                examplesPerSecond());
    }
}
