package dev.arclight.kernel.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes copies of a loop template, each a hidden class with one operation as its class data, and keeps the newest ones.
 *
 * <p>A template reads its operation with {@link #operation} into a {@code static final} field and has a constructor
 * without parameters. Its bytes come from its own class loader, which finds them wherever it found the template itself:
 * a directory, a shaded jar, the loader of a Spark executor. Safe for all threads.
 *
 * @param <O> operations
 * @param <L> loops over spans
 */
public final class LoopSpinner<O, L> {
    private final MethodHandles.Lookup lookup;
    private final Class<? extends L> template;
    private final Class<L> loopType;
    private final int kept;
    private final ConcurrentHashMap<O, L> loops = new ConcurrentHashMap<>();
    private final ArrayDeque<O> oldestFirst = new ArrayDeque<>();

    /**
     * The loop last asked for, for each class of operation: found faster than in the map, where all operations without
     * attributes have the same hash.
     */
    private final ClassValue<Latest<O, L>> latest = new ClassValue<>() {
        @Override
        protected Latest<O, L> computeValue(Class<?> type) {
            return new Latest<>();
        }
    };

    private byte @Nullable [] templateBytes;

    /**
     * @param lookup full access to the template's package
     * @param kept how many loops are kept; the oldest is forgotten first
     */
    public LoopSpinner(MethodHandles.Lookup lookup, Class<? extends L> template, Class<L> loopType, int kept) {
        this.lookup = lookup;
        this.template = template;
        this.loopType = loopType;
        this.kept = kept;
    }

    /** The operation that a template's copy was made for; called from the template's static initializer. */
    public static <O> O operation(MethodHandles.Lookup lookup, Class<O> type) {
        try {
            return Objects.requireNonNull(
                    MethodHandles.classData(lookup, "_", type),
                    () -> lookup.lookupClass() + " is a loop template: only copies with an operation can be used");
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a loop template must pass its own MethodHandles.lookup()", e);
        }
    }

    /**
     * The loop of {@code op}, made on first use.
     *
     * @throws IllegalStateException if the template's class file cannot be read
     */
    public L loop(O op) {
        Latest<O, L> slot = latest.get(op.getClass());
        Made<O, L> made = slot.made;
        if (made != null && (made.op == op || made.op.equals(op))) {
            return made.loop;
        }
        L loop = loops.get(op);
        if (loop == null) {
            loop = spin(op);
        }
        slot.made = new Made<>(op, loop);
        return loop;
    }

    private record Made<O, L>(O op, L loop) {}

    private static final class Latest<O, L> {
        /** Threads may see each other's, and each is right. */
        @Nullable
        Made<O, L> made;
    }

    int size() {
        return loops.size();
    }

    private synchronized L spin(O op) {
        L present = loops.get(op);
        if (present != null) {
            return present;
        }
        L loop = define(op);
        loops.put(op, loop);
        oldestFirst.add(op);
        if (oldestFirst.size() > kept) {
            loops.remove(oldestFirst.remove());
        }
        return loop;
    }

    private L define(O op) {
        try {
            MethodHandles.Lookup copy = lookup.defineHiddenClassWithClassData(templateBytes(), op, true);
            return loopType.cast(copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class))
                    .invoke());
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            // The signature of MethodHandle.invoke: the constructors of templates declare no checked exception.
            throw new IllegalStateException("cannot make a copy of " + template + " for " + op, e);
        }
    }

    private byte[] templateBytes() {
        byte[] bytes = templateBytes;
        if (bytes == null) {
            bytes = readTemplate();
            templateBytes = bytes;
        }
        return bytes;
    }

    private byte[] readTemplate() {
        String name = template.getName();
        String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
        try (InputStream in = template.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the class file of " + name + " cannot be found through its class loader "
                                + template.getClassLoader() + ", and elementwise kernels are made from its bytes;"
                                + " keep the .class files of Arclight readable as resources");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the class file of " + name + " cannot be read: " + e.getMessage(), e);
        }
    }
}
