package dev.arclight.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.nn.Module;

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
    private static final ObjectMapper JSON = new ObjectMapper();

    private NetworkJson() {}

    /**
     * Describes a network without its weights. Equal architectures give equal text.
     *
     * @throws ModelFormatException naming the layer that cannot be described
     */
    public static String write(Module module) {
        return Architecture.describe(module).toString();
    }

    /**
     * Makes a network with first weights from {@link dev.arclight.tensor.Generator#current}.
     *
     * @throws ModelFormatException naming what is wrong with the text or the layer that is unknown
     */
    public static Module read(String json) {
        String where = "the network's JSON";
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(
                    where + " is not sound: " + Quoted.text(e.getOriginalMessage())
                            + "; write it with NetworkJson.write",
                    e);
        }
        return Architecture.parse(node, where).make();
    }
}
