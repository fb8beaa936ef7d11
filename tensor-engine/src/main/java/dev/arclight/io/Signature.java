package dev.arclight.io;

import java.util.List;

/** What a model takes and gives. Immutable. */
public record Signature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Of a model with one input and one output. */
    public static Signature of(TensorSpec input, TensorSpec output) {
        return new Signature(List.of(input), List.of(output));
    }
}
