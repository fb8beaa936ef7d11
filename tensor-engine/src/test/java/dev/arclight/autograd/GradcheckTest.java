package dev.arclight.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GradcheckTest {
    private static Tensor halfASquare(List<Tensor> in) {
        return in.get(0).mul(in.get(0).detach());
    }

    @Test
    void gradcheckFindsAWrongGradientAndSaysWhere() {
        Tensor x = leaf(0.5, 1.5).requiresGrad(true);
        // detach hides half of the derivative of the square.
        assertThatThrownBy(() ->
                        Gradcheck.gradcheck(in -> in.get(0).mul(in.get(0).detach()), List.of(x)))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("element 0 of result 0 by element 0 of input 0 is 0.5")
                .hasMessageContaining("central differences give 0.99999");
    }

    @Test
    void gradgradcheckFindsAWrongSecondGradient() {
        Tensor x = leaf(0.5, 1.5);
        assertThatThrownBy(() -> Gradcheck.gradgradcheck(
                        in -> in.get(0).mul(in.get(0)).mul(in.get(0).detach()), List.of(x)))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("gradgradcheck");
    }

    @Test
    void gradcheckAsksForFloat64() {
        Tensor x = Tensor.of(new float[] {1}, 1).requiresGrad(true);
        assertThatThrownBy(() -> Gradcheck.gradcheck(in -> in.get(0).exp(), List.of(x)))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("float32");
    }

    @Test
    void gradcheckTakesStridedInputsAndSeveralOfThem() {
        Tensor memory = Tensor.of(new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, 2, 3);
        Tensor a = Tensor.alias(memory.t(), memory.t().shape(), memory.t().strides(), 0)
                .requiresGrad(true);
        Tensor b = leaf(0.7, -0.2);
        Gradcheck.gradcheck(in -> in.get(0).matmul(in.get(1)).sin(), List.of(a, b));
        Gradcheck.gradgradcheck(in -> in.get(0).matmul(in.get(1)).sin(), List.of(a, b));
    }

    @Test
    void functionsWithSeveralResultsAreCheckedWhole() {
        Tensor x = leaf(0.5, 1.5);
        assertThat(Gradcheck.gradcheck(
                        in -> List.of(in.get(0).sin(), in.get(0).exp().sum()), List.of(x)))
                .isTrue();
        assertThat(Gradcheck.gradgradcheck(
                        in -> new Tensor[] {in.get(0).sin(), in.get(0).exp().sum()}, List.of(x)))
                .isTrue();
        assertThatThrownBy(() -> Gradcheck.gradcheck(in -> List.of(in.get(0).sin(), halfASquare(in)), List.of(x)))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("result 1");
    }

    @Test
    void theMessageCountsWhatDiffers() {
        assertThatThrownBy(() -> Gradcheck.gradcheck(GradcheckTest::halfASquare, List.of(leaf(0.5, 1.5))))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("2 of 4 elements of this Jacobian differ")
                .hasMessageContaining("atol 1.0E-5");
    }

    @Test
    void withoutExceptionsItAnswers() {
        Gradcheck.Options quiet = Gradcheck.Options.DEFAULT.withRaiseException(false);
        assertThat(Gradcheck.gradcheck(GradcheckTest::halfASquare, List.of(leaf(0.5)), quiet))
                .isFalse();
        assertThat(Gradcheck.gradgradcheck(in -> halfASquare(in), List.of(leaf(0.5)), null, quiet))
                .isFalse();
        assertThat(Gradcheck.gradcheck(in -> in.get(0).exp(), List.of(leaf(0.5)), quiet))
                .isTrue();
    }

    @Test
    void tolerancesDecide() {
        Function<List<Tensor>, ?> slightlyOff =
                in -> in.get(0).mul(1.0001).sub(in.get(0).detach().mul(0.0001));
        assertThatThrownBy(() ->
                        Gradcheck.gradcheck(slightlyOff, List.of(leaf(0.5)), Gradcheck.Options.DEFAULT.withRtol(1e-6)))
                .isInstanceOf(GradcheckException.class);
        assertThat(Gradcheck.gradcheck(slightlyOff, List.of(leaf(0.5)), Gradcheck.Options.DEFAULT.withRtol(1e-2)))
                .isTrue();
        assertThatThrownBy(() ->
                        Gradcheck.gradcheck(slightlyOff, List.of(leaf(0.5)), Gradcheck.Options.DEFAULT.withEps(0)))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("eps");
    }

    @Test
    void theFastModeFindsWrongGradientsToo() {
        Gradcheck.Options fast = Gradcheck.Options.DEFAULT.withFastMode(true);
        Tensor x = leaf(0.5, 1.5, -0.7);
        assertThat(Gradcheck.gradcheck(in -> in.get(0).sin().mul(in.get(0)), List.of(x), fast))
                .isTrue();
        assertThat(Gradcheck.gradgradcheck(in -> in.get(0).sin().mul(in.get(0)), List.of(x), null, fast))
                .isTrue();
        assertThatThrownBy(() -> Gradcheck.gradcheck(GradcheckTest::halfASquare, List.of(x), fast))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("random combination");
    }

    @Test
    void aBackwardThatIsNotTheSameEachTimeIsAnError() {
        int[] calls = new int[1];
        Function<List<Tensor>, ?> drifting = in -> {
            Tensor y = in.get(0).mul(2.0);
            y.registerHook(grad -> grad.add(calls[0]++ * 1e-9));
            return y;
        };
        assertThatThrownBy(() -> Gradcheck.gradcheck(drifting, List.of(leaf(0.5))))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("the same each time");
        assertThat(Gradcheck.gradcheck(drifting, List.of(leaf(0.5)), Gradcheck.Options.DEFAULT.withNondetTol(1e-6)))
                .isTrue();
    }

    @Test
    void anExpandedInputIsRefused() {
        Tensor x = Tensor.of(new double[] {1}, 1).expand(3).detach().requiresGrad(true);
        assertThatThrownBy(() -> Gradcheck.gradcheck(in -> in.get(0).exp(), List.of(x)))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("expanded");
    }

    @Test
    void gradientsOfResultsCanBeGiven() {
        Tensor given = leaf(0.3);
        assertThat(Gradcheck.gradgradcheck(
                        in -> in.get(0).exp(), List.of(leaf(0.5)), List.of(given), Gradcheck.Options.DEFAULT))
                .isTrue();
    }

    private static Tensor leaf(double... values) {
        return Tensor.of(values, values.length).requiresGrad(true);
    }
}
