package dev.arclight.beam.train;

/**
 * The rounds of a training. The steps of an epoch are those of the shard with the most rows; a round ends after the averaging
 * period and at the end of an epoch.
 */
final class Rounds {
    private final TrainingPlan plan;
    private final int stepsPerEpoch;

    /**
     * One averaging round.
     *
     * @param number counted from 0 over the whole training
     * @param epoch counted from 0
     * @param firstStep the first batch of the epoch's order that belongs to the round
     * @param steps how many batches; a shard with fewer rows than the largest has fewer left, or none
     * @param stepsBefore in all epochs
     */
    record Round(int number, int epoch, int firstStep, int steps, long stepsBefore) {}

    private Rounds(TrainingPlan plan, int stepsPerEpoch) {
        this.plan = plan;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /** @throws TrainingException if there is nothing to learn from */
    static Rounds of(TrainingPlan plan, Iterable<Shard> shards) {
        int most = 0;
        for (Shard shard : shards) {
            most = Math.max(most, shard.rows());
        }
        if (most == 0) {
            throw new TrainingException("there are no rows to learn from; check the input's path and filters");
        }
        return new Rounds(plan, plan.stepsPerEpoch(most));
    }

    int perEpoch() {
        return (stepsPerEpoch + plan.averagingPeriod() - 1) / plan.averagingPeriod();
    }

    int count() {
        return plan.epochs() > 0 ? Math.multiplyExact(plan.epochs(), perEpoch()) : plan.rounds();
    }

    Round at(int number) {
        int epoch = number / perEpoch();
        int first = number % perEpoch() * plan.averagingPeriod();
        int steps = Math.min(plan.averagingPeriod(), stepsPerEpoch - first);
        return new Round(number, epoch, first, steps, (long) epoch * stepsPerEpoch + first);
    }

    boolean endsEpoch(int number) {
        return (number + 1) % perEpoch() == 0;
    }

    /** The steps of the whole training. */
    long steps() {
        return at(count()).stepsBefore();
    }
}
