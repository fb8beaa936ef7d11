package dev.arclight.spark.train;

/**
 * What crosses the network in a round.
 *
 * @param stateBytes what each partition begins with; executors hand it on to each other
 * @param sentBytes what each partition sends back
 * @param sharded whether executors average, each a stretch of all that is sent, so that the driver takes in one state; otherwise
 *     it takes in what partitions or, if they are more than {@link AveragingPlan#FAN_IN}, groups of them send
 */
public record RoundTraffic(long stateBytes, long sentBytes, boolean sharded) {
    /** 10 Gbit/s, in bytes: the least that today's clusters have between two machines. */
    static final double BANDWIDTH = 1.25e9;

    static RoundTraffic of(TrainingState state, int parameterValues, AveragingPlan averaging) {
        long values = state.values().length;
        long narrow = averaging.wire().isExact() ? 0 : parameterValues;
        return new RoundTraffic(
                values * Float.BYTES,
                narrow * averaging.wire().bytes() + (values - narrow) * Float.BYTES,
                averaging.shards(state));
    }

    /** How long all that takes with so many workers, at 10 Gbit/s between any two of them and to the driver. */
    double seconds(int workers) {
        double handedOn = stateBytes * (1 + Math.log(workers) / Math.log(2));
        double brought =
                sharded ? 2.0 * sentBytes + stateBytes : (double) sentBytes * Math.min(workers, AveragingPlan.FAN_IN);
        return (handedOn + brought) / BANDWIDTH;
    }
}
