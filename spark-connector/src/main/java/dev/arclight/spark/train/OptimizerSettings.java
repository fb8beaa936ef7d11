package dev.arclight.spark.train;

import dev.arclight.optim.ASGD;
import dev.arclight.optim.LBFGS;
import dev.arclight.optim.NAdam;
import dev.arclight.optim.NamedOptimizer;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.Rprop;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which optimizer tasks make local steps with. Options that are not here are PyTorch's defaults.
 *
 * @param kind one of {@link NamedOptimizer#NAMES}
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
        return new NamedOptimizer(kind, learningRate, momentum, weightDecay).over(parameters);
    }

    private static Optimizer offered(Optimizer optimizer) {
        if (optimizer instanceof NAdam
                || optimizer instanceof ASGD
                || optimizer instanceof Rprop
                || optimizer instanceof LBFGS) {
            throw new TrainingException(
                    "the optimizer is " + optimizer.getClass().getSimpleName()
                            + ", which remembers single numbers or signs, or asks for the loss again; use one of "
                            + String.join(", ", NamedOptimizer.NAMES));
        }
        return optimizer;
    }
}
