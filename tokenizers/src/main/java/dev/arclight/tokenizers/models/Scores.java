package dev.arclight.tokenizers.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Reads the scores of a Unigram model to the last bit as Hugging Face's library does.
 *
 * <p>Its reader takes the digits as a whole number of at most 64 bits and divides by a power of ten, each step rounded, so the
 * result may be off by one unit in the last place. Where several cuts of a word have the same tokens in another order, the
 * last bits of their sums decide, so being right would mean other ids.
 */
final class Scores {
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int LARGEST_POWER = 308;

    private Scores() {}

    static double read(JsonNode number) {
        if (!number.isBigDecimal()) {
            return number.doubleValue();
        }
        BigDecimal value = number.decimalValue();
        BigInteger digits = value.unscaledValue().abs();
        long exponent = -(long) value.scale();
        while (digits.compareTo(MOST) > 0) {
            digits = digits.divide(BigInteger.TEN);
            exponent++;
        }
        double result = divide(digits.doubleValue(), exponent);
        return value.signum() < 0 ? -result : result;
    }

    private static double divide(double digits, long exponent) {
        double result = digits;
        long rest = exponent;
        while (Math.abs(rest) > LARGEST_POWER && result != 0 && !Double.isInfinite(result)) {
            double step = Double.parseDouble("1e" + LARGEST_POWER);
            result = rest > 0 ? result * step : result / step;
            rest += rest > 0 ? -LARGEST_POWER : LARGEST_POWER;
        }
        if (result == 0 || Double.isInfinite(result)) {
            return result;
        }
        double power = Double.parseDouble("1e" + Math.abs(rest));
        return rest >= 0 ? result * power : result / power;
    }
}
