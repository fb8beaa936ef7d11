package dev.arclight.spark.train;

import dev.arclight.nn.Module;
import java.io.Serializable;

/**
 * Makes networks that a model folder cannot describe. Each executor calls it for the tasks that it runs at once, so it makes the
 * same layers each time; first weights are the driver's.
 *
 * <p>An estimator or a model with a factory can be saved if the factory is of a public class with a public constructor without
 * arguments, whose name is written. A lambda can be trained with, not saved.
 */
@FunctionalInterface
public interface NetworkFactory extends Serializable {
    Module create();
}
