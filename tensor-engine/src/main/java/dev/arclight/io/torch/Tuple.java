package dev.arclight.io.torch;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** One of Python's tuples: a list that does not change. */
final class Tuple extends AbstractList<@Nullable Object> implements RandomAccess {
    static final Tuple EMPTY = new Tuple(new Object[0]);

    private final @Nullable Object[] items;

    Tuple(@Nullable Object[] items) {
        this.items = items;
    }

    @Override
    public @Nullable Object get(int index) {
        return items[index];
    }

    @Override
    public int size() {
        return items.length;
    }
}
