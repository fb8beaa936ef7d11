package dev.arclight.spark.train;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/**
 * A network of several inputs or outputs: {@link NeuralEstimator} calls a {@code Module} that implements this with its inputs
 * by their columns' names.
 *
 * <pre>{@code
 * public final class TwoTowers extends Module implements NamedForward {
 *     public Map<String, Tensor> forward(Map<String, Tensor> inputs) {
 *         Tensor user = users.forward(inputs.get("user"));
 *         Tensor item = items.forward(inputs.get("item"));
 *         Map<String, Tensor> outputs = new LinkedHashMap<>();
 *         outputs.put("score", user.mul(item).sum(1));
 *         outputs.put("bias", bias.forward(item));
 *         return outputs;
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface NamedForward {
    /**
     * Computes the outputs.
     *
     * @param inputs each of shape {@code [rows, shape…]}
     * @return one or more outputs, whose first extents are the rows; several in a {@code LinkedHashMap} or a
     *     {@code SortedMap}, because columns and labels go with them by their places
     */
    Map<String, Tensor> forward(Map<String, Tensor> inputs);
}
