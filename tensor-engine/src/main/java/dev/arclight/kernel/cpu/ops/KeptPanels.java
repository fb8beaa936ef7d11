package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.PackedB;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/**
 * Panels of matrices that products met again and again unchanged, as the weights of a network that only infers are: packed at
 * the third use, kept with the matrix's memory, and forgotten with it, when it is written to, or when the heap is short.
 *
 * <p>Only matrices whose columns are not contiguous are kept, as the transposed weight of a linear layer is: those a product
 * would turn round at every call, which costs as much as eight rows of the product. Training, whose weights change from step to
 * step, keeps none. Safe for all threads; two that come at once may both pack, and one result is kept.
 */
final class KeptPanels {
    /** From so many rows on, turning the weight round is lost in the product: measured 6 % at 128 rows of 768×768. */
    static final int MOST_ROWS = 256;

    /** The use at which a matrix is packed; a network that is trained may use a weight twice before it changes. */
    private static final int PACKED_AT = 3;

    /** How many matrices within one memory are kept, as those of queries, keys and values that are slices of one. */
    private static final int MOST_LOOKS = 8;

    /** A matrix may take this part of the heap. */
    private static final int PART_OF_HEAP = 16;

    /** What was met at one place in one version of a memory. */
    private static final class Look {
        final int version;
        final int k;
        final int n;
        final int offset;
        final int row;
        final int column;

        /** Counted without locks: that a use goes uncounted does no harm. */
        int uses;

        volatile @Nullable SoftReference<PackedB> panels;

        Look(int version, int k, int n, int offset, int row, int column) {
            this.version = version;
            this.k = k;
            this.n = n;
            this.offset = offset;
            this.row = row;
            this.column = column;
        }

        boolean is(int k, int n, int offset, int row, int column) {
            return this.offset == offset && this.k == k && this.n == n && this.row == row && this.column == column;
        }
    }

    private KeptPanels() {}

    /** The panels of a matrix {@code [k, n]}, or null if it is not, or not yet, worth keeping them. */
    static @Nullable PackedB of(Tensor b) {
        return of(b, b.size(0), b.size(1), b.stride(0), b.stride(1));
    }

    /** The panels of the transpose of a weight {@code [n, k]}, or null if it is not, or not yet, worth keeping them. */
    static @Nullable PackedB ofTranspose(Tensor weight) {
        return of(weight, weight.size(1), weight.size(0), weight.stride(1), weight.stride(0));
    }

    private static @Nullable PackedB of(Tensor b, int k, int n, int row, int column) {
        Storage memory = b.storage();
        if (column == 1 || k < 2 || n < 2 || b.dtype() != DType.FLOAT32 || !memory.ownsArray()) {
            return null;
        }
        if ((long) k * n > Runtime.getRuntime().maxMemory() / (Float.BYTES * PART_OF_HEAP)) {
            return null;
        }
        int version = memory.version();
        Look look = find(memory, version, k, n, b.offset(), row, column);
        SoftReference<PackedB> kept = look.panels;
        PackedB panels = kept == null ? null : kept.get();
        if (panels == null && ++look.uses >= PACKED_AT) {
            panels = PackedB.pack(k, n, memory.floats(), b.offset(), row, column);
            look.panels = new SoftReference<>(panels);
        }
        return panels;
    }

    private static Look find(Storage memory, int version, int k, int n, int offset, int row, int column) {
        Look[] looks = memory.derived() instanceof Look[] held ? held : new Look[0];
        int fresh = 0;
        for (Look look : looks) {
            if (look.version == version) {
                if (look.is(k, n, offset, row, column)) {
                    return look;
                }
                fresh++;
            }
        }
        // The newest first; those of older versions, and what is too many, drop out.
        Look[] now = new Look[Math.min(fresh + 1, MOST_LOOKS)];
        Look added = new Look(version, k, n, offset, row, column);
        now[0] = added;
        int at = 1;
        for (int i = 0; i < looks.length && at < now.length; i++) {
            if (looks[i].version == version) {
                now[at++] = looks[i];
            }
        }
        memory.derived(now);
        return added;
    }
}
