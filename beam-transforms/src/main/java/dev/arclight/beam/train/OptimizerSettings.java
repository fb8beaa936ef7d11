package dev.arclight.beam.train;

import dev.arclight.optim.Adadelta;
import dev.arclight.optim.Adagrad;
import dev.arclight.optim.Adam;
import dev.arclight.optim.AdamW;
import dev.arclight.optim.Adamax;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.optim.RAdam;
import dev.arclight.optim.RMSprop;
import dev.arclight.optim.SGD;
import dev.arclight.optim.lrscheduler.Schedules;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Which optimizer makes local steps, and how its learning rate goes. Options that are not here are PyTorch's defaults.
 *
 * @param kind one of {@link #KINDS}
 * @param momentum SGD's; others have none
 * @param weightDecay NaN for the optimizer's own default
 * @param schedule one of {@link #SCHEDULES}, Hugging Face's by their names
 * @param warmUpSteps over which the rate rises from 0
 */
record OptimizerSettings(
        String kind, double learningRate, double momentum, double weightDecay, String schedule, int warmUpSteps)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The optimizers whose memory is all tensors that have a mean; the names are those of the Spark connector. */
    static final List<String> KINDS =
            List.of("sgd", "adam", "adamw", "adamax", "adagrad", "adadelta", "radam", "rmsprop");

    static final List<String> SCHEDULES = List.of("constant", "linear", "cosine", "inverse_sqrt");

    Optimizer over(List<Tensor> parameters) {
        ParamGroup group = new ParamGroup(parameters).lr(learningRate);
        if (!Double.isNaN(weightDecay)) {
            group.weightDecay(weightDecay);
        }
        List<ParamGroup> groups = List.of(group);
        return switch (kind) {
            case "sgd" -> new SGD(groups).momentum(momentum);
            case "adam" -> new Adam(groups);
            case "adamw" -> new AdamW(groups);
            case "adamax" -> new Adamax(groups);
            case "adagrad" -> new Adagrad(groups);
            case "adadelta" -> new Adadelta(groups);
            case "radam" -> new RAdam(groups);
            case "rmsprop" -> new RMSprop(groups);
            default -> throw new IllegalStateException("optimizer is '" + kind + "', expected one of " + KINDS);
        };
    }

    /** The learning rate by the step, counted over the whole training. */
    IntToDoubleFunction rates(long allSteps) {
        int all = Math.toIntExact(allSteps);
        IntToDoubleFunction factor = switch (schedule) {
            case "constant" -> Schedules.constantWithWarmup(warmUpSteps);
            case "linear" -> Schedules.linearWithWarmup(warmUpSteps, all);
            case "cosine" -> Schedules.cosineWithWarmup(warmUpSteps, all, 0.5);
            case "inverse_sqrt" -> Schedules.inverseSqrt(warmUpSteps, warmUpSteps == 0 ? 10_000 : warmUpSteps);
            default -> throw new IllegalStateException("schedule is '" + schedule + "', expected one of " + SCHEDULES);
        };
        return step -> learningRate * factor.applyAsDouble(step);
    }
}
