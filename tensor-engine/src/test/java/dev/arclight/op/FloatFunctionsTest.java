package dev.arclight.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bounds that the float functions document, against their float64 definitions: over a walk through all floats, over
 * floats around one and around their zeros and limits.
 */
class FloatFunctionsTest {
    private static final int WALK = 300_000;

    private static final float[] PLACES = {
        0f,
        0.5f,
        1f,
        2f,
        2f / 3,
        4f / 3,
        (float) Math.sqrt(0.5),
        (float) Math.sqrt(2),
        (float) Math.PI,
        (float) (Math.PI / 2),
        (float) (Math.PI / 4),
        0x1p-126f,
        0x1p-64f,
        0x1p-13f,
        88.72284f,
        89.41599f,
        90f,
        104f,
        126f,
        128f,
        149f,
        4096f,
        100_000f,
        0x1p22f,
        0x1p23f,
        0x1p24f,
        0x1p60f,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NaN
    };

    interface FloatUnary {
        float apply(float x);
    }

    interface FloatBinary {
        float apply(float a, float b);
    }

    record Unary(String name, FloatUnary actual, DoubleUnaryOperator exact, double ulps) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** @param ofOperands whether the bound is of the greater of result and operands, as where a sum cancels */
    record Binary(String name, FloatBinary actual, DoubleBinaryOperator exact, double ulps, boolean ofOperands) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Unary> unary() {
        return Stream.of(
                new Unary("exp", Functions::exp, Math::exp, 1),
                new Unary("exp2", Functions::exp2, SpecialFunctions::exp2, 1),
                new Unary("expm1", Functions::expm1, Math::expm1, 3),
                new Unary("log", Functions::log, Math::log, 1),
                new Unary("log2", Functions::log2, SpecialFunctions::log2, 2),
                new Unary("log10", Functions::log10, Math::log10, 2),
                new Unary("log1p", Functions::log1p, Math::log1p, 2),
                new Unary("tanh", Functions::tanh, Math::tanh, 3),
                new Unary("sigmoid", Functions::sigmoid, Functions::sigmoid, 3),
                new Unary("softplus", Functions::softplus, Functions::softplus, 3),
                new Unary("erf", Functions::erf, Functions::erf, 4),
                new Unary("sin", Functions::sin, Math::sin, 2),
                new Unary("cos", Functions::cos, Math::cos, 2),
                new Unary("tan", CircularFunctions::tan, Math::tan, 2),
                new Unary("asin", CircularFunctions::asin, Math::asin, 2),
                new Unary("acos", CircularFunctions::acos, Math::acos, 2),
                new Unary("atan", CircularFunctions::atan, Math::atan, 2),
                new Unary("sinc", CircularFunctions::sinc, SpecialFunctions::sinc, 2),
                new Unary("sinh", HyperbolicFunctions::sinh, Math::sinh, 2),
                new Unary("cosh", HyperbolicFunctions::cosh, Math::cosh, 2),
                new Unary("asinh", HyperbolicFunctions::asinh, SpecialFunctions::asinh, 2),
                new Unary("acosh", HyperbolicFunctions::acosh, SpecialFunctions::acosh, 2),
                new Unary("atanh", HyperbolicFunctions::atanh, SpecialFunctions::atanh, 2),
                new Unary("erfinv", HyperbolicFunctions::erfinv, SpecialFunctions::erfinv, 3),
                new Unary("lgamma", GammaFunctions::lgamma, SpecialFunctions::lgamma, 3),
                new Unary("digamma", GammaFunctions::digamma, SpecialFunctions::digamma, 3),
                new Unary("trigamma", GammaFunctions::trigamma, x -> SpecialFunctions.polygamma(1, x), 3),
                new Unary("logit", LogarithmicFunctions::logit, FloatFunctionsTest::logit, 2));
    }

    /** Math.log(x / (1 - x)) is not near enough to its zero at 1/2. */
    private static double logit(double x) {
        return x > 0.25 && x < 0.75 ? Math.log1p((2 * x - 1) / (1 - x)) : Math.log(x / (1 - x));
    }

    static Stream<Binary> binary() {
        return Stream.of(
                new Binary("pow", Functions::pow, new Pow()::apply, 2, false),
                new Binary("atan2", CircularFunctions::atan2, Math::atan2, 2, false),
                new Binary("hypot", CircularFunctions::hypot, Math::hypot, 2, false),
                new Binary("xlogy", LogarithmicFunctions::xlogy, new Xlogy()::apply, 2, false),
                new Binary("logaddexp", LogarithmicFunctions::logaddexp, SpecialFunctions::logaddexp, 3, true),
                new Binary("logaddexp2", LogarithmicFunctions::logaddexp2, SpecialFunctions::logaddexp2, 3, true));
    }

