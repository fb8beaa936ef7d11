package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the kernels that this JVM uses with the scalar definitions, bit by bit. */
class LoopsFloatFunctionTest {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1f,
        -1f,
        88.72284f,
        88.72283f,
        -87.33655f,
        -103.97208f,
        -103.97209f,
        100_000f,
        100_001f,
        3.0e9f,
        (float) Math.PI
    };

    @ParameterizedTest
    @EnumSource
    void theKernelGivesTheBitsOfTheScalarDefinitionOverTheFloatRange(FloatFunction function) {
        int n = 1 << 16;
        float[] in = new float[n];
        // A stride coprime to the number of floats reaches every binade and both signs.
        for (int i = 0; i < n; i++) {
            in[i] = Float.intBitsToFloat(i * 65_521);
        }
        float[] out = new float[n];
        Loops.apply(function, in, 0, out, 0, n);
        for (int i = 0; i < n; i++) {
            assertSameBits(function, in[i], function.apply(in[i]), out[i]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theKernelGivesTheBitsOfTheScalarDefinitionAroundOne(FloatFunction function) {
        Random random = new Random(3);
        float[] in = new float[20_011];
        for (int i = 0; i < in.length; i++) {
            in[i] = (float) (random.nextGaussian() * 4);
        }
        float[] out = new float[in.length];
        Loops.apply(function, in, 0, out, 0, in.length);
        for (int i = 0; i < in.length; i++) {
            assertSameBits(function, in[i], function.apply(in[i]), out[i]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void specialValuesGiveTheSameBitsInEveryLane(FloatFunction function) {
        for (int shift = 0; shift < 17; shift++) {
            float[] in = new float[SPECIAL.length + shift];
            System.arraycopy(SPECIAL, 0, in, shift, SPECIAL.length);
            float[] out = new float[in.length];
            Loops.apply(function, in, 0, out, 0, in.length);
            for (int i = 0; i < in.length; i++) {
                assertSameBits(function, in[i], function.apply(in[i]), out[i]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyLengthAndOffsetWritesItsSpanOnly(FloatFunction function) {
        float[] in = new float[80];
        for (int i = 0; i < in.length; i++) {
            in[i] = 0.1f + i * 0.05f;
        }
        for (int n = 0; n <= 40; n++) {
            float[] out = new float[80];
            Loops.apply(function, in, 3, out, 5, n);
            for (int i = 0; i < out.length; i++) {
                boolean inside = i >= 5 && i < 5 + n;
                assertSameBits(function, in[i], inside ? function.apply(in[i - 2]) : 0, out[i]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOperandMayBeTheResult(FloatFunction function) {
        float[] x = new float[SPECIAL.length * 3];
        for (int i = 0; i < x.length; i++) {
            x[i] = SPECIAL[i % SPECIAL.length];
        }
        float[] expected = new float[x.length];
        Loops.apply(function, x, 0, expected, 0, x.length);
        Loops.apply(function, x, 0, x, 0, x.length);
        assertThat(x).containsExactly(expected);
    }

    @ParameterizedTest
    @EnumSource
    void pairsGiveTheBitsOfTheScalarDefinition(FloatBinaryFunction function) {
        int n = SPECIAL.length * SPECIAL.length;
        float[] a = new float[n + 2];
        float[] b = new float[n + 3];
        for (int i = 0; i < n; i++) {
            a[i + 2] = SPECIAL[i % SPECIAL.length];
            b[i + 3] = SPECIAL[i / SPECIAL.length];
        }
        float[] out = new float[n + 1];
        Loops.apply(function, a, 2, 1, b, 3, 1, out, 1, n);
        for (int i = 0; i < n; i++) {
            assertSameBits(function, a[i + 2], function.apply(a[i + 2], b[i + 3]), out[i + 1]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void scalarOperandsGiveTheBitsOfTheScalarDefinition(FloatBinaryFunction function) {
        for (int n = 0; n < SPECIAL.length; n++) {
            for (float scalar : SPECIAL) {
                float[] s = {7, scalar};
                float[] right = new float[n];
                float[] left = new float[n];
                float[] both = new float[n];
                Loops.apply(function, SPECIAL, 0, 1, s, 1, 0, right, 0, n);
                Loops.apply(function, s, 1, 0, SPECIAL, 0, 1, left, 0, n);
                Loops.apply(function, s, 0, 0, s, 1, 0, both, 0, n);
                for (int i = 0; i < n; i++) {
                    assertSameBits(function, SPECIAL[i], function.apply(SPECIAL[i], scalar), right[i]);
                    assertSameBits(function, SPECIAL[i], function.apply(scalar, SPECIAL[i]), left[i]);
                    assertSameBits(function, scalar, function.apply(7, scalar), both[i]);
                }
            }
        }
    }

    @Test
    void aStrideBeyondOneIsRefused() {
        float[] x = new float[8];
        assertThatThrownBy(() -> Loops.apply(FloatBinaryFunction.ADD, x, 0, 2, x, 0, 1, x, 0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("strides of ADD are 2 and 1");
    }

    @Test
    void aSpanOutsideItsArrayIsRefused() {
        float[] x = new float[8];
        assertThatThrownBy(() -> Loops.apply(FloatFunction.EXP, x, 5, x, 0, 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void assertSameBits(Enum<?> function, float x, float expected, float actual) {
        // floatToIntBits makes all NaNs one; -0 and 0 stay different.
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            throw new AssertionError(function + " at " + x + " is " + actual + "; expected " + expected);
        }
    }
}
