package dev.arclight.spark.train;

/**
 * The rounds of a training, one after the other. The steps of an epoch are those of the partition with the most rows; a
 * round ends after the averaging period, at the end of an epoch and of the training, and after every step of the warm-up.
 */
final class Rounds {
    private final TrainingPlan plan;
    private final int stepsPerEpoch;
    private final long steps;

    /** @param stepsPerEpoch of the partition with the most rows */
    Rounds(TrainingPlan plan, int stepsPerEpoch) {
        this.plan = plan;
        this.stepsPerEpoch = stepsPerEpoch;
        this.steps = plan.maxSteps() > 0 ? plan.maxSteps() : (long) stepsPerEpoch * plan.epochs();
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
        long count = 0;
        for (int epoch = 0; epoch < epochs(); epoch++) {
            long before = (long) epoch * stepsPerEpoch;
            long inEpoch = Math.min(stepsPerEpoch, steps - before);
            long warmUp = Math.max(0, Math.min(inEpoch, plan.warmUpSteps() - before));
            count += warmUp + (inEpoch - warmUp + plan.averagingPeriod() - 1) / plan.averagingPeriod();
        }
        return Math.toIntExact(count);
    }

    Round first() {
        return at(0, 0, 0);
    }

    boolean isLast(Round round) {
        return round.stepsBefore() + round.steps() >= steps;
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
        long most = before < plan.warmUpSteps() ? 1 : plan.averagingPeriod();
        long left = Math.min(stepsPerEpoch - firstStep, steps - before);
        return new Round(number, epoch, firstStep, (int) Math.min(most, left), before);
    }
}
