package dev.arclight.data;

import java.util.OptionalDouble;

/** What happens to a row in which a value is missing. */
public final class Missing {
    private static final Missing ERROR = new Missing(false, OptionalDouble.empty());
    private static final Missing SKIP_ROW = new Missing(true, OptionalDouble.empty());

    private final boolean skips;
    private final OptionalDouble fill;

    private Missing(boolean skips, OptionalDouble fill) {
        this.skips = skips;
        this.fill = fill;
    }

    /** It is an error that names file, place and column; so it is unless told otherwise. */
    public static Missing error() {
        return ERROR;
    }

    /** The row is left out. */
    public static Missing skipRow() {
        return SKIP_ROW;
    }

    /** The number takes its place, in text columns the empty text. */
    public static Missing fill(double value) {
        return new Missing(false, OptionalDouble.of(value));
    }

    boolean skips() {
        return skips;
    }

    OptionalDouble fill() {
        return fill;
    }

    @Override
    public String toString() {
        return skips ? "skipRow" : fill.isPresent() ? "fill(" + fill.getAsDouble() + ")" : "error";
    }
}
