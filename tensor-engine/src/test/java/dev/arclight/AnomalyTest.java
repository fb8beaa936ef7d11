package dev.arclight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.Anomaly;
import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.AutogradException;
import dev.arclight.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** In no room of the engine: lines of those are not the user's. */
@SuppressWarnings("try") // Scopes are there to be closed.
class AnomalyTest {
    @Test
    void aNanGradientNamesTheLineOfTheForwardCall() {
        Tensor x = Tensor.of(new double[] {0}, 1).requiresGrad(true);
        try (Anomaly scope = Autograd.detectAnomaly()) {
            int line = line() + 1;
            Tensor root = x.mul(0.0).sqrt();
            Tensor y = root.mul(0.0).sum();
            assertThatThrownBy(y::backward)
                    .isInstanceOf(AutogradException.class)
                    .hasMessageContaining("SqrtBackward0 returned NaN as the gradient of input 0")
                    .hasMessageContaining("AnomalyTest.java:" + line);
        }
    }

    @Test
    void nanIsNotLookedForUnlessAsked() {
        Tensor x = Tensor.of(new double[] {0}, 1).requiresGrad(true);
        try (Anomaly scope = Autograd.detectAnomaly(false)) {
            x.mul(0.0).sqrt().mul(0.0).sum().backward();
        }
        assertThat(Objects.requireNonNull(x.grad()).item()).isNaN();
    }

    @Test
    void anErrorInBackwardNamesTheLineOfTheForwardCall() {
        Tensor x = Tensor.of(new double[] {2}, 1).requiresGrad(true);
        try (Anomaly scope = Autograd.detectAnomaly()) {
            Tensor y = x.mul(1.0);
            int line = line() + 1;
            Tensor z = y.mul(y);
            y.add_(1.0);
            assertThatThrownBy(() -> z.sum().backward())
                    .isInstanceOf(AutogradException.class)
                    .hasMessageContaining("changed in place")
                    .hasMessageContaining("AnomalyTest.java:" + line)
                    .hasCauseInstanceOf(AutogradException.class);
        }
    }

    @Test
    void aNodeMadeOutsideSaysSo() {
        Tensor x = Tensor.of(new double[] {0}, 1).requiresGrad(true);
        Tensor y = x.mul(0.0).sqrt().mul(0.0).sum();
        try (Anomaly scope = Autograd.detectAnomaly()) {
            assertThatThrownBy(y::backward).hasMessageContaining("made outside Autograd.detectAnomaly()");
        }
    }

    @Test
    void scopesNestAndEnd() {
        Tensor x = Tensor.of(new double[] {0}, 1).requiresGrad(true);
        try (Anomaly outer = Autograd.detectAnomaly();
                Anomaly inner = Autograd.setDetectAnomaly(false, false)) {
            x.sqrt().mul(0.0).sum().backward();
        }
        x.sqrt().mul(0.0).sum().backward();
        assertThat(Objects.requireNonNull(x.grad()).item()).isNaN();
    }

    private static int line() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
    }
}
