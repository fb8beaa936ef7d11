package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterContainersTest {
    @Test
    void aListNamesItsParametersByPlace() {
        ParameterList list = new ParameterList(Tensor.ones(2, 3)).append(Tensor.zeros(4));
        assertThat(list.namedParameters().keySet()).containsExactly("0", "1");
        assertThat(list.get(-1).shape().toArray()).containsExactly(4);
        assertThat(list.get(0).requiresGrad()).isTrue();
        assertThat(list).hasSize(2);
        assertThat(list.extend(List.of(Tensor.ones(1))).size()).isEqualTo(3);
        assertThatThrownBy(() -> list.get(3))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("3");
    }

    @Test
    void aDictNamesItsParametersByKey() {
        ParameterDict dict = new ParameterDict(Map.of("left", Tensor.ones(2))).put("right", Tensor.zeros(3));
        assertThat(dict.stateDict().keySet()).containsExactly("left", "right");
        assertThat(dict.put("left", Tensor.ones(5)).get("left").numel()).isEqualTo(5);
        assertThat(dict.keySet()).containsExactly("left", "right");
        dict.pop("left");
        assertThat(dict.parameters()).hasSize(1);
        assertThat(dict.containsKey("left")).isFalse();
        assertThatThrownBy(() -> dict.get("left"))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("right");
    }

    @Test
    void theyPrintAsPyTorchs() {
        assertThat(new ParameterList(Tensor.ones(2, 3), Tensor.ones(4)).toString())
                .isEqualTo("""
                        ParameterList(
                            (0): Parameter containing: [torch.float32 of size 2x3]
                            (1): Parameter containing: [torch.float32 of size 4]
                        )""");
        assertThat(new ParameterDict(Map.of("scale", Tensor.ones(1))))
                .hasToString("ParameterDict(  (scale): Parameter containing: [torch.float32 of size 1])");
    }
}
