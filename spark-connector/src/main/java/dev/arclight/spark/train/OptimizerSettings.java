package dev.arclight.spark.train;

import dev.arclight.optim.ASGD;
import dev.arclight.optim.Adadelta;
import dev.arclight.optim.Adagrad;
import dev.arclight.optim.Adam;
import dev.arclight.optim.AdamW;
import dev.arclight.optim.Adamax;
import dev.arclight.optim.LBFGS;
import dev.arclight.optim.NAdam;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.optim.RAdam;
import dev.arclight.optim.RMSprop;
import dev.arclight.optim.Rprop;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which optimizer tasks make local steps with. Options that are not here are PyTorch's defaults.
 *
 * @param kind one of {@link #KINDS}
 * @param momentum SGD's; others have none
 * @param weightDecay NaN for the optimizer's own default
 * @param factory makes the optimizer instead of all this; null for none
 */
record OptimizerSettings(
        String kind,
        double learningRate,
        double momentum,
        double weightDecay,
        @Nullable OptimizerFactory factory) implements Serializable {
    private static final long serialVersionUID = 3L;

    static final String SGD = "sgd";
    static final String ADAM = "adam";

    /**
     * The optimizers whose memory is all tensors that have a mean. NAdam and ASGD also keep single numbers, Rprop keeps
     * signs, and L-BFGS calls the loss again.
     */
    static final List<String> KINDS = List.of(SGD, ADAM, "adamw", "adamax", "adagrad", "adadelta", "radam", "rmsprop");

    OptimizerSettings(String kind, double learningRate, double momentum, double weightDecay) {
        this(kind, learningRate, momentum, weightDecay, null);
    }

    /** A text to compare and to read. */
    String describe() {
        return factory == null
                ? "optimizer " + kind + " with learning rate " + learningRate + ", momentum " + momentum
                        + ", weight decay " + weightDecay
                : "optimizer of factory " + Functions.shown(factory);
    }

    /**
     * An optimizer that remembers nothing yet.
     *
     * @throws TrainingException if a factory gives one that cannot be used here
     */
    Optimizer over(List<Tensor> parameters) {
        if (factory != null) {
            return offered(factory.create(parameters));
        }
        ParamGroup group = new ParamGroup(parameters).lr(learningRate);
        if (!Double.isNaN(weightDecay)) {
            group.weightDecay(weightDecay);
        }
        List<ParamGroup> groups = List.of(group);
        return switch (kind) {
            case SGD -> new SGD(groups).momentum(momentum);
            case ADAM -> new Adam(groups);
            case "adamw" -> new AdamW(groups);
            case "adamax" -> new Adamax(groups);
            case "adagrad" -> new Adagrad(groups);
            case "adadelta" -> new Adadelta(groups);
            case "radam" -> new RAdam(groups);
            case "rmsprop" -> new RMSprop(groups);
            default -> throw new IllegalArgumentException("optimizer is '" + kind + "', expected one of " + KINDS);
        };
    }

    private static Optimizer offered(Optimizer optimizer) {
        if (optimizer instanceof NAdam
                || optimizer instanceof ASGD
                || optimizer instanceof Rprop
                || optimizer instanceof LBFGS) {
            throw new TrainingException(
                    "the optimizer is " + optimizer.getClass().getSimpleName()
                            + ", which remembers single numbers or signs, or asks for the loss again; use one of "
                            + String.join(", ", KINDS));
        }
        return optimizer;
    }
}
