package dev.arclight.optim;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.List;

/**
 * An optimizer that is chosen by name, with the options that most trainings set; all others are PyTorch's defaults. These are the
 * optimizers whose memory is all tensors that have a mean, so trainings that average replicas can use any: NAdam and ASGD also keep
 * single numbers, Rprop keeps signs, and L-BFGS calls the loss again.
 *
 * @param name one of {@link #NAMES}
 * @param momentum SGD's; others have none
 * @param weightDecay NaN for the optimizer's own default
 */
public record NamedOptimizer(String name, double learningRate, double momentum, double weightDecay) {
    public static final String SGD = "sgd";
    public static final String ADAM = "adam";

    public static final List<String> NAMES =
            List.of(SGD, ADAM, "adamw", "adamax", "adagrad", "adadelta", "radam", "rmsprop");

    /**
     * One that remembers nothing yet.
     *
     * @throws ArclightException if no optimizer has this name
     */
    public Optimizer over(List<Tensor> parameters) {
        ParamGroup group = new ParamGroup(parameters).lr(learningRate);
        if (!Double.isNaN(weightDecay)) {
            group.weightDecay(weightDecay);
        }
        List<ParamGroup> groups = List.of(group);
        return switch (name) {
            case SGD -> new SGD(groups).momentum(momentum);
            case ADAM -> new Adam(groups);
            case "adamw" -> new AdamW(groups);
            case "adamax" -> new Adamax(groups);
            case "adagrad" -> new Adagrad(groups);
            case "adadelta" -> new Adadelta(groups);
            case "radam" -> new RAdam(groups);
            case "rmsprop" -> new RMSprop(groups);
            default -> throw new ArclightException("optimizer is '" + name + "', expected one of " + NAMES);
        };
    }
}
