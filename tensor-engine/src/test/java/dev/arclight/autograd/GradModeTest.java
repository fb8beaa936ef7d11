package dev.arclight.autograd;

import static dev.arclight.autograd.LeafTensors.grad;
import static dev.arclight.autograd.LeafTensors.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What is recorded and what is not. */
@SuppressWarnings("try") // Scopes are there to be closed.
class GradModeTest {
    @Test
    void nothingIsRecordedUnderNoGrad() {
        Tensor x = leaf(2);
        Tensor y;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            y = x.mul(x);
        }
        assertThat(y.requiresGrad()).isFalse();
        assertThatThrownBy(() -> y.sum().backward())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("does not require a gradient");
    }

    @Test
    void gradModesNest() {
        try (GradMode.Scope outer = GradMode.noGrad()) {
            try (GradMode.Scope inner = GradMode.enableGrad()) {
                assertThat(GradMode.isEnabled()).isTrue();
            }
            assertThat(GradMode.isEnabled()).isFalse();
        }
        assertThat(GradMode.isEnabled()).isTrue();
    }

    @Test
    void gradModeBelongsToItsThread() throws InterruptedException {
        boolean[] enabled = new boolean[1];
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Thread other = new Thread(() -> enabled[0] = GradMode.isEnabled());
            other.start();
            other.join();
        }
        assertThat(enabled[0]).isTrue();
    }

    @Test
    void nothingFlowsThroughADetachedTensor() {
        Tensor x = leaf(2, 3);
        x.mul(x.detach()).sum().backward();
        assertThat(grad(x)).containsExactly(2, 3);
    }

    @Test
    void aDetachedTensorSharesMemory() {
        Tensor x = leaf(2, 3);
        x.detach().fill_(7);
        assertThat(x.toDoubleArray()).containsExactly(7, 7);
    }
}
