package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.Round;

/**
 * The rounds of a training, one after the other. The steps of an epoch are those of the partition with the most rows. There is
 * an average after those steps after which PyTorch's {@code PeriodicModelAverager} makes one: after the first step behind the
 * warm-up and each period from there. There is also one after each step of the warm-up and at the end of an epoch and of the
 * training.
 */
final class Rounds {
    private final TrainingPlan plan;
    private final int stepsPerEpoch;
    private final long steps;
    private final int count;

    /**
     * Of a plan.
     *
     * @param stepsPerEpoch of the partition with the most rows
     * @throws TrainingException if there are more rounds than can be counted
     */
    Rounds(TrainingPlan plan, int stepsPerEpoch) {
        this.plan = plan;
        this.stepsPerEpoch = stepsPerEpoch;
        this.steps = plan.maxSteps() > 0 ? plan.maxSteps() : (long) stepsPerEpoch * plan.epochs();
        long rounds = rounds();
        if (rounds > Integer.MAX_VALUE) {
            throw new TrainingException("the training would have " + rounds + " rounds, more than " + Integer.MAX_VALUE
                    + "; raise averagingPeriod, or lower epochs or maxSteps");
        }
        this.count = (int) rounds;
    }

    /** The steps of the whole training. */
    long steps() {
        return steps;
    }

    int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /** How many epochs are begun. */
    int epochs() {
        return Math.toIntExact((steps + stepsPerEpoch - 1) / stepsPerEpoch);
    }

    /** How many rounds there are, as far as they are not cut short by an early stop. */
    int count() {
        return count;
    }

    private long rounds() {
        long count = 0;
        for (int epoch = 0; epoch < epochs(); epoch++) {
            long before = (long) epoch * stepsPerEpoch;
            long end = Math.min(before + stepsPerEpoch, steps);
            count += averages(end) - averages(before) + (averages(end) == averages(end - 1) ? 1 : 0);
        }
        return count;
    }

    /** How many averages the first so many steps have, not counting those that are made because an epoch ends. */
    private long averages(long made) {
        long behind = Math.max(0, made - plan.warmUpSteps());
        return made - behind + (behind + plan.averagingPeriod() - 1) / plan.averagingPeriod();
    }

    Round first() {
        return at(0, 0, 0);
    }

    boolean isLast(Round round) {
        return round.stepsBefore() + round.steps() >= steps;
    }

    /** How many steps have been made when a round is over. */
    long stepsBehind(Round round) {
        return round.stepsBefore() + round.steps();
    }

    boolean endsEpoch(Round round) {
        return isLast(round) || round.firstStep() + round.steps() == stepsPerEpoch;
    }

    /** The round behind one that is not the last. */
    Round after(Round round) {
        int next = round.firstStep() + round.steps();
        return next == stepsPerEpoch
                ? at(round.number() + 1, round.epoch() + 1, 0)
                : at(round.number() + 1, round.epoch(), next);
    }

    private Round at(int number, int epoch, int firstStep) {
        long before = (long) epoch * stepsPerEpoch + firstStep;
        long behind = Math.max(0, before - plan.warmUpSteps());
        // From the step after an average to the next one: 1 behind the warm-up and a multiple of the period.
        long most = before < plan.warmUpSteps() ? 1 : 1 + Math.floorMod(-behind, (long) plan.averagingPeriod());
        long left = Math.min(stepsPerEpoch - firstStep, steps - before);
        return new Round(number, epoch, firstStep, (int) Math.min(most, left), before);
    }
}
