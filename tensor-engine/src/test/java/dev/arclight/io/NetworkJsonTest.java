package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.Generator;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkJsonTest {
    @Test
    void aNetworkComesBackWithFirstWeightsOfTheGenerator() {
        Generator.manualSeed(3);
        Module network = new Sequential(new Linear(4, 3), new ReLU());
        String json = NetworkJson.write(network);
        Generator.manualSeed(3);
        Module another = NetworkJson.read(json);
        assertThat(another).hasToString(network.toString());
        network.stateDict()
                .forEach((name, tensor) ->
                        assertThat(state(another, name)).as(name).isEqualTo(tensor.toFloatArray()));
        assertThat(NetworkJson.write(another)).isEqualTo(json);
    }

    private static float[] state(Module module, String name) {
        return Objects.requireNonNull(module.stateDict().get(name)).toFloatArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ReLU\",\"type\":\"Tanh\"}",
                "{\"type\":\"ReLU\"} {}",
                "{\"type\":\"ReLU\"",
                "",
                "[]",
                "{\"type\":\"Runtime\"}",
                "{\"type\":\"Linear\",\"config\":{\"inFeatures\":2000000000,\"outFeatures\":2000000000,\"bias\":true}}",
                "{\"type\":\"Linear\",\"config\":{\"inFeatures\":2000000000,\"outFeatures\":1000,\"bias\":true}}"
            })
    void whatIsNoNetworkOrTooLargeIsRefusedBeforeAnythingIsMade(String json) {
        assertThatThrownBy(() -> NetworkJson.read(json)).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void nestingAndLayersBeyondAllNetworksAreRefused() {
        String open = "{\"type\":\"Sequential\",\"layers\":[";
        assertThatThrownBy(() -> NetworkJson.read(open.repeat(200) + "]}".repeat(200)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("not sound JSON");
        String many = "{\"type\":\"GRU\",\"config\":{\"inputSize\":1,\"hiddenSize\":1,\"numLayers\":2000000000,"
                + "\"bias\":true,\"batchFirst\":false,\"dropout\":0.0,\"bidirectional\":false}}";
        assertThatThrownBy(() -> NetworkJson.read(many))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("numLayers");
    }
}
