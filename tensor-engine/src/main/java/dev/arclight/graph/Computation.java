package dev.arclight.graph;

import dev.arclight.tensor.Tensor;

/** What is compiled: a forward pass. */
@FunctionalInterface
public interface Computation {
    /** The results for these inputs. Everything that depends on the inputs is computed by tensors' operations. */
    Tensor[] run(Tensor... inputs);
}
