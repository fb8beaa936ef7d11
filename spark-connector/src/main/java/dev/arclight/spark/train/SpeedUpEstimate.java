package dev.arclight.spark.train;

import java.util.Locale;

/**
 * Whether training on more workers pays, from what a round took.
 *
 * <p>However many workers there are, each makes the same steps in a round, and a round of so many workers learns from so
 * many times as many examples. What a round takes beside was measured; with more workers it takes longer by what crosses a
 * network of 10 Gbit/s more. One worker alone needs no average, so that is what others are measured by.
 *
 * @param computeSeconds the local steps of a round in the slowest partition
 * @param syncSeconds the rest of a round: sending the parameters, starting tasks, averaging
 * @param workers tasks that ran at once when this was measured
 * @param traffic what crosses the network in a round
 */
public record SpeedUpEstimate(double computeSeconds, double syncSeconds, int workers, RoundTraffic traffic) {
    private static final int[] WORKERS = {1, 2, 4, 8, 16};

    /** Below this much, a second machine is not worth its trouble. */
    private static final double WORTH = 1.2;

    /** How many times as many examples a second so many workers learn from as one does. */
    public double speedUp(int ofWorkers) {
        if (ofWorkers < 1) {
            throw new IllegalArgumentException("a speed-up of " + ofWorkers + " workers: expected at least 1");
        }
        if (ofWorkers == 1) {
            return 1;
        }
        double sync = syncSeconds + traffic.seconds(ofWorkers) - traffic.seconds(workers);
        return ofWorkers * computeSeconds / (computeSeconds + Math.max(0, sync));
    }

    /** The share of so many workers' time that goes into learning. */
    public double efficiency(int ofWorkers) {
        return speedUp(ofWorkers) / ofWorkers;
    }

    /** Whether 16 workers would be no faster than one. */
    public boolean favoursOneMachine() {
        return speedUp(WORKERS[WORKERS.length - 1]) < WORTH;
    }

    /** A line with the speed-ups and what to do. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "a round computes %.3f s and averages in %.3f s; predicted speed-up:",
                computeSeconds,
                syncSeconds));
        for (int count : WORKERS) {
            text.append(String.format(
                    Locale.ROOT,
                    " %d worker%s %.1f%s",
                    count,
                    count == 1 ? "" : "s",
                    speedUp(count),
                    count == WORKERS[WORKERS.length - 1] ? "" : ","));
        }
        if (favoursOneMachine()) {
            text.append("; one machine is as fast: train in one partition, or raise averagingPeriod or batchSize");
        } else if (efficiency(WORKERS[2]) < 0.5) {
            text.append("; averaging takes most of the time: raise averagingPeriod or batchSize");
        }
        return text.toString();
    }
}
