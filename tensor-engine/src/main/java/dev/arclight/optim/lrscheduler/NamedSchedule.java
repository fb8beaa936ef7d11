package dev.arclight.optim.lrscheduler;

import dev.arclight.tensor.ArclightException;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * A schedule that is chosen by name, as Hugging Face's {@code get_scheduler} has them.
 *
 * @param name one of {@link #NAMES}
 * @param warmUpSteps over which the rate rises from 0
 */
public record NamedSchedule(String name, int warmUpSteps) {
    public static final String CONSTANT = "constant";

    public static final List<String> NAMES = List.of(CONSTANT, "linear", "cosine", "inverse_sqrt");

    /** Hugging Face's time scale of {@code inverse_sqrt} without a warm-up. */
    private static final int TIME_SCALE = 10_000;

    /**
     * What the optimizer's learning rate is multiplied with in each step.
     *
     * @throws ArclightException if no schedule has this name
     */
    public IntToDoubleFunction factors(int trainingSteps) {
        return switch (name) {
            case CONSTANT -> Schedules.constantWithWarmup(warmUpSteps);
            case "linear" -> Schedules.linearWithWarmup(warmUpSteps, trainingSteps);
            case "cosine" -> Schedules.cosineWithWarmup(warmUpSteps, trainingSteps, 0.5);
            case "inverse_sqrt" -> Schedules.inverseSqrt(warmUpSteps, warmUpSteps == 0 ? TIME_SCALE : warmUpSteps);
            default -> throw new ArclightException("schedule is '" + name + "', expected one of " + NAMES);
        };
    }
}
