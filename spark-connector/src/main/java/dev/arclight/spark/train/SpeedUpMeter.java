package dev.arclight.spark.train;

import java.util.Arrays;
import java.util.Optional;

/** Watches the first rounds of a training and tells once what they took. */
final class SpeedUpMeter {
    /** Enough for a median; the first round is left out, since code is compiled and data are read in it. */
    private static final int ROUNDS = 5;

    private final double[] compute = new double[ROUNDS];
    private final double[] sync = new double[ROUNDS];
    private final int workers;
    private final int waves;
    private final RoundTraffic traffic;
    private int seen;

    /**
     * @param partitions that take part in a round
     * @param slots tasks that run at once
     */
    SpeedUpMeter(int partitions, int slots, RoundTraffic traffic) {
        this.workers = Math.min(partitions, slots);
        this.waves = (partitions + slots - 1) / slots;
        this.traffic = traffic;
    }

    /** The estimate, after the last round that it needs. */
    Optional<SpeedUpEstimate> roundDone(double computeSeconds, double wallSeconds) {
        int place = seen++ - 1;
        if (place < 0 || place >= ROUNDS) {
            return Optional.empty();
        }
        compute[place] = computeSeconds;
        sync[place] = Math.max(0, wallSeconds - waves * computeSeconds);
        return place == ROUNDS - 1
                ? Optional.of(new SpeedUpEstimate(median(compute), median(sync), workers, traffic))
                : Optional.empty();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
