package dev.arclight.spark.train;

import dev.arclight.optim.Adam;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.List;

/**
 * Which optimizer tasks make local steps with.
 *
 * @param kind {@link #SGD} or {@link #ADAM}
 * @param momentum SGD's; Adam has none
 */
record OptimizerSettings(String kind, double learningRate, double momentum) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String SGD = "sgd";
    static final String ADAM = "adam";

    Optimizer over(List<Tensor> parameters) {
        return switch (kind) {
            case SGD -> new SGD(parameters, learningRate).momentum(momentum);
            case ADAM -> new Adam(parameters, learningRate);
            default ->
                throw new IllegalArgumentException(
                        "optimizer is '" + kind + "', expected '" + SGD + "' or '" + ADAM + "'");
        };
    }
}
