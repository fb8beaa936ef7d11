package dev.arclight.kernel.onednn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Properties;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The functions of oneDNN's C interface that are called, found by name, so that nothing is needed to compile or run without it.
 * First use loads the native library; where that fails, it is a {@link LinkageError}.
 *
 * <p>Its objects are Java objects here whose class is not named: engines, streams, descriptions of memory, and so on.
 */
final class OneDnnCalls {
    static final String LIBRARY = "org.bytedeco.dnnl.global.dnnl";

    private static final Class<?> FUNCTIONS = type(LIBRARY);
    static final int INT32 = constant("dnnl_s32");
    static final int INT8 = constant("dnnl_s8");
    static final int ROW_MAJOR = constant("dnnl_ab");
    static final int COLUMN_MAJOR = constant("dnnl_ba");
    static final int ANY_LAYOUT = constant("dnnl_format_tag_any");
    private static final int CPU = constant("dnnl_cpu");
    private static final int IN_ORDER = constant("dnnl_stream_in_order");
    private static final int WEIGHTS = constant("dnnl_query_weights_md");
    private static final int SOURCE_ARGUMENT = constant("DNNL_ARG_SRC");
    private static final int TARGET_ARGUMENT = constant("DNNL_ARG_DST");
    private static final int WEIGHTS_ARGUMENT = constant("DNNL_ARG_WEIGHTS");

    private static final Class<?> POINTER = type("org.bytedeco.javacpp.Pointer");
    private static final Class<?> ENGINE = object("engine");
    private static final Class<?> STREAM = object("stream");
    private static final Class<?> DESCRIPTION = object("memory_desc");
    private static final Class<?> ATTRIBUTES = object("primitive_attr");
    private static final Class<?> PLAN = object("primitive_desc");
    private static final Class<?> PRIMITIVE = object("primitive");
    private static final Class<?> MEMORY = object("memory");
    private static final Class<?> ARGUMENTS = object("exec_arg_t");

    private static final MethodHandle EXECUTE = handle(
            function("dnnl_primitive_execute", PRIMITIVE, STREAM, int.class, ARGUMENTS),
            MethodType.methodType(int.class, Object.class, Object.class, int.class, Object.class));
    private static final MethodHandle SET_MEMORY = handle(
            method(ARGUMENTS, "memory", MEMORY), MethodType.methodType(Object.class, Object.class, Object.class));

    private static final Object ENGINE_USED = made(ENGINE, "dnnl_engine_create", CPU, 0L);
    private static final Object NO_ATTRIBUTES = made(ATTRIBUTES, "dnnl_primitive_attr_create");
    private static final @Nullable Object SET_THREADS = address("omp_set_num_threads");

    private OneDnnCalls() {}

    /** Whether {@link #limitThreads} can do what it says. */
    static boolean canLimitThreads() {
        return SET_THREADS != null;
    }

    /**
     * Lets calls of the current thread run on it alone. What OpenMP gives a program for that is a function of a number, and the
     * library that calls into native code has none such, but one that frees memory by a function of an address: it is given
     * the number as address.
     */
    static void limitThreads() {
        Object function = SET_THREADS;
        if (function == null) {
            return;
        }
        try {
            long address = (long) method(POINTER, "address").invoke(function);
            Constructor<?> call = type("org.bytedeco.javacpp.Pointer$NativeDeallocator")
                    .getDeclaredConstructor(POINTER, long.class, long.class);
            call.setAccessible(true);
            Object one = call.newInstance(POINTER.getConstructor().newInstance(), 1L, address);
            Method run = one.getClass().getMethod("deallocate");
            run.setAccessible(true);
            run.invoke(one);
        } catch (ReflectiveOperationException e) {
            throw new ArclightException("oneDNN: its number of threads cannot be set; set OMP_NUM_THREADS in the"
                    + " environment of the JVM or switch it off with -D" + Properties.ONEDNN + "=false", e);
        }
    }

    static Object stream() {
        return made(STREAM, "dnnl_stream_create", ENGINE_USED, IN_ORDER);
    }

    /** A matrix of a dtype in a layout. */
    static Object description(int rows, int columns, int dtype, int layout) {
        return made(
                DESCRIPTION, "dnnl_memory_desc_create_with_tag", 2, new long[] {rows, columns}, dtype, layout);
    }

    /** What a product's weights and results are described by, and how it is computed. */
    static Object plan(Object source, Object weights, Object target) {
        Object nothing = instance(DESCRIPTION);
        return made(
                PLAN, "dnnl_matmul_primitive_desc_create", ENGINE_USED, source, weights, nothing, target, NO_ATTRIBUTES);
    }

    /** The layout of weights that a plan wants. */
    static Object weightsOf(Object plan) {
        return call("dnnl_primitive_desc_query_md", plan, WEIGHTS, 0);
    }

    static long bytes(Object description) {
        return (long) call("dnnl_memory_desc_get_size", description);
    }

    static Object primitive(Object plan) {
        return made(PRIMITIVE, "dnnl_primitive_create", plan);
    }

