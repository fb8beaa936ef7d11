package dev.arclight.spark.train;

import dev.arclight.io.NetworkJson;
import dev.arclight.nn.Module;
import dev.arclight.tensor.Generator;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What networks of one architecture are made from, on the driver and in tasks.
 *
 * @param json as {@link NetworkJson} writes it; empty if there is a factory
 */
record NetworkSource(String json, @Nullable NetworkFactory factory) implements Serializable {
    private static final long serialVersionUID = 1L;

    static NetworkSource of(String json) {
        return new NetworkSource(json, null);
    }

    static NetworkSource of(NetworkFactory factory) {
        return new NetworkSource("", factory);
    }

    /** A network with first weights from the current thread's generator. */
    Module make() {
        return factory == null ? NetworkJson.read(json) : factory.create();
    }

    /** The network whose first weights are those of a seed, which the current thread's generator goes on from. */
    Module make(long seed) {
        Generator.manualSeed(seed);
        return make();
    }

    /**
     * Tells architectures apart, in few characters.
     *
     * @param network that was made of this
     */
    String digest(Module network) {
        StringBuilder text = new StringBuilder();
        text.append(factory == null ? json : Functions.shown(factory) + "\n" + network);
        network.stateDict()
                .forEach((name, tensor) ->
                        text.append("\n").append(name).append(' ').append(tensor.type()));
        return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
