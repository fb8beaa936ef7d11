package dev.arclight.spark.score;

import dev.arclight.graph.Computation;
import dev.arclight.io.Model;
import dev.arclight.tensor.Tensor;

/** A model in this JVM, and what is computed with it. */
record LoadedModel(Model model, Computation forward) {

    /** One that takes one tensor and gives one. */
    static LoadedModel of(Model model) {
        return new LoadedModel(model, Network.of(model.module()).forward());
    }

    /** The memory of its weights. */
    long bytes() {
        return model.module().stateDict().values().stream()
                .mapToLong(Tensor::nbytes)
                .sum();
    }
}
