package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.ArclightException;
import java.util.function.IntToDoubleFunction;

/**
 * Schedules with a warm-up as Hugging Face's transformers have them ({@code get_linear_schedule_with_warmup} and
 * others), stepped after each batch: the rates rise from 0 in a line, then do as the name says.
 */
public final class Schedules {
    private Schedules() {}

    /** The same rates in all steps. */
    public static LambdaLR constant(Optimizer optimizer) {
        return new LambdaLR(optimizer, step -> 1);
    }

    /** A warm-up, then the same rates. */
    public static LambdaLR constantWithWarmup(Optimizer optimizer, int warmupSteps) {
        return new LambdaLR(optimizer, constantWithWarmup(warmupSteps));
    }

    /** What {@link #constantWithWarmup(Optimizer, int)} multiplies the first rates with in each step. */
    public static IntToDoubleFunction constantWithWarmup(int warmupSteps) {
        return step -> step < warmupSteps ? step / Math.max(1.0, warmupSteps) : 1;
    }

    /** A warm-up, then down to 0 in a line. */
    public static LambdaLR linearWithWarmup(Optimizer optimizer, int warmupSteps, int trainingSteps) {
        return new LambdaLR(optimizer, linearWithWarmup(warmupSteps, trainingSteps));
    }

    /** What {@link #linearWithWarmup(Optimizer, int, int)} multiplies the first rates with in each step. */
    public static IntToDoubleFunction linearWithWarmup(int warmupSteps, int trainingSteps) {
        return step -> step < warmupSteps
                ? step / Math.max(1.0, warmupSteps)
                : Math.max(0, (trainingSteps - step) / Math.max(1.0, trainingSteps - warmupSteps));
    }

    /** A warm-up, then down to 0 along half a wave of a cosine. */
    public static LambdaLR cosineWithWarmup(Optimizer optimizer, int warmupSteps, int trainingSteps) {
        return cosineWithWarmup(optimizer, warmupSteps, trainingSteps, 0.5);
    }

    /** A warm-up, then along so many waves of a cosine. */
    public static LambdaLR cosineWithWarmup(Optimizer optimizer, int warmupSteps, int trainingSteps, double cycles) {
        return new LambdaLR(optimizer, cosineWithWarmup(warmupSteps, trainingSteps, cycles));
    }

    /** What {@link #cosineWithWarmup(Optimizer, int, int, double)} multiplies the first rates with in each step. */
    public static IntToDoubleFunction cosineWithWarmup(int warmupSteps, int trainingSteps, double cycles) {
        return step -> {
            if (step < warmupSteps) {
                return step / Math.max(1.0, warmupSteps);
            }
            double progress = progress(step, warmupSteps, trainingSteps);
            return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progress)));
        };
    }

    /** A warm-up, then half a wave of a cosine from the top so many times. */
    public static LambdaLR cosineWithHardRestartsWithWarmup(
            Optimizer optimizer, int warmupSteps, int trainingSteps, int cycles) {
        return new LambdaLR(optimizer, step -> {
            if (step < warmupSteps) {
                return step / Math.max(1.0, warmupSteps);
            }
            double progress = progress(step, warmupSteps, trainingSteps);
            return progress >= 1 ? 0 : Math.max(0, 0.5 * (1 + Math.cos(Math.PI * (cycles * progress % 1.0))));
        });
    }

    /**
     * A warm-up, then down to a last rate as a power of what is left; the first rate is that of the optimizer's first
     * group.
     *
     * @throws ArclightException if the last rate is not below the first
     */
    public static LambdaLR polynomialDecayWithWarmup(
            Optimizer optimizer, int warmupSteps, int trainingSteps, double lrEnd, double power) {
        Object first = optimizer.defaults().get("lr");
        double lrInit = first instanceof Double number ? number : optimizer.learningRate();
        if (!(lrInit > lrEnd)) {
            throw new ArclightException("polynomialDecayWithWarmup: lrEnd (" + lrEnd
                    + ") must be smaller than initial lr (" + lrInit + ")");
        }
        return new LambdaLR(optimizer, step -> {
            if (step < warmupSteps) {
                return step / Math.max(1.0, warmupSteps);
            }
            if (step > trainingSteps) {
                return lrEnd / lrInit;
            }
            double left = 1 - (step - warmupSteps) / (double) (trainingSteps - warmupSteps);
            return ((lrInit - lrEnd) * Math.pow(left, power) + lrEnd) / lrInit;
        });
    }

    /**
     * A warm-up, then down with the root of the steps.
     *
     * @param timescale how many steps divide the rate by the root of 2; PyTorch users take the warm-up's, or 10,000
     *     without one
     */
    public static LambdaLR inverseSqrt(Optimizer optimizer, int warmupSteps, int timescale) {
        return new LambdaLR(optimizer, inverseSqrt(warmupSteps, timescale));
    }

    /** What {@link #inverseSqrt(Optimizer, int, int)} multiplies the first rates with in each step. */
    public static IntToDoubleFunction inverseSqrt(int warmupSteps, int timescale) {
        int shift = timescale - warmupSteps;
        return step -> step < warmupSteps
                ? step / Math.max(1.0, warmupSteps)
                : 1 / Math.sqrt((step + shift) / (double) timescale);
    }

    private static double progress(int step, int warmupSteps, int trainingSteps) {
        return (step - warmupSteps) / Math.max(1.0, trainingSteps - warmupSteps);
    }
}
