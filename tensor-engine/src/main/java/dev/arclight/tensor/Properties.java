package dev.arclight.tensor;

import java.util.List;

/**
 * The one place where Arclight reads system properties; every name starts with {@code arclight.}.
 *
 * <p>Values are read when asked for, so a caller that needs a stable answer keeps it. {@code docs/properties.md} lists
 * the same properties for users. Stateless and safe for all threads.
 */
public final class Properties {
    /** Whether kernels may use the Vector API: {@code true} (default) or {@code false}. */
    public static final String VECTOR = "arclight.vector";

    /** Whether int8 products may use oneDNN: {@code true} (default) or {@code false}. */
    public static final String ONEDNN = "arclight.onednn";

    /** How many threads an operation computes on at most: a number, by default all processors. */
    public static final String THREADS = "arclight.threads";

    /** Whether convolutions may be computed by Winograd's algorithm: {@code true} (default) or {@code false}. */
    public static final String WINOGRAD = "arclight.winograd";

    private static final List<Property> ALL = List.of(
            new Property(ONEDNN, "true", "use oneDNN for int8 products where it is on the class path"),
            new Property(THREADS, "all processors", "how many threads one operation computes on at most"),
            new Property(VECTOR, "true", "use the Vector API kernels where the JVM offers jdk.incubator.vector"),
            new Property(WINOGRAD, "true", "convolve by Winograd's algorithm where it is faster"));

    private Properties() {}

    /** A property as the documentation lists it. */
    public record Property(String name, String defaultValue, String purpose) {}

    /** Every property that Arclight reads. */
    public static List<Property> all() {
        return ALL;
    }

    /**
     * Whether {@value #VECTOR} allows the Vector API.
     *
     * @throws IllegalArgumentException if the value is neither {@code true} nor {@code false}
     */
    public static boolean vector() {
        return flag(VECTOR, true);
    }

    /**
     * Whether {@value #ONEDNN} allows oneDNN.
     *
     * @throws IllegalArgumentException if the value is neither {@code true} nor {@code false}
     */
    public static boolean oneDnn() {
        return flag(ONEDNN, true);
    }

    /**
     * Whether {@value #WINOGRAD} allows Winograd's algorithm.
     *
     * @throws IllegalArgumentException if the value is neither {@code true} nor {@code false}
     */
    public static boolean winograd() {
        return flag(WINOGRAD, true);
    }

    /**
     * What {@value #THREADS} says, or the processors that the JVM sees.
     *
     * @throws IllegalArgumentException if the value is no whole number of at least 1
     */
    public static int threads() {
        String value = System.getProperty(THREADS);
        if (value == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("system property " + THREADS + " is \"" + value
                    + "\"; expected a number of threads: start the JVM with -D" + THREADS + "=4, say");
        }
        return Integer.parseInt(value);
    }

    private static boolean flag(String name, boolean defaultValue) {
        String value = System.getProperty(name);
        if (value == null) {
            return defaultValue;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException("system property " + name + " is \"" + value
                        + "\"; expected true or false: start the JVM with -D" + name + "=true or =false");
        };
    }
}
