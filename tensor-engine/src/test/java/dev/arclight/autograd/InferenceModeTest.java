package dev.arclight.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Scopes are there to be closed.
class InferenceModeTest {
    @Test
    void whatIsMadeInsideIsAnInferenceTensorForGood() {
        Tensor x = inferenceTensor();
        assertThat(x.isInference()).isTrue();
        assertThat(x.view(2, 1).isInference()).isTrue();
        assertThat(x.detach().isInference()).isTrue();
        assertThat(x.clone().isInference()).isFalse();
        assertThat(x.add(x).isInference()).isFalse();
    }

    @Test
    void nothingIsRecordedInsideWhateverTheGradMode() {
        Tensor x = leaf();
        try (InferenceMode.Scope scope = InferenceMode.enable();
                GradMode.Scope inner = GradMode.enableGrad()) {
            assertThat(x.mul(x).requiresGrad()).isFalse();
            assertThat(x.view(2, 1).isInference()).isFalse();
        }
    }

    @Test
    void modesNestAndComeBack() {
        try (InferenceMode.Scope outer = InferenceMode.enable()) {
            assertThat(GradMode.isEnabled()).isFalse();
            try (InferenceMode.Scope inner = InferenceMode.set(false)) {
                assertThat(InferenceMode.isEnabled()).isFalse();
                assertThat(leaf().mul(2.0).requiresGrad()).isTrue();
            }
            assertThat(InferenceMode.isEnabled()).isTrue();
        }
        assertThat(InferenceMode.isEnabled()).isFalse();
        assertThat(GradMode.isEnabled()).isTrue();
    }

    @Test
    void anInferenceTensorCannotBeSavedForBackward() {
        Tensor x = inferenceTensor();
        assertThat(leaf().add(x).requiresGrad()).isTrue();
        assertThatThrownBy(() -> leaf().mul(x))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("clone()");
    }

    @Test
    void anInferenceTensorCannotBeChangedOutside() {
        Tensor x = inferenceTensor();
        assertThatThrownBy(() -> x.add_(1.0))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("inference mode");
        try (InferenceMode.Scope scope = InferenceMode.enable()) {
            assertThat(x.add_(1.0).toDoubleArray()).containsExactly(2, 2);
        }
    }

    @Test
    void anInferenceTensorCannotBeFilledWithRandomNumbersOutside() {
        Tensor narrow;
        try (InferenceMode.Scope scope = InferenceMode.enable()) {
            narrow = Tensor.zeros(2);
        }
        for (UnaryOperator<Tensor> fill : List.<UnaryOperator<Tensor>>of(
                t -> t.uniform_(),
                t -> t.normal_(),
                t -> t.exponential_(),
                t -> t.bernoulli_(0.5),
                t -> t.random_(),
                t -> t.geometric_(0.5))) {
            assertThatThrownBy(() -> fill.apply(narrow))
                    .isInstanceOf(AutogradException.class)
                    .hasMessageContaining("inference mode");
        }
        assertThat(narrow.toDoubleArray()).containsOnly(0);
    }

    @Test
    void anInferenceTensorCannotAskForGradientsOutside() {
        Tensor x = inferenceTensor();
        assertThatThrownBy(() -> x.requiresGrad(true)).isInstanceOf(AutogradException.class);
        try (InferenceMode.Scope scope = InferenceMode.enable()) {
            assertThat(inferenceTensor().requiresGrad(true).requiresGrad()).isTrue();
        }
    }

    @Test
    void aNormalTensorMayBeChangedInsideWhichBackwardNotices() {
        Tensor y = leaf().mul(1.0);
        Tensor z = y.mul(y).sum();
        try (InferenceMode.Scope scope = InferenceMode.enable()) {
            y.mul_(2.0);
        }
        assertThatThrownBy(z::backward).hasMessageContaining("changed in place");
    }

    @Test
    void aViewOfANormalTensorMadeInsideCannotBeChangedOutside() {
        Tensor y = leaf().mul(1.0);
        Tensor view;
        try (InferenceMode.Scope scope = InferenceMode.enable()) {
            view = y.view(2, 1);
        }
        assertThatThrownBy(() -> view.mul_(leaf().view(2, 1)))
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("inference mode");
    }

    private static Tensor inferenceTensor() {
        try (InferenceMode.Scope scope = InferenceMode.enable()) {
            return Tensor.ones(DType.FLOAT64, 2);
        }
    }

    private static Tensor leaf() {
        return Tensor.of(new double[] {1, 2}, 2).requiresGrad(true);
    }
}
