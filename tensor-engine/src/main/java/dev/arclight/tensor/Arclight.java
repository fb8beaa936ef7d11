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

    /**
     * Has each operation compute on up to so many threads, the calling one among them, in the whole program: as {@code
     * torch.set_num_threads}. At first it is all processors, or what the property {@value Properties#THREADS} says. Results do
     * not depend on it. {@link NumThreads#of} says it for one thread.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public static void setNumThreads(int threads) {
        NumThreads.set(threads);
    }

    /** The threads that an operation of the current thread may compute on: as {@code torch.get_num_threads}. */
    public static int getNumThreads() {
        return NumThreads.get();
    }
}
