package dev.arclight.tensor;

import java.util.Optional;

/**
 * How {@link Tensor#toString(PrintOptions)} writes numbers, as {@code torch.set_printoptions}; a value that is passed and
 * never a setting of the process. Immutable.
 *
 * <pre>{@code tensor.toString(PrintOptions.DEFAULT.withPrecision(2).withSciMode(false))}</pre>
 *
 * @param precision digits after the point of floating numbers
 * @param threshold the most elements that are written in full; beyond, the middle of dimensions is left out
 * @param edgeItems how many entries a shortened dimension keeps at either end
 * @param lineWidth characters at which long rows break
 * @param sciMode whether floating numbers have exponents; empty lets their magnitudes decide
 */
public record PrintOptions(int precision, int threshold, int edgeItems, int lineWidth, Optional<Boolean> sciMode) {
    /** What {@link Tensor#toString()} uses: PyTorch's profile "default". */
    public static final PrintOptions DEFAULT = new PrintOptions(4, 1000, 3, 80, Optional.empty());

    /** PyTorch's profile "short": two digits, two items at the edges. */
    public static final PrintOptions SHORT = new PrintOptions(2, 1000, 2, 80, Optional.empty());

    /** PyTorch's profile "full": nothing is left out. */
    public static final PrintOptions FULL = new PrintOptions(4, Integer.MAX_VALUE, 3, 80, Optional.empty());

    /** @throws IllegalArgumentException if a number is negative */
    public PrintOptions {
        requireNatural("precision", precision);
        requireNatural("threshold", threshold);
        requireNatural("edgeItems", edgeItems);
        requireNatural("lineWidth", lineWidth);
    }

    public PrintOptions withPrecision(int digits) {
        return new PrintOptions(digits, threshold, edgeItems, lineWidth, sciMode);
    }

    public PrintOptions withThreshold(int elements) {
        return new PrintOptions(precision, elements, edgeItems, lineWidth, sciMode);
    }

    public PrintOptions withEdgeItems(int items) {
        return new PrintOptions(precision, threshold, items, lineWidth, sciMode);
    }

    public PrintOptions withLineWidth(int characters) {
        return new PrintOptions(precision, threshold, edgeItems, characters, sciMode);
    }

    public PrintOptions withSciMode(boolean exponents) {
        return new PrintOptions(precision, threshold, edgeItems, lineWidth, Optional.of(exponents));
    }

    private static void requireNatural(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be ≥ 0");
        }
    }
}
