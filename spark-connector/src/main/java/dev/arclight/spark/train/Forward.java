package dev.arclight.spark.train;

import dev.arclight.nn.Module;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/** How networks are called: by names if they can be, otherwise with one tensor. */
final class Forward {
    /** What the one output of a network without names is called. */
    static final String OUTPUT = "output";

    private Forward() {}

    /**
     * The network's outputs.
     *
     * @param inputs by name; several are joined to rows of numbers for a network that takes one tensor
     * @throws TrainingException if there are several and they have no order
     */
    static Map<String, Tensor> outputs(Module network, Map<String, Tensor> inputs) {
        if (network instanceof NamedForward named) {
            return ordered(named.forward(inputs));
        }
        return Map.of(OUTPUT, network.call(joined(inputs)));
    }

    /** Columns and labels go with outputs by their places, and some maps have other orders in other JVMs. */
    private static Map<String, Tensor> ordered(Map<String, Tensor> outputs) {
        if (outputs.size() > 1 && !(outputs instanceof LinkedHashMap || outputs instanceof SortedMap)) {
            throw new TrainingException("the network gives the outputs " + new TreeSet<>(outputs.keySet()) + " in a "
                    + outputs.getClass().getName() + ", whose order may differ from JVM to JVM; give them in a"
                    + " LinkedHashMap or a TreeMap");
        }
        return outputs;
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
