package dev.arclight.kernel.onednn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Properties;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the native library oneDNN is there, decided once per JVM, and the one product of it that is used: int8 by int8 with
 * int32 sums.
 *
 * <p>It is looked up by name, so nothing is needed to compile or run without it, and used only if it gives exact sums: on
 * processors without int8 dot products it adds pairs of products in 16 bits, which the largest codes overflow. Its threads are
 * OpenMP's, which Java cannot count, so the environment must say how many. Safe for all threads.
 */
public final class OneDnn {
    /** What to add to a program's class path. */
    public static final String ARTIFACTS = "org.bytedeco:dnnl:3.8.1-1.5.12, org.bytedeco:opencl:3.0-1.5.12 and"
            + " org.bytedeco:javacpp:1.5.12, each also with the classifier of the platform, such as linux-x86_64";

    private static final String CLASS = "org.bytedeco.dnnl.global.dnnl";
    private static final String THREADS = "OMP_NUM_THREADS";
    private static final IntBuffer NO_OFFSET = ByteBuffer.allocateDirect(Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();

    /**
     * What was decided.
     *
     * @param advice how to have it used; empty if it is
     */
    public record Decision(boolean available, String reason, String advice) {}

    /** {@code dnnl_gemm_s8s8s32} on memory outside the heap, row-major. */
    public interface Product {
        int run(
                byte transA,
                byte transB,
                byte offsetC,
                long m,
                long n,
                long k,
                float alpha,
                ByteBuffer a,
                long lda,
                byte ao,
                ByteBuffer b,
                long ldb,
                byte bo,
                float beta,
                IntBuffer c,
                long ldc,
                IntBuffer co);
    }

    private OneDnn() {}

    /** What was decided for this JVM. */
    public static Decision decision() {
        return Current.FOUND.decision;
    }

    /** Whether {@link OneDnnWeight} may be used. */
    public static boolean isAvailable() {
        return decision().available();
    }

    /** {@code c = a·bᵀ} for {@code a [m × k]} and {@code b [n × k]} in direct buffers. */
    static void multiply(int m, int n, int k, ByteBuffer a, ByteBuffer b, IntBuffer c) {
        Product product = Current.FOUND.product;
        if (product == null) {
            throw new ArclightException("oneDNN: " + decision().reason());
        }
        run(product, m, n, k, a, b, c);
    }

    private static void run(Product product, int m, int n, int k, ByteBuffer a, ByteBuffer b, IntBuffer c) {
        int status = product.run(
                (byte) 'N', (byte) 'T', (byte) 'F', m, n, k, 1f, a, k, (byte) 0, b, k, (byte) 0, 0f, c, n, NO_OFFSET);
        if (status != 0) {
            throw new ArclightException("oneDNN: the int8 product " + m + "×" + n + "×" + k + " ended with status "
                    + status + "; switch it off with -D" + Properties.ONEDNN + "=false");
        }
    }

    private record Found(Decision decision, @Nullable Product product) {
        static Found nothing(String reason, String advice) {
            return new Found(new Decision(false, reason, advice), null);
        }
    }

    private static Found find(boolean enabled, @Nullable String threads, ClassLoader loader) {
        if (!enabled) {
            return Found.nothing(
                    "switched off by -D" + Properties.ONEDNN + "=false", "remove -D" + Properties.ONEDNN + "=false");
        }
        if (loader.getResource(CLASS.replace('.', '/') + ".class") == null) {
            return Found.nothing(
                    "not on the class path; int8 layers are computed in Java, several times slower",
                    "for int8 models add " + ARTIFACTS + ", and set " + THREADS + "=1 in the environment");
        }
        if (threads == null) {
            return Found.nothing(
                    "on the class path, but each of its calls would take all processors",
                    "set " + THREADS + "=1 in the environment of the JVM");
        }
        try {
            Product product = product(Class.forName(CLASS, true, loader));
            return isExact(product)
                    ? new Found(
                            new Decision(
                                    true, "used for int8 products, with " + THREADS + '=' + threads + " threads", ""),
                            product)
                    : Found.nothing("there, but its int8 sums overflow on this processor", "");
        } catch (ReflectiveOperationException | LinkageError e) {
            return Found.nothing(
                    "on the class path, but its native library cannot be loaded (" + e + ")", "add " + ARTIFACTS);
        }
    }

    private static Product product(Class<?> library) throws ReflectiveOperationException {
        MethodType type = MethodHandles.publicLookup()
                .unreflect(java.util.Arrays.stream(Product.class.getMethods())
                        .filter(method -> method.getName().equals("run"))
                        .findAny()
                        .orElseThrow(NoSuchMethodException::new))
                .type()
                .dropParameterTypes(0, 1);
        return MethodHandleProxies.asInterfaceInstance(
                Product.class, MethodHandles.publicLookup().findStatic(library, "dnnl_gemm_s8s8s32", type));
    }

    /** Whether sums of the largest codes are right for a row and for a block of rows. */
    private static boolean isExact(Product product) {
        int n = 33;
        int k = 130;
        for (int m : new int[] {1, 40}) {
            ByteBuffer a = direct(m * k);
            ByteBuffer b = direct(n * k);
            for (int i = 0; i < m * k; i++) {
                a.put(i, (byte) (i / k % 2 == 0 ? 127 : -127));
            }
            for (int i = 0; i < n * k; i++) {
                b.put(i, (byte) (i / k % 3 == 0 ? -128 : i / k % 3 == 1 ? 127 : i % 2 == 0 ? 127 : -128));
            }
            IntBuffer c = direct(m * n * Integer.BYTES).asIntBuffer();
            run(product, m, n, k, a, b, c);
            for (int row = 0; row < m; row++) {
                for (int column = 0; column < n; column++) {
                    int sum = 0;
                    for (int i = 0; i < k; i++) {
                        sum += a.get(row * k + i) * b.get(column * k + i);
                    }
                    if (c.get(row * n + column) != sum) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Holds the decision, so that it is made once and on first use. */
    private static final class Current {
        static final Found FOUND = find(Properties.oneDnn(), System.getenv(THREADS), OneDnn.class.getClassLoader());
    }
}
