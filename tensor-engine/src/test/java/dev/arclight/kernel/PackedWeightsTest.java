package dev.arclight.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackedWeightsTest {
    private final PackedWeights weights = new PackedWeights();

    private double[] packed(Tensor tensor) {
        return weights.of(tensor, double[].class, double[].class, tensor::toDoubleArray);
    }

    @Test
    void looksAtTheSameElementsArePackedOnceAndOthersEach() {
        Tensor weight = Tensor.arange(12).reshape(3, 4);
        assertThat(packed(weight.narrow(0, 1, 2))).isSameAs(packed(weight.narrow(0, 1, 2)));
        assertThat(packed(weight.narrow(0, 0, 2))).isNotSameAs(packed(weight.narrow(0, 1, 2)));
        assertThat(packed(weight.t())).isNotSameAs(packed(weight)).isSameAs(packed(weight.t()));
        assertThat(weights.size()).isEqualTo(4);
    }

    @Test
    void formsOfOneTensorArePackedEach() {
        Tensor weight = Tensor.arange(12).reshape(3, 4);
        double[] first = weights.of(weight, 1, double[].class, weight::toDoubleArray);
        assertThat(weights.of(weight, 3, double[].class, weight::toDoubleArray)).isNotSameAs(first);
        assertThat(weights.of(weight, 1, double[].class, weight::toDoubleArray)).isSameAs(first);
    }

    @Test
    void whatNobodyHoldsIsForgotten() {
        List<Tensor> held = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Tensor weight = Tensor.ones(10);
            packed(weight);
            held.add(weight);
        }
        System.gc();
        assertThat(weights.size()).isEqualTo(held.size());
        held.clear();
        for (int i = 0; i < 50 && weights.size() > 5; i++) {
            System.gc();
        }
        assertThat(weights.size()).isLessThanOrEqualTo(5);
    }
}
