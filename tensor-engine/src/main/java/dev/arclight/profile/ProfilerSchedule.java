package dev.arclight.profile;

import dev.arclight.tensor.ArclightException;

/**
 * Which steps a profiler records, as {@code torch.profiler.schedule}: {@code skipFirst} once, then in each cycle {@code
 * waitSteps} steps without a cost, {@code warmUpSteps} steps that are measured and forgotten, {@code activeSteps} steps that are kept.
 *
 * @param repeat how many cycles there are; 0 for no end
 */
public record ProfilerSchedule(int waitSteps, int warmUpSteps, int activeSteps, int repeat, int skipFirst) {
    /** What a profiler does during a step. */
    enum Action {
        NONE,
        WARM_UP,
        RECORD
    }

    /** @throws ArclightException if a number is negative, or no step is active */
    public ProfilerSchedule {
        if (waitSteps < 0 || warmUpSteps < 0 || activeSteps < 1 || repeat < 0 || skipFirst < 0) {
            throw new ArclightException("a profiler's schedule got waitSteps " + waitSteps + ", warmUpSteps "
                    + warmUpSteps + ", activeSteps "
                    + activeSteps + ", repeat " + repeat + ", skipFirst " + skipFirst
                    + "; activeSteps must be ≥ 1, the others ≥ 0");
        }
    }

    /** Cycles without end. */
    public ProfilerSchedule(int waitSteps, int warmUpSteps, int activeSteps) {
        this(waitSteps, warmUpSteps, activeSteps, 0, 0);
    }

    Action action(long step) {
        long since = step - skipFirst;
        long cycle = (long) waitSteps + warmUpSteps + activeSteps;
        if (since < 0 || repeat > 0 && since / cycle >= repeat) {
            return Action.NONE;
        }
        long within = since % cycle;
        if (within < waitSteps) {
            return Action.NONE;
        }
        return within < waitSteps + (long) warmUpSteps ? Action.WARM_UP : Action.RECORD;
    }

    /** Whether a step is the last of its cycle's active ones. */
    boolean completes(long step) {
        return action(step) == Action.RECORD
                && (step - skipFirst + 1) % ((long) waitSteps + warmUpSteps + activeSteps) == 0;
    }
}
