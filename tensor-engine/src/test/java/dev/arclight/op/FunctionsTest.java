package dev.arclight.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Errors against the double definitions, over a walk through all floats of a range. */
class FunctionsTest {
    private static final float MAX = Float.MAX_VALUE;

    interface FloatOperator {
        float apply(float x);
    }

    @Test
    void expAndLogStayWithinOneUlp() {
        assertThat(worstUlp(Functions::exp, Math::exp, -MAX, MAX)).isLessThan(1);
        assertThat(worstUlp(Functions::exp, Math::exp, -104, 89)).isLessThan(1);
        assertThat(worstUlp(Functions::log, Math::log, Float.MIN_VALUE, MAX)).isLessThan(1);
        assertThat(worstUlp(Functions::log, Math::log, 0.5f, 2)).isLessThan(1);
    }

    @Test
    void functionsOfOneExponentialStayWithinThreeUlp() {
        assertThat(worstUlp(Functions::expm1, Math::expm1, -MAX, MAX)).isLessThan(3);
        assertThat(worstUlp(Functions::log1p, Math::log1p, -1, MAX)).isLessThan(3);
        assertThat(worstUlp(Functions::tanh, Math::tanh, -MAX, MAX)).isLessThan(3);
        assertThat(worstUlp(Functions::sigmoid, Functions::sigmoid, -MAX, MAX)).isLessThan(3);
        assertThat(worstUlp(Functions::softplus, Functions::softplus, -MAX, MAX))
                .isLessThan(3);
        assertThat(worstUlp(Functions::silu, Functions::silu, -80, MAX)).isLessThan(4);
    }

    @Test
    void theErrorFunctionAndGeluStayWithinSixUlpAlsoInTheTails() {
        assertThat(worstUlp(Functions::erf, Functions::erf, -MAX, MAX)).isLessThan(4);
        assertThat(worstUlp(Functions::erfc, Functions::erfc, -MAX, 9)).isLessThan(6);
        assertThat(worstUlp(Functions::gelu, Functions::gelu, -12.8f, MAX)).isLessThan(6);
    }

    @Test
    void theSlopeOfGeluStaysWithinThreeTenMillionthsAndIsNanAtInfinities() {
        for (float x = -16; x < 16; x += 0x1p-10f) {
            assertThat((double) Functions.geluSlope(x)).isCloseTo(Functions.geluSlope((double) x), within(3e-7));
        }
        assertThat(Functions.geluSlope(0f)).isEqualTo(0.5f);
        assertThat(Functions.geluSlope(-0f)).isEqualTo(0.5f);
        assertThat(Functions.geluSlope(Float.NaN)).isNaN();
        assertThat(Functions.geluSlope(Float.POSITIVE_INFINITY)).isNaN();
        assertThat(Functions.geluSlope(Float.NEGATIVE_INFINITY)).isNaN();
    }

