package dev.arclight.graph;

import dev.arclight.tensor.Tensor;

/** What is compiled: a forward pass. */
@FunctionalInterface
public interface Computation {
    /**
     * The results for these inputs. Everything that depends on the inputs is computed by tensors' operations. Of what it writes
     * over in place only inputs may outlive it, such as a decoder's cache, in which each run leaves what it wrote.
     */
    Tensor[] run(Tensor... inputs);
}
