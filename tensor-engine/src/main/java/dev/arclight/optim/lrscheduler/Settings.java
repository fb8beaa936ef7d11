package dev.arclight.optim.lrscheduler;

import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All numbers of a scheduler by PyTorch's names, so that all of them are saved and restored. */
final class Settings {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Sets a {@link Double}, {@link Integer}, {@link Boolean}, text or list of {@link Double}s. */
    Settings put(String name, Object value) {
        values.put(name, value);
        return this;
    }

    double number(String name) {
        return (double) get(name);
    }

    int count(String name) {
        return (int) get(name);
    }

    boolean flag(String name) {
        return (boolean) get(name);
    }

    String text(String name) {
        return (String) get(name);
    }

    List<Double> numbers(String name) {
        List<Double> all = new ArrayList<>();
        ((List<?>) get(name)).forEach(number -> all.add((Double) number));
        return all;
    }

    private Object get(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    Map<String, Object> all() {
        return new LinkedHashMap<>(values);
    }

    /**
     * The same settings with the values of a state dict, which may have others besides.
     *
     * @throws ArclightException if one is missing or of another kind
     */
    Settings loaded(String scheduler, Map<String, Object> state) {
        Settings loaded = new Settings();
        values.forEach((name, own) -> {
            Object plain = like(own, state.get(name));
            if (plain == null) {
                throw new ArclightException(scheduler + ".loadStateDict: '" + name + "' is "
                        + (state.containsKey(name) ? String.valueOf(state.get(name)) : "missing") + "; expected "
                        + (own instanceof List
                                ? "a list of numbers"
                                : "a value like " + own + " (" + own.getClass().getSimpleName() + ")"));
            }
            loaded.put(name, plain);
        });
        return loaded;
    }

    private static @Nullable Object like(Object own, @Nullable Object given) {
        if (own instanceof Double) {
            return given instanceof Number number ? (Double) number.doubleValue() : null;
        }
        if (own instanceof Integer) {
            return given instanceof Number number && number.doubleValue() == number.intValue()
                    ? (Integer) number.intValue()
                    : null;
        }
        if (own instanceof List<?>) {
            if (!(given instanceof List<?> list)) {
                return null;
            }
            List<Double> numbers = new ArrayList<>();
            for (Object element : list) {
                if (!(element instanceof Number number)) {
                    return null;
                }
                numbers.add(number.doubleValue());
            }
            return List.copyOf(numbers);
        }
        return own.getClass().isInstance(given) ? given : null;
    }
}
