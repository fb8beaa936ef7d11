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

    private static final List<Property> ALL = List.of(
            new Property(ONEDNN, "true", "use oneDNN for int8 products where it is on the class path"),
            new Property(VECTOR, "true", "use the Vector API kernels where the JVM offers jdk.incubator.vector"));

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
