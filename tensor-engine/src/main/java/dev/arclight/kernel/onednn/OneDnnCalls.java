package dev.arclight.kernel.onednn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Properties;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * The function of oneDNN that is called, found by name, so that nothing is needed to compile or run without it. First use loads
 * the native library; where that fails, it is a {@link LinkageError}.
 */
final class OneDnnCalls {
    static final String LIBRARY = "org.bytedeco.dnnl.global.dnnl";

    private static final IntBuffer NO_OFFSET = ByteBuffer.allocateDirect(Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();

    /** {@code dnnl_gemm_s8s8s32} on memory outside the heap, row-major. */
    private static final MethodHandle PRODUCT = product();

    private OneDnnCalls() {}

    /** {@code c = a·bᵀ} for {@code a [m × k]} and {@code b [n × k]} in direct buffers. */
    static void multiply(int m, int n, int k, ByteBuffer a, ByteBuffer b, IntBuffer c) {
        int status;
        try {
            status = (int) PRODUCT.invokeExact(
                    (byte) 'N',
                    (byte) 'T',
                    (byte) 'F',
                    (long) m,
                    (long) n,
                    (long) k,
                    1f,
                    a,
                    (long) k,
                    (byte) 0,
                    b,
                    (long) k,
                    (byte) 0,
                    0f,
                    c,
                    (long) n,
                    NO_OFFSET);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a native function threw a checked exception", e);
        }
        if (status != 0) {
            throw new ArclightException("oneDNN: the int8 product " + m + "×" + n + "×" + k + " ended with status "
                    + status + "; switch it off with -D" + Properties.ONEDNN + "=false");
        }
    }

    private static MethodHandle product() {
        MethodType type = MethodType.methodType(
                int.class,
                byte.class,
                byte.class,
                byte.class,
                long.class,
                long.class,
                long.class,
                float.class,
                ByteBuffer.class,
                long.class,
                byte.class,
                ByteBuffer.class,
                long.class,
                byte.class,
                float.class,
                IntBuffer.class,
                long.class,
                IntBuffer.class);
        try {
            return MethodHandles.publicLookup().findStatic(type(LIBRARY), "dnnl_gemm_s8s8s32", type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("oneDNN has no int8 product of these arguments", e);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, true, OneDnnCalls.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new LinkageError(name + " is not on the class path", e);
        }
    }
}
