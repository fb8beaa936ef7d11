package dev.arclight.spark.train;

import dev.arclight.nn.Module;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** How networks are called: by names if they can be, otherwise with one tensor. */
final class Forward {
    /** What the one output of a network without names is called. */
    static final String OUTPUT = "output";

    private Forward() {}

    /**
     * The network's outputs.
     *
     * @param inputs by name; several are joined to rows of numbers for a network that takes one tensor
     */
    static Map<String, Tensor> outputs(Module network, Map<String, Tensor> inputs) {
        if (network instanceof NamedForward named) {
            return named.forward(inputs);
        }
        return Map.of(OUTPUT, network.call(joined(inputs)));
    }

    static Tensor first(Map<String, Tensor> outputs) {
        return outputs.values().iterator().next();
    }

    private static Tensor joined(Map<String, Tensor> inputs) {
        if (inputs.size() == 1) {
            return first(inputs);
        }
        List<Tensor> rows = inputs.values().stream()
                .map(input -> (input.rank() == 1 ? input.unsqueeze(1) : input.flatten(1)).to(DType.FLOAT32))
                .toList();
        return Tensor.cat(rows, 1);
    }
}
