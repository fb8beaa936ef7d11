package dev.arclight.beam.train;

import dev.arclight.distributed.localsgd.Round;

/**
 * The rounds of a training. The steps of an epoch are those of the shard with the most rows; a round ends after the averaging
 * period and at the end of an epoch.
 */
final class Rounds {
    private final TrainingPlan plan;
    private final int stepsPerEpoch;

    private Rounds(TrainingPlan plan, int stepsPerEpoch) {
        this.plan = plan;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /** @throws TrainingException if there is nothing to learn from, shards differ in their features, or steps are too many */
    static Rounds of(TrainingPlan plan, Iterable<Shard> shards) {
        Shard first = null;
        int most = 0;
        double weight = 0;
        for (Shard shard : shards) {
            first = first == null ? shard : first;
            requireAlike(plan, first, shard);
            most = Math.max(most, shard.rows());
            weight += shard.weight();
        }
        if (most == 0) {
            throw new TrainingException("there are no rows to learn from; check the input's path and filters");
        }
        if (weight == 0) {
            throw new TrainingException("there is nothing to learn from: all weights in column '" + plan.weight()
                    + "' are 0; give rows that count a weight above");
        }
        Rounds rounds = new Rounds(plan, plan.stepsPerEpoch(most));
        rounds.requireCountable();
        return rounds;
    }

    private static void requireAlike(TrainingPlan plan, Shard a, Shard b) {
        if (!a.dtype().equals(b.dtype()) || !a.shape().equals(b.shape())) {
            throw new TrainingException("rows differ in their features: in column '" + plan.features() + "' shard "
                    + a.id() + " has " + a.dtype() + a.shape() + " in a row, shard " + b.id() + " " + b.dtype()
                    + b.shape()
                    + "; give the column a shape and a dtype where it is read");
        }
    }

    private void requireCountable() {
        long count = allRounds();
        long steps = count / perEpoch() * stepsPerEpoch + count % perEpoch() * plan.averagingPeriod();
        if (count > Integer.MAX_VALUE || steps > Integer.MAX_VALUE) {
            throw new TrainingException("the training has " + count + " rounds and " + steps
                    + " steps, expected at most 2^31 - 1; train for less long or in larger batches");
        }
    }

    int perEpoch() {
        // A period may be as long as an int: "never within an epoch".
        return 1 + (stepsPerEpoch - 1) / plan.averagingPeriod();
    }

    int count() {
        return (int) allRounds();
    }

    private long allRounds() {
        return plan.epochs() > 0 ? (long) plan.epochs() * perEpoch() : plan.rounds();
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
