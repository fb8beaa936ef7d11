package dev.arclight.kernel.cpu.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepRuleTest {
    private static final int N = 1037;

    private final Random random = new Random(29);

    static Stream<StepRule> rules() {
        return Stream.of(
                new SgdRule(0.1, 0, 0, 0, false, false, false),
                new SgdRule(0.1, 0, 0, 0.01, false, true, false),
                new SgdRule(0.1, 0.9, 0.5, 0.01, false, false, true),
                new SgdRule(0.1, 0.9, 0.5, 0, false, true, false),
                new SgdRule(0.1, 0.9, 0, 0.01, true, false, false),
                new SgdRule(0.1, 0.9, 0, 0, true, false, false),
                new AdamRule(0.1, 0.9, 0.999, 1e-8, 0, false, false, true, 3),
                new AdamRule(0.1, 0.9, 0.999, 1e-8, 0.1, false, false, false, 3),
                new AdamRule(0.1, 0.9, 0.999, 1e-8, 0.1, true, false, false, 3),
                new AdamRule(0.1, 0.9, 0.999, 1e-8, 0.1, true, true, false, 3),
                new AdamaxRule(0.1, 0.9, 0.999, 1e-8, 0, false, 2),
                new AdamaxRule(0.1, 0.9, 0.999, 1e-8, 0.1, true, 2),
                new NAdamRule(0.1, 0.9, 0.999, 1e-8, 0, false, false, 0.5, 0.6, 0.4, 2),
                new NAdamRule(0.1, 0.9, 0.999, 1e-8, 0.1, true, false, 0.5, 0.6, 0.4, 2),
                new NAdamRule(0.1, 0.9, 0.999, 1e-8, 0.1, false, true, 0.5, 0.6, 0.4, 2),
                new RAdamRule(0.1, 0.9, 0.999, 1e-8, 0.1, false, false, 2),
                new RAdamRule(0.1, 0.9, 0.999, 1e-8, 0, false, true, 20),
                new RAdamRule(0.1, 0.9, 0.999, 1e-8, 0.1, true, false, 20),
                new RAdamRule(0.1, 0.9, 0.999, 1e-8, 0.1, false, false, 20),
                new RmspropRule(0.1, 0.9, 1e-8, 0, 0, false, false),
                new RmspropRule(0.1, 0.9, 1e-8, 0.1, 0.9, false, true),
                new RmspropRule(0.1, 0.9, 1e-8, 0.1, 0, true, false),
                new RmspropRule(0.1, 0.9, 1e-8, 0, 0.9, true, false),
                new AdagradRule(0.1, 0.1, 0.1, 1e-8, false, 4),
                new AdadeltaRule(0.1, 0.9, 1e-6, 0, false),
                new AsgdRule(0.1, 0.1, false, 0.1, 1),
                new AsgdRule(0.1, 0, true, 0.1, 0.25),
                new RpropRule(0.5, 1.2, 1e-6, 50, false));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void float32IsFloat64RoundedButForTheArithmetic(StepRule rule) {
        float[][] narrow = arrays();
        double[][] wide = new double[narrow.length][N];
        for (int k = 0; k < narrow.length; k++) {
            for (int i = 0; i < N; i++) {
                wide[k][i] = narrow[k][i];
            }
        }
        rule.step(narrow[0], narrow[1], state(narrow), 0, N);
        rule.step(wide[0], wide[1], state(wide), 0, N);
        for (int k = 0; k < narrow.length; k++) {
            for (int i = 0; i < N; i++) {
                assertThat((double) narrow[k][i])
                        .as("array %s, element %s", k, i)
                        .isCloseTo(wide[k][i], within(2e-6 * Math.max(1, Math.abs(wide[k][i]))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void partsAreAsTheWholeBitForBitAndNothingOutsideIsTouched(StepRule rule) {
        float[][] whole = arrays();
        float[][] parts = copy(whole);
        float[][] before = copy(whole);
        rule.step(whole[0], whole[1], state(whole), 0, N);
        rule.step(parts[0], parts[1], state(parts), 5, 700);
        for (int k = 0; k < whole.length; k++) {
            for (int i = 0; i < N; i++) {
                assertThat(parts[k][i]).isEqualTo(i >= 5 && i < 700 ? whole[k][i] : before[k][i]);
            }
        }
        rule.step(parts[0], parts[1], state(parts), 0, 5);
        rule.step(parts[0], parts[1], state(parts), 700, 701);
        rule.step(parts[0], parts[1], state(parts), 701, N);
        assertThat(parts).isDeepEqualTo(whole);
    }

    @Test
    void theFirstStepOfAdamMovesEveryParameterByTheLearningRate() {
        float[] parameters = {1, 1};
        new AdamRule(0.1, 0.9, 0.999, 0, 0, false, false, false, 1)
                .step(parameters, new float[] {1e-3f, -50}, new float[2][2], 0, 2);
        assertThat(parameters[0]).isCloseTo(0.9f, within(1e-6f));
        assertThat(parameters[1]).isCloseTo(1.1f, within(1e-6f));
    }

    @Test
    void anInfiniteParameterWithoutDecayStaysInfinite() {
        for (StepRule rule : new StepRule[] {
            new SgdRule(0.1, 0, 0, 0, false, false, false),
            new SgdRule(0.1, 0.9, 0, 0, true, false, false),
            new AdamRule(0.1, 0.9, 0.999, 1e-8, 0, false, false, false, 1),
            new AdamRule(0.1, 0.9, 0.999, 1e-8, 0, false, true, false, 1),
            new AdagradRule(0.1, 0, 0, 1e-8, false, 1),
            new RAdamRule(0.1, 0.9, 0.999, 1e-8, 0, false, false, 1)
        }) {
            float[] parameters = {Float.NEGATIVE_INFINITY};
            rule.step(parameters, new float[] {1}, new float[3][1], 0, 1);
            assertThat(parameters).as("%s", rule).containsExactly(Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void aGradientThatIsNoNumberMovesNothingInResilientPropagation() {
        float[] parameters = {1};
        float[][] state = {{2}, {0.5f}};
        new RpropRule(0.5, 1.2, 1e-6, 50, false).step(parameters, new float[] {Float.NaN}, state, 0, 1);
        assertThat(parameters).containsExactly(1);
        assertThat(state[1]).containsExactly(0.5f);
    }

    @Test
    void resilientPropagationIsTheSameBitForBitOnVectorsAndWithout() {
        float[][] whole = arrays();
        float[] special = {0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE};
        for (int i = 0; i < N; i++) {
            whole[2][i] = random.nextInt(4) == 0 ? special[random.nextInt(6)] : (float) random.nextGaussian();
            whole[1][i] = random.nextInt(4) == 0 ? special[random.nextInt(6)] : whole[1][i];
        }
        float[][] plain = copy(whole);
        new RpropRule(0.5, 1.2, 0.6, 1.9, true).step(whole[0], whole[1], state(whole), 3, N);
        new RpropLoop.Plain()
                .step(new RpropLoop.Settings(0.5f, 1.2f, 0.6f, 1.9f, -1), plain[0], plain[1], plain[2], plain[3], 3, N);
        // As equals does, which tells zeros apart and takes NaN for itself.
        assertThat(Arrays.deepEquals(whole, plain)).isTrue();
    }

    /** Parameters, gradients and three states of positive numbers, with a mean that fits the square. */
    private float[][] arrays() {
        float[][] all = new float[5][N];
        for (int i = 0; i < N; i++) {
            all[0][i] = (float) random.nextGaussian();
            all[1][i] = (float) random.nextGaussian();
            all[2][i] = 1 + random.nextFloat();
            all[3][i] = 1 + random.nextFloat();
            all[4][i] = random.nextFloat() / 2;
        }
        return all;
    }

    private static float[][] state(float[][] arrays) {
        return new float[][] {arrays[2], arrays[3], arrays[4]};
    }

    private static double[][] state(double[][] arrays) {
        return new double[][] {arrays[2], arrays[3], arrays[4]};
    }

    private static float[][] copy(float[][] arrays) {
        float[][] copy = new float[arrays.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = arrays[i].clone();
        }
        return copy;
    }
}
