package dev.arclight.data;

import dev.arclight.tensor.DType;
import java.util.Locale;

/** Numbers as text files write them. */
final class TextNumbers {
    private TextNumbers() {}

    /** @throws IllegalArgumentException if it is none, or not one of the column's dtype */
    static void put(String text, DType dtype, ColumnBuffer into) {
        String trimmed = text.strip();
        if (dtype == DType.BOOL) {
            into.put(flag(trimmed) ? 1L : 0L);
        } else if (dtype == DType.FLOAT32) {
            into.put(isPlain(trimmed) ? Float.parseFloat(trimmed) : (float) special(trimmed));
        } else if (dtype.isFloating()) {
            into.put(isPlain(trimmed) ? Double.parseDouble(trimmed) : special(trimmed));
        } else {
            into.put(whole(trimmed, dtype));
        }
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
        };
    }

    private static long whole(String text, DType dtype) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            if (isPlain(text) && Double.parseDouble(text) == Math.rint(Double.parseDouble(text))) {
                // 5.0 and 1e3, which programs write into columns of whole numbers.
                double value = Double.parseDouble(text);
                if (Math.abs(value) < 0x1p53) {
                    return (long) value;
                }
            }
            throw new IllegalArgumentException("\"" + text + "\" is no whole number, as " + dtype + " wants", e);
        }
    }

    /** Whether the JDK's parser and everybody else read it in the same way, or not at all. */
    private static boolean isPlain(String text) {
        boolean digits = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            digits |= c >= '0' && c <= '9';
            if (!(c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) {
                return false;
            }
        }
        return digits;
    }

    private static double special(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException("\"" + text + "\" is no number");
        };
    }
}