    @Test
    void geluKeepsTheSignOfZero() {
        assertThat(Float.floatToRawIntBits(Functions.gelu(-0f))).isEqualTo(Integer.MIN_VALUE);
        assertThat(Float.floatToRawIntBits(Functions.gelu(0f))).isZero();
        assertThat(Float.floatToRawIntBits(Functions.gelu(-100f))).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void geluByTanhStaysWithinAMillionthAboveMinusThree() {
        assertThat(worstRelative(Functions::geluTanh, Functions::geluTanh, -3, -1e-30f))
                .isLessThan(1e-6);
        assertThat(worstRelative(Functions::geluTanh, Functions::geluTanh, 1e-30f, 100))
                .isLessThan(1e-6);
        assertThat(worstRelative(Functions::geluTanh, Functions::geluTanh, -7, -3))
                .isLessThan(1e-5);
    }

    @Test
    void sineAndCosineStayWithinTwoUlpForAllFloats() {
        assertThat(worstUlp(Functions::sin, Math::sin, -MAX, MAX)).isLessThan(2);
        assertThat(worstUlp(Functions::sin, Math::sin, 0.1f, 100_000)).isLessThan(2);
        assertThat(worstUlp(Functions::cos, Math::cos, -MAX, MAX)).isLessThan(2);
        assertThat(worstUlp(Functions::cos, Math::cos, 0.1f, 100_000)).isLessThan(2);
    }

    @Test
    void limitsAreThoseOfTheFunctions() {
        float infinity = Float.POSITIVE_INFINITY;
        assertThat(Functions.exp(infinity)).isEqualTo(infinity);
        assertThat(Functions.exp(-infinity)).isZero();
        assertThat(Functions.expm1(-infinity)).isEqualTo(-1);
        assertThat(Functions.log(infinity)).isEqualTo(infinity);
        assertThat(Functions.log(0f)).isEqualTo(-infinity);
        assertThat(Functions.log(-1f)).isNaN();
        assertThat(Functions.log(-infinity)).isNaN();
        assertThat(Functions.log1p(-1f)).isEqualTo(-infinity);
        assertThat(Functions.log1p(infinity)).isEqualTo(infinity);
        assertThat(Functions.tanh(infinity)).isEqualTo(1);
        assertThat(Functions.tanh(-infinity)).isEqualTo(-1);
        assertThat(Functions.sigmoid(infinity)).isEqualTo(1);
        assertThat(Functions.sigmoid(-infinity)).isZero();
        assertThat(Functions.softplus(infinity)).isEqualTo(infinity);
        assertThat(Functions.softplus(-infinity)).isZero();
        assertThat(Functions.erf(infinity)).isEqualTo(1);
        assertThat(Functions.erfc(-infinity)).isEqualTo(2);
        assertThat(Functions.gelu(infinity)).isEqualTo(infinity);
        assertThat(Functions.gelu(-infinity)).isNaN();
        assertThat(Functions.sin(infinity)).isNaN();
    }

    @Test
    void nanStaysNan() {
        FloatOperator[] functions = {
            Functions::exp,
            Functions::expm1,
            Functions::log,
            Functions::log1p,
            Functions::tanh,
            Functions::sigmoid,
            Functions::silu,
            Functions::softplus,
            Functions::erf,
            Functions::erfc,
            Functions::gelu,
            Functions::geluTanh,
            Functions::sin,
            Functions::cos
        };
        for (FloatOperator f : functions) {
            assertThat(f.apply(Float.NaN)).isNaN();
        }
    }

    @Test
    void oddFunctionsKeepTheSignOfZero() {
        FloatOperator[] functions = {
            Functions::expm1, Functions::log1p, Functions::tanh, Functions::erf, Functions::sin, Functions::gelu
        };
        for (FloatOperator f : functions) {
            assertThat(Float.floatToRawIntBits(f.apply(-0f))).isEqualTo(Float.floatToRawIntBits(-0f));
            assertThat(Float.floatToRawIntBits(f.apply(0f))).isZero();
        }
    }

    /** Expected values computed with 40 digits. */
    @Test
    void theErrorFunctionInDoubleIsAccurateToTheLastDigits() {
        assertThat(Functions.erf(0.1)).isCloseTo(0.1124629160182849, within(1e-16));
        assertThat(Functions.erf(0.5)).isCloseTo(0.5204998778130465, within(2e-16));
        assertThat(Functions.erf(-1.0)).isCloseTo(-0.8427007929497149, within(2e-16));
        assertThat(Functions.erf(3.0)).isCloseTo(0.9999779095030014, within(2e-16));
        assertThat(Functions.erfc(2.0) / 0.004677734981047266).isCloseTo(1, within(1e-14));
        assertThat(Functions.erfc(10.0) / 2.088487583762545e-45).isCloseTo(1, within(1e-14));
        assertThat(Functions.erfc(26.0) / 5.663192408856143e-296).isCloseTo(1, within(1e-14));
        assertThat(Functions.erfc(-0.5)).isCloseTo(1.5204998778130465, within(4e-16));
        assertThat(Functions.erf(Double.NaN)).isNaN();
    }

    private static double worstUlp(FloatOperator f, DoubleUnaryOperator exact, float from, float to) {
        return worst(f, exact, from, to, false);
    }

    private static double worstRelative(FloatOperator f, DoubleUnaryOperator exact, float from, float to) {
        return worst(f, exact, from, to, true);
    }

    private static double worst(FloatOperator f, DoubleUnaryOperator exact, float from, float to, boolean relative) {
        int first = order(from);
        int last = order(to);
        // 400,000 steps keep the test short; a step of 1 gives the same bounds.
        long step = Math.max(1, ((long) last - first) / 400_000);
        double worst = 0;
        for (long k = first; k <= last; k += step) {
            float x = fromOrder((int) k);
            double expected = exact.applyAsDouble(x);
            float nearest = (float) expected;
            float actual = f.apply(x);
            if (Float.isInfinite(nearest) || Float.isNaN(nearest)) {
                assertThat(actual).as("at %s", x).isEqualTo(nearest);
                continue;
            }
            double error = Math.abs(actual - expected) / (relative ? Math.abs(expected) : Math.ulp(nearest));
            if (!(error <= worst) && !(relative && expected == 0)) {
                worst = error;
            }
        }
        return worst;
    }

    /** Numbers the floats in their order. */
    private static int order(float x) {
        int bits = Float.floatToRawIntBits(x);
        return bits < 0 ? -(bits & Integer.MAX_VALUE) : bits;
    }

    private static float fromOrder(int order) {
        return Float.intBitsToFloat(order < 0 ? Integer.MIN_VALUE | -order : order);
    }
}
