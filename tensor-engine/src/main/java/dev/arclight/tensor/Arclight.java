package dev.arclight.tensor;

/** The library itself. */
public final class Arclight {
    /** The version in {@code pom.xml}, which a test compares: the jar's own note of it is not there in a build's folders. */
    private static final String VERSION = "0.1.0-SNAPSHOT";

    private Arclight() {}

    /** As {@code torch.__version__}. */
    public static String version() {
        return VERSION;
    }
}
