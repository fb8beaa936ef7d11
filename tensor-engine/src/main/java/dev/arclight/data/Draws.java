package dev.arclight.data;

import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.IntSupplier;

/** So many numbers from a source, one at a time. */
final class Draws implements PrimitiveIterator.OfInt {
    private final IntSupplier source;
    private int left;

    private Draws(int count, IntSupplier source) {
        this.source = source;
        left = count;
    }

    static Draws of(int count, IntSupplier source) {
        return new Draws(count, source);
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public int nextInt() {
        if (left == 0) {
            throw new NoSuchElementException("no more numbers");
        }
        left--;
        return source.getAsInt();
    }
}
