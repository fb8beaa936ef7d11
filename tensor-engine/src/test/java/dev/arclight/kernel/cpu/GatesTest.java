package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.Generator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gates of recurrent cells that this JVM chose give the bits of the plain loops. */
class GatesTest {
    private final Gates<float[]> chosen = Gates.FLOATS;
    private final Gates<float[]> plain = new FloatGates();

    private interface Call {
        /** Runs on copies of the same numbers, and returns all that was written. */
        float[][] run(Gates<float[]> gates);
    }

    private void assertSame(Call call) {
        float[][] actual = call.run(chosen);
        float[][] expected = call.run(plain);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).containsExactly(expected[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 100, 130, 257})
    void gatesGiveTheBitsOfPlainLoops(int n) {
        float[] gates = random(1, 4 * n + 2);
        float[] x = random(2, n + 3);
        float[] y = random(3, n + 3);
        float[] z = random(4, n + 3);
        assertSame(g -> {
            float[] out = x.clone();
            g.sigmoid(out, 1, out, 1, n);
            g.tanh(y, 2, out, 1, n / 2);
            g.relu(out, 1, n / 3);
            return new float[][] {out};
        });
        assertSame(g -> {
            float[] sum = x.clone();
            float[] product = x.clone();
            float[] both = x.clone();
            g.add(y, 2, sum, 1, n);
            g.multiply(y, 2, z, 3, product, 1, n);
            g.multiplyAdd(y, 2, z, 3, both, 1, n);
            return new float[][] {sum, product, both};
        });
        assertSame(g -> {
            float[] activated = random(5, n + 3);
            float[] slopes = random(6, n + 3);
            g.tanhBackward(x, 1, y, 2, activated, 3, n);
            g.reluBackward(x, 1, y, 2, slopes, 3, n);
            return new float[][] {activated, slopes};
        });
        assertSame(g -> {
            float[] cell = x.clone();
            float[] state = y.clone();
            g.cell(gates, 1, cell, 2, n);
            g.blend(gates, 1, state, 2, n);
            return new float[][] {cell, state};
        });
        assertSame(g -> {
            float[] dc = x.clone();
            float[] out = random(7, 4 * n + 3);
            g.cellBackward(gates, 1, y, 2, z, 3, y, 1, dc, 2, out, 3, n);
            return new float[][] {dc, out};
        });
        assertSame(g -> {
            float[] dh = x.clone();
            float[] out = random(8, 3 * n + 3);
            float[] hidden = random(9, 3 * n + 3);
            g.blendBackward(gates, 1, y, 2, z, 3, dh, 1, out, 2, hidden, 3, n);
            return new float[][] {dh, out, hidden};
        });
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, 1e38f})
    void specialNumbersGiveTheBitsOfPlainLoops(float special) {
        int n = 40;
        float[] gates = random(1, 4 * n);
        float[] x = random(2, n);
        for (int i = 0; i < gates.length; i += 7) {
            gates[i] = special;
        }
        x[5] = special;
        assertSame(g -> {
            float[] dc = x.clone();
            float[] out = new float[4 * n];
            float[] cell = x.clone();
            float[] state = x.clone();
            float[] slopes = new float[n];
            g.cellBackward(gates, 0, x, 0, x, 0, x, 0, dc, 0, out, 0, n);
            g.cell(gates, 0, cell, 0, n);
            g.blend(gates, 0, state, 0, n);
            g.reluBackward(x, 0, gates, 0, slopes, 0, n);
            return new float[][] {dc, out, cell, state, slopes};
        });
    }

    private static float[] random(long seed, int n) {
        float[] values = new float[n];
        Generator generator = Generator.seeded(seed);
        for (int i = 0; i < n; i++) {
            values[i] = (float) generator.nextGaussian();
        }
        return values;
    }
}
