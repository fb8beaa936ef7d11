package dev.arclight.optim;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The options that one kind of optimizer knows: PyTorch's names, their defaults and which values they take. */
final class Options {
    private record Option(@Nullable Object value, String described, String expected, Predicate<Object> accepted) {}

    private final String optimizer;
    private final Map<String, Option> known = new LinkedHashMap<>();

    Options(String optimizer) {
        this.optimizer = optimizer;
    }

    String optimizer() {
        return optimizer;
    }

    /** The learning rate: finite and at least 0. */
    Options lr(double value) {
        return put(
                "lr",
                value,
                "learning rate",
                "a finite number ≥ 0",
                given -> (double) given >= 0 && !Double.isInfinite((double) given));
    }

    Options number(String name, double value) {
        return put(name, value, name + " value", "a number", given -> !Double.isNaN((double) given));
    }

    Options nonNegative(String name, double value) {
        String described = name.equals("eps") ? "epsilon value" : name + " value";
        return put(name, value, described, "a number ≥ 0", given -> (double) given >= 0);
    }

    Options share(String name, double value) {
        return put(
                name,
                value,
                name + " value",
                "a number in [0, 1]",
                given -> (double) given >= 0 && (double) given <= 1);
    }

    Options betas(double first, double second) {
        return pair(
                "betas",
                first,
                second,
                "beta parameters",
                "two numbers in [0, 1)",
                (a, b) -> a >= 0 && a < 1 && b >= 0 && b < 1);
    }

    /** Whether two numbers go together. */
    @FunctionalInterface
    interface PairTest {
        boolean test(double first, double second);
    }

    Options pair(String name, double first, double second, String described, String expected, PairTest accepted) {
        return put(name, List.of(first, second), described, expected, given -> {
            List<?> values = (List<?>) given;
            return values.get(0) instanceof Double a && values.get(1) instanceof Double b && accepted.test(a, b);
        });
    }

    Options flag(String name, boolean value) {
        return put(name, value, name + " value", "true or false", given -> true);
    }

    Options count(String name, int value) {
        return put(name, value, name + " value", "a whole number ≥ 0", given -> (int) given >= 0);
    }

    Options text(String name, @Nullable String value, String only) {
        return put(name, value, name + " value", "'" + only + "' or null", only::equals);
    }

    private Options put(
            String name, @Nullable Object value, String described, String expected, Predicate<Object> accepted) {
        known.put(name, new Option(value, described, expected, accepted));
        return this;
    }

    /** The defaults by name. */
    Map<String, @Nullable Object> defaults() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        known.forEach((name, option) -> all.put(name, option.value()));
        return all;
    }

    /** Makes an accepted value the default. */
    void setDefault(String name, @Nullable Object value) {
        Option option = Objects.requireNonNull(known.get(name));
        known.put(name, new Option(value, option.described(), option.expected(), option.accepted()));
    }

    /**
     * A value as groups hold it: {@link Double}, {@link Integer}, {@link Boolean}, text or a list of two {@link
     * Double}s.
     *
     * @throws ArclightException if the option does not take it, or its name is another's in another spelling
     */
    @Nullable
    Object accepted(String name, @Nullable Object value) {
        Option option = known.get(name);
        if (option == null) {
            requireNoTwin(name);
            return value;
        }
        Object plain = plain(option.value(), value);
        boolean absent = value == null && option.value() == null;
        if (absent || plain != null && option.accepted().test(plain)) {
            return plain;
        }
        Object shown = plain == null ? value : plain;
        throw new ArclightException(
                optimizer + ": invalid " + option.described() + ": " + shown + "; expected " + option.expected());
    }

    /**
     * An option that no optimizer has is the user's own; one that is only spelt otherwise would be silently without
     * effect.
     */
    private void requireNoTwin(String name) {
        for (String own : known.keySet()) {
            if (bare(own).equals(bare(name))) {
                throw new ArclightException(
                        optimizer + ": a parameter group has no option '" + name + "'; it is called '" + own + "'");
            }
        }
    }

    private static String bare(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** The value in the form of {@code like}; null if it cannot be had. */
    private static @Nullable Object plain(@Nullable Object like, @Nullable Object value) {
        if (like instanceof Double) {
            return number(value);
        }
        if (like instanceof Integer) {
            Double number = number(value);
            return number != null && number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE
                    ? (Object) number.intValue()
                    : null;
        }
        if (like instanceof Boolean) {
            return value instanceof Boolean ? value : null;
        }
        if (like instanceof List<?> pair) {
            return numbers(value, pair.size());
        }
        return value instanceof String ? value : null;
    }

    private static @Nullable List<Double> numbers(@Nullable Object value, int size) {
        if (!(value instanceof List<?> given) || given.size() != size) {
            return null;
        }
        List<Double> all = new ArrayList<>();
        for (Object element : given) {
            Double number = number(element);
            if (number == null) {
                return null;
            }
            all.add(number);
        }
        return List.copyOf(all);
    }

    private static @Nullable Double number(@Nullable Object value) {
        if (value instanceof Tensor tensor) {
            return tensor.numel() == 1 ? (Double) tensor.item() : null;
        }
        return value instanceof Number number ? (Double) number.doubleValue() : null;
    }
}
