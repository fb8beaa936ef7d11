package dev.arclight.io.torch;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what a pickle built what a program gets: a tree of maps, lists, tensors, texts and numbers. What the pickle
 * shares stays shared; what holds itself, or nests too deeply, is refused, so that the tree can be walked by recursion.
 */
final class Resolver {
    /** Checkpoints nest some ten deep. */
    private static final int DEEPEST = 200;

    private final PickleInput in;
    private final Storages storages;

    /** What was made of each collection and plan of a tensor. */
    private final IdentityHashMap<Object, Made> made = new IdentityHashMap<>();

    /** The collections that are being made. */
    private final IdentityHashMap<Object, Boolean> open = new IdentityHashMap<>();

    private final Deque<Frame> frames = new ArrayDeque<>();

    Resolver(PickleInput in, Storages storages) {
        this.in = in;
        this.storages = storages;
    }

    /** @param height how many collections deep it is */
    private record Made(@Nullable Object value, int height) {}

    /** A collection that is being made. */
    private static final class Frame {
        final Object source;
        final Iterator<?> items;

        /** For each item its key, if the source is a dict. */
        final @Nullable Iterator<?> keys;

        final Object target;
        int height = 1;

        Frame(Object source) {
            this.source = source;
            if (source instanceof Map<?, ?> map) {
                keys = map.keySet().iterator();
                items = map.values().iterator();
                target = new LinkedHashMap<@Nullable Object, @Nullable Object>();
            } else {
                keys = null;
                items = ((Collection<?>) source).iterator();
                target = new ArrayList<@Nullable Object>(((Collection<?>) source).size());
            }
        }

        @SuppressWarnings("unchecked")
        void add(Made item) {
            height = Math.max(height, item.height + 1);
            if (keys != null) {
                ((Map<@Nullable Object, @Nullable Object>) target).put(keys.next(), item.value);
            } else {
                ((List<@Nullable Object>) target).add(item.value);
            }
        }

        Made finish() {
            return new Made(source instanceof Tuple ? Collections.unmodifiableList((List<?>) target) : target, height);
        }
    }

    @Nullable
    Object resolve(@Nullable Object root) throws IOException {
        Made whole = makeOrOpen(root);
        while (!frames.isEmpty()) {
            Frame top = frames.getLast();
            if (!top.items.hasNext()) {
                whole = top.finish();
                if (whole.height > DEEPEST) {
                    throw in.fail(
                            "nests more than " + DEEPEST + " collections; the file is damaged or made to do harm");
                }
                frames.removeLast();
                open.remove(top.source);
                made.put(top.source, whole);
                if (!frames.isEmpty()) {
                    frames.getLast().add(whole);
                }
                continue;
            }
            Made item = makeOrOpen(top.items.next());
            if (item != null) {
                top.add(item);
            }
        }
        if (whole == null) {
            throw new IllegalStateException("a collection was opened and not made");
        }
        return whole.value;
    }

    /** The value, or null if it is a collection that is to be made first. */
    private @Nullable Made makeOrOpen(@Nullable Object value) throws IOException {
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof Double
                || value instanceof BigInteger
                || value instanceof DType
                || value instanceof byte[]) {
            return new Made(value, 0);
        }
        Made before = made.get(value);
        if (before != null) {
            return before;
        }
        if (value instanceof TensorPlan plan) {
            return keep(value, storages.tensor(plan));
        }
        if (value instanceof NumpyParts.Array array) {
            return keep(value, array.tensor(in));
        }
        if (value instanceof LinkedHashSet<?>) {
            // Its items are plain by the time they are put in.
            return new Made(value, 1);
        }
        if (value instanceof Map || value instanceof List) {
            if (open.put(value, true) != null) {
                throw in.fail("holds a collection that holds itself, as no checkpoint does; save it without the cycle");
            }
            frames.addLast(new Frame(value));
            return null;
        }
        throw in.fail("holds " + Arguments.describe(value) + " by itself, which becomes no value here; save tensors,"
                + " numbers, texts, lists and dicts");
    }

    private Made keep(Object source, Tensor tensor) {
        Made kept = new Made(tensor, 0);
        made.put(source, kept);
        return kept;
    }
}
