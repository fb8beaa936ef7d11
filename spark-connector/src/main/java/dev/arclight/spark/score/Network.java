package dev.arclight.spark.score;

import dev.arclight.graph.Computation;
import dev.arclight.nn.Module;
import dev.arclight.tensor.Tensor;

/**
 * A network and what is computed with it.
 *
 * @param module holds the weights
 * @param forward takes a tensor for each input of the signature and gives one for each output
 */
public record Network(Module module, Computation forward) {

    /** One whose forward takes one tensor and gives one. */
    public static Network of(Module module) {
        return new Network(module, inputs -> new Tensor[] {module.call(inputs[0])});
    }
}
