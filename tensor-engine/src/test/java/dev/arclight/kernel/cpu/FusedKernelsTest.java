package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.Generator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of normalisation and softmax that this JVM chose give the bits of the plain loops. */
class FusedKernelsTest {
    private final Norms<float[]> norms = Norms.FLOATS;
    private final Norms<float[]> plainNorms = new FloatNorms();
    private final Exponentials<float[]> rows = Exponentials.FLOATS;
    private final Exponentials<float[]> plainRows = new FloatExponentials();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 15, 16, 17, 33, 48, 63, 64, 130, 1023, 1024, 1100, 2090})
    void normsGiveTheBitsOfPlainLoops(int n) {
        float[] x = random(1, n + 3);
        float[] g = random(2, n + 3);
        float[] w = random(3, n + 3);
        float[] b = random(4, n + 3);
        assertThat(norms.squares(x, 2, 0.3, n)).isEqualTo(plainNorms.squares(x, 2, 0.3, n));
        double[] sums = new double[2];
        double[] plainSums = new double[2];
        norms.gradSums(g, 1, x, 2, 0.3, w, 3, n, sums);
        plainNorms.gradSums(g, 1, x, 2, 0.3, w, 3, n, plainSums);
        assertThat(sums).isEqualTo(plainSums);
        norms.segmentSums(g, 1, x, 2, 0.3, n, sums);
        plainNorms.segmentSums(g, 1, x, 2, 0.3, n, plainSums);
        assertThat(sums).isEqualTo(plainSums);
        same(n, (k, out) -> k.normalize(x, 2, 0.3, 1.7, w, 1, b, 3, out, 1, n));
        same(n, (k, out) -> {
            float[] weightSums = b.clone();
            float[] biasSums = w.clone();
            k.grad(g, 1, x, 2, 0.3, 1.7, w, 1, 0.4, -0.2, out, 3, weightSums, biasSums, 2, n);
            for (int i = 0; i < n; i++) {
                out[3 + i] += weightSums[i + 2] * 3 + biasSums[i + 2];
            }
        });
        same(n, (k, out) -> k.scale(x, 2, 0.3, 1.7, 0.4, out, 1, n));
        same(n, (k, out) -> k.segmentGrad(g, 1, x, 2, 0.3, 1.7, 0.4, -0.2, out, 1, n));
        same(n, (k, out) -> k.addSquares(x, 2, w, out, n));
        same(n, (k, out) -> k.scaleColumns(x, 2, w, b, g, out, 1, n));
        same(n, (k, out) -> k.gradColumns(g, 1, x, 2, w, b, g, x, out, 3, n));
        same(n, (k, out) -> {
            float[] products = b.clone();
            k.addGradSums(g, 1, x, 2, w, out, products, n);
            for (int i = 0; i < n; i++) {
                out[i] += products[i] * 3;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 15, 16, 17, 33, 48, 63, 64, 130, 1023, 1024, 1100, 2090})
    void exponentialsGiveTheBitsOfPlainLoops(int n) {
        float[] x = random(1, n + 3);
        float[] y = random(2, n + 3);
        for (int i = 0; i < n; i++) {
            x[i] = i % 7 == 0 ? Float.NEGATIVE_INFINITY : x[i] * 20 - 60;
        }
        float[] out = new float[n + 3];
        float[] plain = new float[n + 3];
        assertThat(rows.expSum(x, 2, 0.9, 1.5, out, 1, n)).isEqualTo(plainRows.expSum(x, 2, 0.9, 1.5, plain, 1, n));
        assertThat(out).isEqualTo(plain);
        rows.expScaled(x, 2, 0.9, 1.5, 0.3, out, 1, n);
        plainRows.expScaled(x, 2, 0.9, 1.5, 0.3, plain, 1, n);
        assertThat(out).isEqualTo(plain);
        float[] finite = random(3, n + 3);
        rows.expScaled(finite, 2, 30, 60, 0.3, out, 1, n);
        plainRows.expScaled(finite, 2, 30, 60, 0.3, plain, 1, n);
        assertThat(out).isEqualTo(plain);
        rows.minusExp(y, 2, finite, 1, 0.7, out, 1, n);
        plainRows.minusExp(y, 2, finite, 1, 0.7, plain, 1, n);
        assertThat(out).isEqualTo(plain);
        for (int i = 0; i < n + 3; i++) {
            finite[i] = -Math.abs(finite[i]) * 28;
        }
        rows.minusExp(y, 2, finite, 1, 0.7, out, 1, n);
        plainRows.minusExp(y, 2, finite, 1, 0.7, plain, 1, n);
        assertThat(out).isEqualTo(plain);
        double nan = Double.NaN;
        assertThat((Double) rows.expSum(y, 2, 1, nan, out, 1, n))
                .isEqualTo((Double) plainRows.expSum(y, 2, 1, nan, plain, 1, n));
        assertThat(out).isEqualTo(plain);
        rows.scaleAdd(y, 2, 1.5, x, 3, out, 1, n);
        plainRows.scaleAdd(y, 2, 1.5, x, 3, plain, 1, n);
        assertThat(out).isEqualTo(plain);
        rows.scale(y, 2, 1.5, out, 1, n);
        plainRows.scale(y, 2, 1.5, plain, 1, n);
        assertThat(out).isEqualTo(plain);
        rows.addScaled(y, 2, 1.5, out, 1, n);
        plainRows.addScaled(y, 2, 1.5, plain, 1, n);
        assertThat(out).isEqualTo(plain);
        rows.productOfShifted(y, 2, 1.5, x, 1, 0.7, out, 1, n);
        plainRows.productOfShifted(y, 2, 1.5, x, 1, 0.7, plain, 1, n);
        assertThat(out).isEqualTo(plain);
        rows.minusExp(y, 2, x, 1, 0.7, out, 1, n);
        plainRows.minusExp(y, 2, x, 1, 0.7, plain, 1, n);
        assertThat(out).isEqualTo(plain);
        rows.minusBoth(y, 2, 1.5, 0.7, out, 1, n);
        plainRows.minusBoth(y, 2, 1.5, 0.7, plain, 1, n);
        assertThat(out).isEqualTo(plain);
    }

    private interface Call {
        void run(Norms<float[]> norms, float[] out);
    }

    private void same(int n, Call call) {
        float[] out = random(9, n + 4);
        float[] plain = out.clone();
        call.run(norms, out);
        call.run(plainNorms, plain);
        assertThat(out).isEqualTo(plain);
    }

    private static float[] random(long seed, int n) {
        Generator generator = Generator.seeded(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) generator.nextGaussian();
        }
        return values;
    }
}
