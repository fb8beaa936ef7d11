package dev.arclight.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as C's printf and Python write them: the exact binary value, rounded to nearest and ties to even. */
final class NumberFormat {
    private NumberFormat() {}

    /** As {@code %.4f}. */
    static String fixed(double value, int digits) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        BigDecimal rounded = new BigDecimal(Math.abs(value)).setScale(digits, RoundingMode.HALF_EVEN);
        return sign(value) + rounded.toPlainString();
    }

    /** As {@code %.4e}: one digit before the point, an exponent of two digits or more. */
    static String scientific(double value, int digits) {
        if (!Double.isFinite(value)) {
            return special(value);
        }
        BigDecimal exact = new BigDecimal(Math.abs(value));
        StringBuilder text = new StringBuilder(sign(value));
        int exponent = 0;
        String significant = "0".repeat(digits + 1);
        if (exact.signum() != 0) {
            BigDecimal rounded = exact.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
            exponent = rounded.precision() - rounded.scale() - 1;
            significant = rounded.unscaledValue().toString();
            // A short number has no digits to round; printf fills it up with zeros.
            significant += "0".repeat(Math.max(0, digits + 1 - significant.length()));
        }
        text.append(significant.charAt(0));
        if (digits > 0) {
            text.append('.').append(significant, 1, digits + 1);
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        int magnitude = Math.abs(exponent);
        return text.append(magnitude < 10 ? "0" : "").append(magnitude).toString();
    }

    private static String special(double value) {
        return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }

    private static String sign(double value) {
        return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    }
}
