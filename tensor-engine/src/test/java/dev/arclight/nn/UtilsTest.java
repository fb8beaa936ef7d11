package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UtilsTest {
    private static Tensor withGradient(double... gradient) {
        Tensor parameter = Tensor.zeros(gradient.length).requiresGrad(true);
        float[] values = new float[gradient.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) gradient[i];
        }
        parameter.mul(Tensor.of(values, values.length)).sum().backward();
        return parameter;
    }

    private static float[] gradient(Tensor parameter) {
        return Objects.requireNonNull(parameter.grad()).toFloatArray();
    }

    @Test
    void gradientsAreScaledTogetherToTheNorm() {
        List<Tensor> parameters =
                List.of(withGradient(3, 0), withGradient(4), Tensor.ones(2).requiresGrad(true));
        assertThat(Utils.clipGradNorm_(parameters, 1)).isEqualTo(5);
        assertThat(gradient(parameters.get(0))[0]).isCloseTo(0.6f, within(1e-6f));
        assertThat(gradient(parameters.get(1))[0]).isCloseTo(0.8f, within(1e-6f));
    }

    @Test
    void gradientsWithinTheNormStayAsTheyAre() {
        Tensor parameter = withGradient(0.3, -0.4);
        assertThat(Utils.clipGradNorm_(List.of(parameter), 1)).isCloseTo(0.5, within(1e-7));
        assertThat(gradient(parameter)).containsExactly(0.3f, -0.4f);
    }

    @Test
    void otherNormsCount() {
        List<Tensor> parameters = List.of(withGradient(1, -2), withGradient(2));
        assertThat(Utils.gradNorm(parameters, 1)).isEqualTo(5);
        assertThat(Utils.gradNorm(parameters, Double.POSITIVE_INFINITY)).isEqualTo(2);
        assertThat(Utils.gradNorm(parameters, 3)).isCloseTo(Math.cbrt(17), within(1e-6));
    }

    /** As in PyTorch, where these are norms of norms: order 0 counts the tensors that are not all zero. */
    @Test
    void ordersZeroAndMinusInfinityCount() {
        List<Tensor> parameters = List.of(withGradient(1, 0, -2), withGradient(0, 0), withGradient(3));
        assertThat(Utils.gradNorm(parameters, 0)).isEqualTo(2);
        List<Tensor> others = List.of(withGradient(1, -0.5), withGradient(2));
        assertThat(Utils.gradNorm(others, Double.NEGATIVE_INFINITY)).isEqualTo(0.5);
    }

    @Test
    void halfGradientsAreClippedThoughTheirSquaresOverflow() {
        Tensor parameter = Tensor.zeros(DType.FLOAT16, 2).requiresGrad(true);
        parameter.setGrad(Tensor.of(new float[] {300, 400}, 2).to(DType.FLOAT16));
        assertThat(Utils.clipGradNorm_(List.of(parameter), 1)).isEqualTo(500);
        assertThat(gradient(parameter))
                .containsExactly(
                        Tensor.of(new float[] {0.6f, 0.8f}, 2).to(DType.FLOAT16).toFloatArray());
    }

    @Test
    void theNormOfNoOrEmptyGradientsIsZero() {
        assertThat(Utils.getTotalNorm(List.of(), 2, true)).isZero();
        List<Tensor> tensors = List.of(Tensor.zeros(0), Tensor.of(new float[] {3, -4}, 2));
        assertThat(Utils.getTotalNorm(tensors, Double.POSITIVE_INFINITY, true)).isEqualTo(4);
        assertThat(Utils.getTotalNorm(tensors, 2, true)).isEqualTo(5);
    }

    @Test
    void theNormIsThatOfAnOperationAlsoWhereSquaresVanishOrOverflow() {
        for (double scale : new double[] {1e-25, 1e-15, 1, 1e15, 1e25}) {
            List<Tensor> gradients = List.of(
                    Tensor.of(new float[] {(float) (3 * scale), 0}, 2),
                    Tensor.zeros(3),
                    Tensor.of(new float[] {0, 0, (float) (4 * scale)}, 3));
            double expected = Tensor.cat(gradients, 0).norm(2).item();
            assertThat(Utils.getTotalNorm(gradients, 2, false)).isCloseTo(expected, within(1e-6 * expected));
        }
    }

    @Test
    void theNormOfHalfGradientsIsNotRoundedToHalf() {
        Tensor half = Tensor.full(1, 2049).to(DType.FLOAT16);
        assertThat(Utils.getTotalNorm(List.of(half), 1, true)).isEqualTo(2049);
    }

    @Test
    void gradientsAreScaledByANormThatIsKnown() {
        List<Tensor> parameters = List.of(withGradient(3, 0), withGradient(4));
        Utils.clipGradsWithNorm_(parameters, 1, 10);
        assertThat(gradient(parameters.get(1))[0]).isCloseTo(0.4f, within(1e-6f));
    }

    @Test
    void aNormThatIsNotFiniteIsAnErrorIfAskedForAndChangesNothing() {
        Tensor parameter = withGradient(Double.NaN, 1);
        assertThatThrownBy(() -> Utils.clipGradNorm_(List.of(parameter), 1, 2, true))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("NaN");
        assertThat(gradient(parameter)[1]).isEqualTo(1);
    }

    @Test
    void gradientsAreCutElementByElement() {
        Tensor parameter = withGradient(3, -0.2, -7);
        Utils.clipGradValue_(List.of(parameter), 0.5);
        assertThat(gradient(parameter)).containsExactly(0.5f, -0.2f, -0.5f);
    }

    @Test
    void parametersGoIntoAVectorAndBack() {
        Linear from = new Linear(3, 2);
        Linear to = new Linear(3, 2);
        Tensor vector = Utils.parametersToVector(from.parameters());
        assertThat(vector.shape().toArray()).containsExactly(8);
        Utils.vectorToParameters(vector.detach(), to.parameters());
        assertThat(to.weight().toFloatArray()).isEqualTo(from.weight().toFloatArray());
        assertThatThrownBy(() -> Utils.vectorToParameters(Tensor.zeros(9), to.parameters()))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected 8");
    }
}
