package dev.arclight.kernel.cpu.ops;

import dev.arclight.tensor.Storage;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel made of a matrix in one version of its memory, such as panels, kept with that memory and forgotten with it or
 * when it is written to. Shared by all threads, tasks and sessions that look at the memory; of two that come at once both may
 * make it, and one result is kept.
 */
final class KeptForm {
    /** How many matrices within one memory are known, as those of queries, keys and values that are slices of one. */
    private static final int MOST = 8;

    private final Object what;
    private final int version;
    private final int rows;
    private final int columns;
    private final int offset;
    private final int rowStride;
    private final int columnStride;

    /** How often it was asked for. That a use goes uncounted, where there is no lock, does no harm. */
    int uses;

    /** What was made, or a reference to it; null before. */
    volatile @Nullable Object form;

    private KeptForm(Object what, int version, int offset, int rows, int columns, int rowStride, int columnStride) {
        this.what = what;
        this.version = version;
        this.rows = rows;
        this.columns = columns;
        this.offset = offset;
        this.rowStride = rowStride;
        this.columnStride = columnStride;
    }

    /**
     * That of a matrix as it is now; null where its memory may change without a new version, since others hold the array. A
     * matrix and its transpose are two.
     *
     * @param what equal for uses that can share what is made: its kind, and all that it depends on beside the matrix
     */
    static @Nullable KeptForm of(
            Object what, Storage memory, int offset, int rows, int columns, int rowStride, int columnStride) {
        if (!memory.ownsArray()) {
            return null;
        }
        KeptForm[] known = memory.derived() instanceof KeptForm[] held ? held : new KeptForm[0];
        int version = memory.version();
        int fresh = 0;
        for (KeptForm one : known) {
            if (one.version == version) {
                if (one.is(what, offset, rows, columns, rowStride, columnStride)) {
                    return one;
                }
                fresh++;
            }
        }
        // The newest first; those of older versions, and what is too many, drop out.
        KeptForm[] now = new KeptForm[Math.min(fresh + 1, MOST)];
        now[0] = new KeptForm(what, version, offset, rows, columns, rowStride, columnStride);
        int at = 1;
        for (int i = 0; i < known.length && at < now.length; i++) {
            if (known[i].version == version) {
                now[at++] = known[i];
            }
        }
        memory.derived(now);
        return now[0];
    }

    private boolean is(Object what, int offset, int rows, int columns, int rowStride, int columnStride) {
        return this.what.equals(what)
                && this.offset == offset
                && this.rows == rows
                && this.columns == columns
                && this.rowStride == rowStride
                && this.columnStride == columnStride;
    }
}
