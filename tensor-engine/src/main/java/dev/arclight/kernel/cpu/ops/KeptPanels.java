package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.PackedB;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/**
 * Panels of matrices that products met again and again unchanged, as the weights of a network that only infers are: packed at
 * the third use, kept as {@link KeptForm}s, and forgotten when the heap is short.
 *
 * <p>Only matrices whose columns are not contiguous are kept, as the transposed weight of a linear layer is: those a product
 * would turn round at every call, which costs as much as eight rows of the product. Training, whose weights change from step to
 * step, keeps none. Safe for all threads.
 */
final class KeptPanels {
    /** From so many rows on, turning the weight round is lost in the product: measured 6 % at 128 rows of 768×768. */
    static final int MOST_ROWS = 256;

    /** The use at which a matrix is packed; a network that is trained may use a weight twice before it changes. */
    private static final int PACKED_AT = 3;

    /** A matrix may take this part of the heap. */
    private static final int PART_OF_HEAP = 16;

    private KeptPanels() {}

    /** The panels of a matrix {@code [k, n]}, or null if it is not, or not yet, worth keeping them. */
    static @Nullable PackedB of(Tensor b) {
        return of(b, b.size(0), b.size(1), b.stride(0), b.stride(1));
    }

    /** The panels of the transpose of a weight {@code [n, k]}, or null if it is not, or not yet, worth keeping them. */
    static @Nullable PackedB ofTranspose(Tensor weight) {
        return of(weight, weight.size(1), weight.size(0), weight.stride(1), weight.stride(0));
    }

    private static @Nullable PackedB of(Tensor matrix, int k, int n, int row, int column) {
        if (column == 1 || k < 2 || n < 2 || matrix.dtype() != DType.FLOAT32) {
            return null;
        }
        if ((long) k * n > Runtime.getRuntime().maxMemory() / (Float.BYTES * PART_OF_HEAP)) {
            return null;
        }
        KeptForm kept = KeptForm.of(PackedB.class, matrix.storage(), matrix.offset(), k, n, row, column);
        if (kept == null) {
            return null;
        }
        PackedB panels =
                kept.form instanceof SoftReference<?> held && held.get() instanceof PackedB packed ? packed : null;
        if (panels == null && ++kept.uses >= PACKED_AT) {
            panels = PackedB.pack(k, n, matrix.storage().floats(), matrix.offset(), row, column);
            kept.form = new SoftReference<>(panels);
        }
        return panels;
    }
}