    /** The worst error seen so far, in ulp, and where. */
    private double worst;

    private String worstCase = "";

    @ParameterizedTest
    @MethodSource("unary")
    void aFunctionOfOneNumberKeepsItsBoundOverAllFloats(Unary f) {
        int step = (int) ((1L << 32) / WALK) | 1;
        for (int k = 0, bits = 0; k < WALK; k++, bits += step) {
            look(f, Float.intBitsToFloat(bits));
        }
        assertThat(worst).as(worstCase).isLessThan(f.ulps);
    }

    @ParameterizedTest
    @MethodSource("unary")
    void aFunctionOfOneNumberKeepsItsBoundAroundOne(Unary f) {
        Random random = new Random(17);
        for (int k = 0; k < WALK; k++) {
            look(f, (float) (random.nextGaussian() * 3));
            look(f, random.nextFloat() * 2 - 1);
        }
        assertThat(worst).as(worstCase).isLessThan(f.ulps);
    }

    @ParameterizedTest
    @MethodSource("unary")
    void aFunctionOfOneNumberKeepsItsBoundBesideItsZerosAndLimits(Unary f) {
        for (float place : PLACES) {
            float up = place;
            float down = place;
            for (int k = 0; k < 300; k++) {
                look(f, up);
                look(f, -up);
                look(f, down);
                look(f, -down);
                up = Math.nextUp(up);
                down = Math.nextDown(down);
            }
        }
        assertThat(worst).as(worstCase).isLessThan(f.ulps);
    }

    @ParameterizedTest
    @MethodSource("binary")
    void aFunctionOfTwoNumbersKeepsItsBound(Binary f) {
        Random random = new Random(19);
        for (int k = 0; k < WALK; k++) {
            look(f, Float.intBitsToFloat(random.nextInt()), Float.intBitsToFloat(random.nextInt()));
            look(f, (float) (random.nextGaussian() * 3), (float) (random.nextGaussian() * 3));
            look(f, random.nextFloat() * 2, (float) (random.nextGaussian() * 30));
        }
        for (float a : PLACES) {
            for (float b : PLACES) {
                look(f, a, b);
                look(f, -a, b);
                look(f, a, -b);
                look(f, -a, -b);
            }
        }
        assertThat(worst).as(worstCase).isLessThan(f.ulps);
    }

    @Test
    void oddFunctionsKeepTheSignOfZeroAndAnglesThatOfTheirSides() {
        FloatUnary[] odd = {
            CircularFunctions::tan,
            CircularFunctions::asin,
            CircularFunctions::atan,
            HyperbolicFunctions::sinh,
            HyperbolicFunctions::asinh,
            HyperbolicFunctions::atanh,
            HyperbolicFunctions::erfinv
        };
        for (FloatUnary f : odd) {
            assertThat(Float.floatToRawIntBits(f.apply(0f))).isZero();
            assertThat(Float.floatToRawIntBits(f.apply(-0f))).isEqualTo(Float.floatToRawIntBits(-0f));
        }
        float[] sides = {0f, -0f, 1f, -1f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        for (float y : sides) {
            for (float x : sides) {
                float actual = CircularFunctions.atan2(y, x);
                float expected = (float) Math.atan2(y, x);
                assertThat(actual).as("atan2(%s, %s)", y, x).isCloseTo(expected, within(2 * Math.ulp(expected)));
                assertThat(Math.copySign(1, actual)).isEqualTo(Math.copySign(1, expected));
            }
        }
    }

    private void look(Unary f, float x) {
        look(f.name, x, 0, 0, f.actual.apply(x), f.exact.applyAsDouble(x));
    }

    private void look(Binary f, float a, float b) {
        double scale = f.ofOperands ? Math.max(Math.abs(a), Math.abs(b)) : 0;
        look(f.name, a, b, scale, f.actual.apply(a, b), f.exact.applyAsDouble(a, b));
    }

    private void look(String name, float a, float b, double scale, float actual, double exact) {
        double error;
        if (Double.isNaN(exact) || Double.isInfinite(exact) || exact == 0 && scale == 0) {
            error = actual == exact || Float.isNaN(actual) && Double.isNaN(exact) ? 0 : Double.POSITIVE_INFINITY;
        } else {
            // What overflows may do so one unit early or late.
            double value = Float.isInfinite(actual) ? Math.copySign(0x1p128, actual) : actual;
            double bounded = Math.max(-0x1p128, Math.min(0x1p128, exact));
            error = Math.abs(value - bounded)
                    / Math.ulp((float) Math.min(Math.max(Math.abs(exact), scale), Float.MAX_VALUE));
        }
        if (!(error <= worst)) {
            worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
            worstCase = name + " of " + a + " and " + b + " is " + actual + ", in float64 " + exact;
        }
    }
}
