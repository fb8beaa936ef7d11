package dev.arclight.kernel.cpu;

import dev.arclight.tensor.Properties;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides once per JVM whether the Vector API kernels are used, and hands out one implementation of a kernel or the
 * other.
 *
 * <pre>{@code
 * static final FloatKernels KERNELS = VectorSupport.choose(
 *         FloatKernels.class, "dev.arclight.kernel.cpu.vector.VectorFloatKernels", ScalarFloatKernels::new);
 * }</pre>
 *
 * <p>Nothing outside {@code dev.arclight.kernel.cpu.vector} may name a type of {@code jdk.incubator.vector}, so that
 * everything else loads and runs when the module is absent. Safe for all threads.
 */
public final class VectorSupport {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String LANES_CLASS = "dev.arclight.kernel.cpu.vector.VectorLanes";

    /** What was decided, and why; {@code floatLanes} is 0 when the Vector API is not used. */
    public record Decision(boolean available, int floatLanes, String reason) {}

    /** The lanes of a float vector of the preferred width; implemented where the Vector API may be named. */
    public interface Lanes {
        int floatLanes();
    }

    private VectorSupport() {}

    /** Whether the Vector API kernels are used in this JVM. */
    public static boolean isAvailable() {
        return Current.DECISION.available();
    }

    /** What was decided for this JVM. */
    public static Decision decision() {
        return Current.DECISION;
    }

    /**
     * An instance of {@code vectorImplementation} where the Vector API is used, else what {@code portable} supplies.
     *
     * @param vectorImplementation a public class in {@code dev.arclight.kernel.cpu.vector} with a public no-argument
     *     constructor; named by a string so that it is linked only where the module is present
     * @throws IllegalStateException if the Vector API is used and that class cannot be made
     */
    public static <T> T choose(Class<T> type, String vectorImplementation, Supplier<? extends T> portable) {
        return isAvailable() ? instantiate(type, vectorImplementation) : portable.get();
    }

    /**
     * The decision as a pure function of what was found.
     *
     * @param enabled whether {@value Properties#VECTOR} allows it
     * @param modulePresent whether the JVM was started with the module
     * @param virtualMachineInfo the system property {@code java.vm.info}
     * @param floatLanes asked only when nothing before speaks against it, since it needs the module
     */
    static Decision decide(boolean enabled, boolean modulePresent, String virtualMachineInfo, IntSupplier floatLanes) {
        if (!enabled) {
            return new Decision(false, 0, "the Vector API is switched off by -D" + Properties.VECTOR + "=false");
        }
        if (!modulePresent) {
            return new Decision(false, 0, "the module " + MODULE + " is not part of this JVM's boot layer");
        }
        if (virtualMachineInfo.startsWith("interpreted mode")) {
            // Uncompiled vector operations allocate a box each and are a hundred times slower than scalar code.
            return new Decision(false, 0, "the JVM only interprets (-Xint)");
        }
        int lanes = floatLanes.getAsInt();
        // The reductions keep 16 logical lanes, which 4, 8 and 16 hardware lanes divide.
        if (lanes != 4 && lanes != 8 && lanes != 16) {
            return new Decision(
                    false, 0, "the preferred float vector has " + lanes + " lanes; kernels exist for 4, 8 and 16");
        }
        return new Decision(true, lanes, "the Vector API works on " + lanes + " float lanes");
    }

    private static Decision detect() {
        boolean modulePresent = ModuleLayer.boot().findModule(MODULE).isPresent();
        Decision decision = decide(
                Properties.vector(),
                modulePresent,
                System.getProperty("java.vm.info", ""),
                () -> instantiate(Lanes.class, LANES_CLASS).floatLanes());
        Logger logger = LoggerFactory.getLogger(VectorSupport.class);
        if (!modulePresent && Properties.vector()) {
            logger.warn(
                    "Arclight runs on scalar code, several times slower than it could: {}. Start the JVM with"
                            + " --add-modules {} (or -D{}=false to silence this warning).",
                    decision.reason(),
                    MODULE,
                    Properties.VECTOR);
        } else {
            logger.debug("{}", decision.reason());
        }
        return decision;
    }

    private static <T> T instantiate(Class<T> type, String className) {
        try {
            return type.cast(Class.forName(className, true, VectorSupport.class.getClassLoader())
                    .getConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "cannot make the Vector API kernel " + className + " (" + e
                            + "): the jar of Arclight is incomplete;"
                            + " keep dev/arclight/kernel/cpu/vector when shading, or start the JVM with -D"
                            + Properties.VECTOR + "=false",
                    e);
        }
    }

    /** Holds the decision, so that it is made, and a warning given, once and on first use. */
    private static final class Current {
        static final Decision DECISION = detect();
    }
}
