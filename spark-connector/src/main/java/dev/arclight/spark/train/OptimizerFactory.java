package dev.arclight.spark.train;

import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.List;

/**
 * Makes an optimizer with options that the estimator's params do not have, or with groups of parameters. Learning rates are those
 * of its groups, times what the schedule says.
 *
 * <p>An estimator with a factory can be saved if it is of a public class with a public constructor without arguments.
 */
@FunctionalInterface
public interface OptimizerFactory extends Serializable {
    /** @param parameters the network's, in the order in which it registered them */
    Optimizer create(List<Tensor> parameters);
}
