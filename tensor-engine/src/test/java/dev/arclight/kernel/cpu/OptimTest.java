package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimTest {
    private static final int N = 37;
    private static final int STEPS = 20;

    private final Random random = new Random(29);

    @ParameterizedTest
    @CsvSource({
        "0.1,0,0,0,false,0",
        "0.1,0,0,0.01,false,0",
        "0.1,0.9,0,0,false,0",
        "0.1,0.9,0,0.01,true,0",
        "0.1,0.9,0.5,0.01,false,0",
        "0.1,0.9,0.5,0.01,false,3",
        "0.1,0,0,0.01,false,3"
    })
    void sgdFollowsPyTorchsAlgorithm(
            double rate, double momentum, double dampening, double decay, boolean nesterov, int offset) {
        Optim.Sgd rule = new Optim.Sgd(rate, momentum, dampening, decay, nesterov);
        float[] parameters = floats(N + offset);
        float[] momenta = new float[N];
        double[] p = new double[N];
        double[] buffer = new double[N];
        for (int i = 0; i < N; i++) {
            p[i] = parameters[offset + i];
        }
        for (int step = 1; step <= STEPS; step++) {
            float[] gradients = floats(N + offset);
            Optim.step(rule, step, parameters, offset, gradients, offset, momenta, N);
            for (int i = 0; i < N; i++) {
                double d = gradients[offset + i] + decay * p[i];
                if (momentum != 0) {
                    buffer[i] = step == 1 ? d : momentum * buffer[i] + (1 - dampening) * d;
                    d = nesterov ? d + momentum * buffer[i] : buffer[i];
                }
                p[i] -= rate * d;
            }
        }
        for (int i = 0; i < N; i++) {
            assertThat(parameters[offset + i]).isCloseTo((float) p[i], within(3e-6f));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.01,0.9,0.999,1e-8,0,false,0",
        "0.01,0.9,0.999,1e-8,0.1,false,0",
        "0.01,0.9,0.999,1e-8,0.1,true,0",
        "0.01,0.5,0.9,1e-3,0.1,true,0",
        "0.01,0.9,0.999,1e-8,0.1,true,5"
    })
    void adamFollowsPyTorchsAlgorithm(
            double rate, double beta1, double beta2, double epsilon, double decay, boolean decoupled, int offset) {
        Optim.Adam rule = new Optim.Adam(rate, beta1, beta2, epsilon, decay, decoupled);
        float[] parameters = floats(N + offset);
        float[] firstMoments = new float[N];
        float[] secondMoments = new float[N];
        double[] p = new double[N];
        double[] first = new double[N];
        double[] second = new double[N];
        for (int i = 0; i < N; i++) {
            p[i] = parameters[offset + i];
        }
        for (int step = 1; step <= STEPS; step++) {
            float[] gradients = floats(N);
            Optim.step(rule, step, parameters, offset, gradients, 0, firstMoments, secondMoments, N);
            for (int i = 0; i < N; i++) {
                double d = gradients[i];
                if (decoupled) {
                    p[i] *= 1 - rate * decay;
                } else {
                    d += decay * p[i];
                }
                first[i] = beta1 * first[i] + (1 - beta1) * d;
                second[i] = beta2 * second[i] + (1 - beta2) * d * d;
                double unbiased = first[i] / (1 - Math.pow(beta1, step));
                double root = Math.sqrt(second[i] / (1 - Math.pow(beta2, step)));
                p[i] -= rate * unbiased / (root + epsilon);
            }
        }
        for (int i = 0; i < N; i++) {
            assertThat(parameters[offset + i]).isCloseTo((float) p[i], within(3e-6f));
        }
    }

    @Test
    void theFirstStepOfAdamMovesEveryParameterByTheLearningRate() {
        float[] parameters = {1, 1};
        Optim.step(
                new Optim.Adam(0.1, 0.9, 0.999, 0, 0, false),
                1,
                parameters,
                0,
                new float[] {1e-3f, -50},
                0,
                new float[2],
                new float[2],
                2);
        assertThat(parameters[0]).isCloseTo(0.9f, within(1e-6f));
        assertThat(parameters[1]).isCloseTo(1.1f, within(1e-6f));
    }

    @Test
    void parametersOutsideTheSpanAreLeftAlone() {
        float[] parameters = {1, 1, 1, 1};
        Optim.step(new Optim.Sgd(1, 0, 0, 0, false), 1, parameters, 1, new float[] {1, 1}, 0, new float[0], 2);
        assertThat(parameters).containsExactly(1, 0, 0, 1);
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new Optim.Sgd(-1, 0, 0, 0, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("learning rate is -1");
        assertThatThrownBy(() -> new Optim.Sgd(1, 0, 0, 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Nesterov");
        assertThatThrownBy(() -> new Optim.Adam(1, 0.9, 1, 0, 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("betas are 0.9 and 1.0");
    }

    @Test
    void aSpanOutsideItsArrayIsRefused() {
        assertThatThrownBy(() -> Optim.step(
                        new Optim.Sgd(1, 0.9, 0, 0, false), 1, new float[4], 0, new float[4], 0, new float[3], 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private float[] floats(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
