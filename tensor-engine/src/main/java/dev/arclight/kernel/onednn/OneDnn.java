package dev.arclight.kernel.onednn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Properties;
import java.util.function.BooleanSupplier;
import org.bytedeco.dnnl.global.dnnl;
import org.jspecify.annotations.Nullable;

/**
 * Whether the native library oneDNN is there, decided once per JVM; what is used of it is the product of int8 matrices with
 * int32 sums.
 *
 * <p>It is looked for on the class path, so nothing is needed to run without it, and used only if it gives exact sums: on
 * processors without int8 dot products it adds pairs of products in 16 bits, which the largest codes overflow. Its calls take all
 * processors unless the environment's {@code OMP_NUM_THREADS} says otherwise, so it is used only where that does. Safe for all
 * threads.
 */
public final class OneDnn {
    /** What it was built and tested with; a later minor version promises the same calls. */
    private static final int MAJOR = 3;

    private static final int MINOR = 8;

    /** What to add to a program's class path. */
    public static final String ARTIFACTS = "org.bytedeco:dnnl:3.8.1-1.5.12, org.bytedeco:opencl:3.0-1.5.12 and"
            + " org.bytedeco:javacpp:1.5.12, each also with the classifier of the platform, such as linux-x86_64";

    private static final String THREADS = "OMP_NUM_THREADS";

    /**
     * What was decided.
     *
     * @param advice how to have it used; empty if it is
     */
    public record Decision(boolean available, String reason, String advice) {}

    private OneDnn() {}

    /** What was decided for this JVM. */
    public static Decision decision() {
        return Current.DECISION;
    }

    /** Whether {@link OneDnnWeight} may be used. */
    public static boolean isAvailable() {
        return decision().available();
    }

    /**
     * Decides.
     *
     * @param enabled by the program
     * @param present on the class path
     * @param threads what the environment says
     * @param exact loads the library and says whether the sums of the largest codes are right, or fails with a
     *     {@link LinkageError}
     */
    static Decision decide(boolean enabled, boolean present, @Nullable String threads, BooleanSupplier exact) {
        if (!enabled) {
            return new Decision(
                    false,
                    "switched off by -D" + Properties.ONEDNN + "=false",
                    "remove -D" + Properties.ONEDNN + "=false");
        }
        if (!present) {
            return new Decision(
                    false,
                    "not on the class path; int8 layers are computed in Java, several times slower",
                    "for int8 models add " + ARTIFACTS);
        }
        if (threads == null) {
            return new Decision(
                    false,
                    "on the class path, but each of its calls would take all processors",
                    "set " + THREADS + "=1 in the environment of the JVM");
        }
        boolean right;
        try {
            right = exact.getAsBoolean();
        } catch (LinkageError e) {
            return new Decision(
                    false,
                    "on the class path, but its native library cannot be loaded (" + reason(e) + ")",
                    "add " + ARTIFACTS);
        } catch (ArclightException e) {
            return new Decision(false, "on the class path, but it fails (" + e.getMessage() + ")", "");
        }
        if (!right) {
            return new Decision(false, "there, but its int8 sums are not exact on this processor", "");
        }
        return new Decision(true, "used for int8 products, with " + THREADS + '=' + threads, "");
    }

    /** An error of a class that could not be made says nothing; what caused it does. */
    private static Throwable reason(Throwable error) {
        Throwable cause = error.getCause();
        return cause == null ? error : reason(cause);
    }

    /** A product of {@code [m × k]} numbers without a sign and {@code [n × k]} codes, as {@link OneDnnWeight} has it. */
    interface Product {
        void multiply(int m, int n, int k, byte[] a, byte[] b, int[] c);
    }

    private static boolean isExact() {
        checkVersion(dnnl.version().major(), dnnl.version().minor());
        return isExact((m, n, k, a, b, c) -> OneDnnWeight.copy(n, k, b, 0).multiply(m, a, c));
    }

    /** @throws ArclightException if it has other calls than those that are made */
    static void checkVersion(int major, int minor) {
        if (major != MAJOR || minor < MINOR) {
            throw new ArclightException("its version is " + major + '.' + minor + ", not " + MAJOR + '.' + MINOR
                    + " or a later " + MAJOR + "; use " + ARTIFACTS);
        }
    }

    /**
     * Whether sums of the largest codes are right for a row and for a block of rows: nowhere cut to 16 bits, and not rounded to
     * a float, which has no odd numbers above 2²⁴.
     */
    static boolean isExact(Product product) {
        int n = 33;
        int k = 1031;
        for (int m : new int[] {1, 8, 40}) {
            byte[] a = new byte[m * k];
            byte[] b = new byte[n * k];
            for (int i = 0; i < m * k; i++) {
                a[i] = (byte) (OneDnnWeight.ZERO + (i / k % 2 == 0 ? 127 : -127));
            }
            for (int i = 0; i < n * k; i++) {
                b[i] = (byte) (i / k % 3 == 0 ? -128 : i / k % 3 == 1 ? 127 : i % 2 == 0 ? 127 : -128);
            }
            int[] c = new int[m * n];
            product.multiply(m, n, k, a, b, c);
            for (int row = 0; row < m; row++) {
                for (int column = 0; column < n; column++) {
                    int sum = 0;
                    for (int i = 0; i < k; i++) {
                        sum += (a[row * k + i] & 0xFF) * b[column * k + i];
                    }
                    if (c[row * n + column] != sum) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean present() {
        ClassLoader loader = OneDnn.class.getClassLoader();
        return loader.getResource("org/bytedeco/dnnl/global/dnnl.class") != null;
    }

    /** Holds the decision, so that it is made once and on first use. */
    private static final class Current {
        static final Decision DECISION =
                decide(Properties.oneDnn(), present(), System.getenv(THREADS), OneDnn::isExact);
    }
}
