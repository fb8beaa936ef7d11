package dev.arclight.graph;

import dev.arclight.tensor.Tensor;

/** What is compiled: a forward pass. */
@FunctionalInterface
public interface Computation {
    /**
     * The results for these inputs. Everything that depends on the inputs is computed by tensors' operations. Of what it writes
     * over in place only inputs may outlive it, and those only with {@link CompiledModel#writingInputs}.
     */
    Tensor[] run(Tensor... inputs);
}
