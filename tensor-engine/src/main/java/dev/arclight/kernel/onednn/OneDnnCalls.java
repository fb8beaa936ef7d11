package dev.arclight.kernel.onednn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Properties;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

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

    private static final @Nullable Object SET_THREADS = address("omp_set_num_threads");

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

    /** Whether {@link #limitThreads} can do what it says. */
    static boolean canLimitThreads() {
        return SET_THREADS != null;
    }

    /**
     * Lets calls of the current thread run on it alone. What OpenMP gives a program for that is a function of a number, and the
     * library that calls into native code has none such, but one that frees memory by a function of an address: it is given
     * the number as address, which on all 64-bit platforms is passed in the same register.
     */
    static void limitThreads() {
        Object function = SET_THREADS;
        if (function == null) {
            return;
        }
        try {
            Class<?> pointer = type("org.bytedeco.javacpp.Pointer");
            long address = (long) pointer.getMethod("address").invoke(function);
            Constructor<?> call = type("org.bytedeco.javacpp.Pointer$NativeDeallocator")
                    .getDeclaredConstructor(pointer, long.class, long.class);
            call.setAccessible(true);
            Object one = call.newInstance(pointer.getConstructor().newInstance(), 1L, address);
            Method run = one.getClass().getMethod("deallocate");
            run.setAccessible(true);
            run.invoke(one);
        } catch (ReflectiveOperationException e) {
            throw new ArclightException(
                    "oneDNN: its number of threads cannot be set; set OMP_NUM_THREADS in the environment of the JVM or"
                            + " switch it off with -D" + Properties.ONEDNN + "=false",
                    e);
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

    /** Where a native function lies, or null if it is not to be seen. */
    private static @Nullable Object address(String symbol) {
        try {
            return type("org.bytedeco.javacpp.Loader")
                    .getMethod("addressof", String.class)
                    .invoke(null, symbol);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("org.bytedeco.javacpp.Loader cannot look for " + symbol, e);
        }
    }
}
