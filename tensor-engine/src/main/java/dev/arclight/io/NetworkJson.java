package dev.arclight.io;

import dev.arclight.nn.Module;
import dev.arclight.tensor.TensorType;
import java.nio.charset.StandardCharsets;

/**
 * A network's architecture as text, the same as in a model folder's {@code model.json}, for places that hold settings and not
 * weights. Stateless and safe for all threads.
 *
 * <pre>{@code
 * String json = NetworkJson.write(new Sequential(new Linear(784, 10)));
 * Module another = NetworkJson.read(json);   // same layers, first weights of its own
 * }</pre>
 */
public final class NetworkJson {
    /** More tensors are no network but an attempt to waste memory. */
    private static final int MOST_TENSORS = 1 << 20;

    private NetworkJson() {}

    /**
     * Describes a network without its weights. Equal architectures give equal text.
     *
     * @throws ModelFormatException naming the layer that cannot be described
     */
    public static String write(Module module) {
        return ModelJson.line(Architecture.describe(module));
    }

    /**
     * Makes a network with first weights from {@link dev.arclight.tensor.Generator#current}.
     *
     * @throws ModelFormatException naming what is wrong with the text or the layer that is unknown, or if the weights would
     *     not fit this JVM's memory; nothing is made then
     */
    public static Module read(String json) {
        String where = "the network's JSON";
        Architecture architecture =
                Architecture.parse(ModelJson.read(json.getBytes(StandardCharsets.UTF_8), where), where);
        double bytes = 0;
        for (TensorType type : architecture.state(MOST_TENSORS).values()) {
            bytes += (double) type.shape().size() * type.dtype().bytes();
        }
        long memory = Runtime.getRuntime().maxMemory();
        if (bytes > memory) {
            throw new ModelFormatException(where + ": its weights take " + bytes + " bytes and this JVM has " + memory
                    + "; use smaller layers or a larger heap");
        }
        return architecture.make();
    }
}
