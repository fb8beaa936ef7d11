package dev.arclight.kernel.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
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
 * without parameters. With one that takes an operation, kinds of operations of which ever new values come share a copy
 * (defining a class took 200 µs, the loop over a small tensor 5). Its bytes come from its own class loader, which finds
 * them wherever it found the template itself: a directory, a shaded jar, the loader of a Spark executor. Safe for all
 * threads.
 *
 * @param <O> operations
 * @param <L> loops over spans
 */
public final class LoopSpinner<O, L> {
    /** Operations of one class that get copies of their own before others share one. */
    static final int OWN_COPIES = 16;

    /** The class data of a shared copy. */
    private static final Object SHARED = new Object();

    private final MethodHandles.Lookup lookup;
    private final Class<? extends L> template;
    private final Class<L> loopType;

    /** What the template's constructor takes; null where every operation gets a copy. */
    private final @Nullable Class<O> operationType;

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
     * For templates whose constructor has no parameters.
     *
     * @param lookup full access to the template's package
     * @param kept how many copies are kept; the oldest is forgotten first
     */
    public LoopSpinner(MethodHandles.Lookup lookup, Class<? extends L> template, Class<L> loopType, int kept) {
        this(lookup, template, loopType, null, kept);
    }

    private LoopSpinner(
            MethodHandles.Lookup lookup,
            Class<? extends L> template,
            Class<L> loopType,
            @Nullable Class<O> operationType,
            int kept) {
        this.lookup = lookup;
        this.template = template;
        this.loopType = loopType;
        this.operationType = operationType;
        this.kept = kept;
    }

    /** For templates whose constructor takes the operation. */
    static <O, L> LoopSpinner<O, L> sharing(
            MethodHandles.Lookup lookup,
            Class<? extends L> template,
            Class<L> loopType,
            Class<O> operationType,
            int kept) {
        return new LoopSpinner<>(lookup, template, loopType, operationType, kept);
    }

    /**
     * The operation that a template's copy was made for, null in a shared one; called from the template's static
     * initializer.
     */
    public static <O> @Nullable O operation(MethodHandles.Lookup lookup, Class<O> type) {
        try {
            Object data = Objects.requireNonNull(
                    MethodHandles.classData(lookup, "_", Object.class),
                    () -> lookup.lookupClass() + " is a loop template: only copies with an operation can be used");
            return data == SHARED ? null : type.cast(data);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a loop template must pass its own MethodHandles.lookup()", e);
        }
    }

    /** {@link #operation} for templates of which no copy is shared. */
    public static <O> O onlyOperation(MethodHandles.Lookup lookup, Class<O> type) {
        return Objects.requireNonNull(operation(lookup, type));
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
            loop = slot.copies < OWN_COPIES || operationType == null ? spin(op, slot) : shared(op, slot);
        }
        slot.made = new Made<>(op, loop);
        return loop;
    }

    private record Made<O, L>(O op, L loop) {}

    private static final class Latest<O, L> {
        /** Threads may see each other's, and each is right. */
        @Nullable
        Made<O, L> made;

        /** Copies made for operations of this class. */
        volatile int copies;

        /** The constructor of the copy that the others share, as from Object to Object. */
        volatile @Nullable MethodHandle shared;
    }

    int size() {
        return loops.size();
    }

    private synchronized L spin(O op, Latest<O, L> slot) {
        L present = loops.get(op);
        if (present != null) {
            return present;
        }
        L loop = instance(define(op), op);
        slot.copies++;
        loops.put(op, loop);
        oldestFirst.add(op);
        if (oldestFirst.size() > kept) {
            loops.remove(oldestFirst.remove());
        }
        return loop;
    }

    /** A loop that reads the operation from its object; the JIT sees but one class of operation there and inlines it too. */
    private L shared(O op, Latest<O, L> slot) {
        MethodHandle constructor = slot.shared;
        if (constructor == null) {
            constructor = define(SHARED);
            slot.shared = constructor;
        }
        return instance(constructor, op);
    }

    /** The constructor of a new copy, as from Object to Object. */
    private MethodHandle define(Object classData) {
        try {
            MethodHandles.Lookup copy = lookup.defineHiddenClassWithClassData(templateBytes(), classData, true);
            MethodHandle constructor = operationType == null
                    ? MethodHandles.dropArguments(
                            copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class)),
                            0,
                            Object.class)
                    : copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class, operationType));
            return constructor.asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a copy of " + template, e);
        }
    }

    private L instance(MethodHandle constructor, O op) {
        try {
            return loopType.cast(constructor.invokeExact((Object) op));
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            // The signature of MethodHandle.invokeExact: the constructors of templates declare no checked exception.
            throw new IllegalStateException("cannot make a copy of " + template + " for " + op, e);
        }
    }

    private synchronized byte[] templateBytes() {
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