    /** @param buffer direct; whoever holds the memory must hold it too */
    static Object memory(Object description, Buffer buffer) {
        Object pointer;
        try {
            pointer = POINTER.getConstructor(Buffer.class).newInstance(buffer);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("org.bytedeco.javacpp.Pointer cannot be made of a buffer", e);
        }
        return made(MEMORY, "dnnl_memory_create", description, ENGINE_USED, pointer);
    }

    static void free(Object memory) {
        check("dnnl_memory_destroy", (int) call("dnnl_memory_destroy", memory));
    }

    /** Copies a matrix into another layout. */
    static void reorder(Object from, Object fromDescription, Object to, Object toDescription) {
        Object plan = made(
                PLAN,
                "dnnl_reorder_primitive_desc_create",
                fromDescription,
                ENGINE_USED,
                toDescription,
                ENGINE_USED,
                NO_ATTRIBUTES);
        Object arguments = arguments(SOURCE_ARGUMENT, TARGET_ARGUMENT);
        setMemory(argument(arguments, 0), from);
        setMemory(argument(arguments, 1), to);
        execute(primitive(plan), stream(), 2, arguments);
    }

    /** Of a product: source, weights and target, in this order. */
    static Object productArguments() {
        return arguments(SOURCE_ARGUMENT, WEIGHTS_ARGUMENT, TARGET_ARGUMENT);
    }

    private static Object arguments(int... numbers) {
        try {
            Object all = ARGUMENTS.getConstructor(long.class).newInstance((long) numbers.length);
            for (int i = 0; i < numbers.length; i++) {
                method(ARGUMENTS, "arg", int.class).invoke(argument(all, i), numbers[i]);
            }
            return all;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("oneDNN's arguments cannot be made", e);
        }
    }

    /** One of some arguments. */
    static Object argument(Object arguments, int number) {
        try {
            return method(ARGUMENTS, "getPointer", long.class).invoke(arguments, (long) number);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("oneDNN's arguments cannot be made", e);
        }
    }

    static void setMemory(Object argument, Object memory) {
        try {
            Object same = SET_MEMORY.invokeExact(argument, memory);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void execute(Object primitive, Object stream, int count, Object arguments) {
        int status;
        try {
            status = (int) EXECUTE.invokeExact(primitive, stream, count, arguments);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        check("dnnl_primitive_execute", status);
    }

    /** A function of the library declares no exceptions. */
    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException("oneDNN threw", e);
    }

    private static void check(String function, int status) {
        if (status != 0) {
            throw new ArclightException("oneDNN: " + function + " ended with status " + status
                    + "; switch it off with -D" + Properties.ONEDNN + "=false");
        }
    }

    /** What a function writes into its first argument, an object of this class. */
    private static Object made(Class<?> type, String function, Object... others) {
        Object[] all = new Object[others.length + 1];
        all[0] = instance(type);
        System.arraycopy(others, 0, all, 1, others.length);
        check(function, (int) call(function, all));
        return all[0];
    }

    private static Object instance(Class<?> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " cannot be made", e);
        }
    }

    private static Object call(String function, Object... arguments) {
        for (Method method : FUNCTIONS.getMethods()) {
            if (method.getName().equals(function) && takes(method.getParameterTypes(), arguments)) {
                try {
                    return method.invoke(null, arguments);
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError("oneDNN's " + function + " cannot be called", e);
                }
            }
        }
        throw new LinkageError("oneDNN has no " + function + " of " + arguments.length + " such arguments");
    }

    private static boolean takes(Class<?>[] types, Object[] arguments) {
        if (types.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            Class<?> boxed = MethodType.methodType(types[i]).wrap().returnType();
            if (!boxed.isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }

    private static int constant(String name) {
        try {
            return FUNCTIONS.getField(name).getInt(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("oneDNN has no number " + name, e);
        }
    }

    private static Class<?> object(String name) {
        return type("org.bytedeco.dnnl.dnnl_" + name);
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, true, OneDnnCalls.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new LinkageError(name + " is not on the class path", e);
        }
    }

    private static Method function(String name, Class<?>... types) {
        return method(FUNCTIONS, name, types);
    }

    private static Method method(Class<?> type, String name, Class<?>... types) {
        try {
            return type.getMethod(name, types);
        } catch (NoSuchMethodException e) {
            throw new LinkageError(type + " has no " + name, e);
        }
    }

    private static MethodHandle handle(Method method, MethodType type) {
        try {
            return MethodHandles.publicLookup().unreflect(method).asType(type);
        } catch (IllegalAccessException e) {
            throw new LinkageError(method + " cannot be called", e);
        }
    }

    /** Where a native function lies, or null if it is not to be seen. */
    private static @Nullable Object address(String symbol) {
        try {
            return method(type("org.bytedeco.javacpp.Loader"), "addressof", String.class)
                    .invoke(null, symbol);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("org.bytedeco.javacpp.Loader cannot look for " + symbol, e);
        }
    }
}
