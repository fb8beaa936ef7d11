package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Convolution;
import dev.arclight.kernel.cpu.PackedFilters;
import dev.arclight.kernel.cpu.Winograd;
import dev.arclight.kernel.cpu.WinogradFilters;
import dev.arclight.tensor.Tensor;
import java.lang.ref.SoftReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Filters that convolutions met again and again unchanged, as those of a network that only infers are: packed at the third use,
 * kept as {@link KeptForm}s, and forgotten when the heap is short. Training, whose weights change from step to step, keeps
 * none. Safe for all threads.
 */
final class KeptFilters {
    /** The use at which filters are packed; a network that is trained may use them twice before they change. */
    private static final int PACKED_AT = 3;

    /** Filters may take this part of the heap. */
    private static final int PART_OF_HEAP = 16;

    private KeptFilters() {}

    /** The transformed filters, or null if it is not, or not yet, worth keeping them. To be asked once for each use. */
    static @Nullable WinogradFilters of(Winograd winograd, Tensor w) {
        return kept(
                w,
                WinogradFilters.Form.of(winograd),
                WinogradFilters.class,
                () -> winograd.transform(w.storage().floats(), w.offset()));
    }

    /** The packed filters, or null if it is not, or not yet, worth keeping them. To be asked once for each use. */
    static @Nullable PackedFilters of(Convolution convolution, Tensor w) {
        return kept(
                w,
                PackedFilters.Form.of(convolution),
                PackedFilters.class,
                () -> PackedFilters.pack(convolution, w.storage().floats(), w.offset()));
    }

    private static <T> @Nullable T kept(Tensor w, Object form, Class<T> type, Supplier<T> maker) {
        if (w.numel() > Runtime.getRuntime().maxMemory() / (Float.BYTES * PART_OF_HEAP)) {
            return null;
        }
        int terms = w.numel() / w.size(0);
        KeptForm kept = KeptForm.of(form, w.storage(), w.offset(), w.size(0), terms, terms, 1);
        if (kept == null) {
            return null;
        }
        T filters = made(kept, type);
        if (filters != null) {
            return filters;
        }
        // Threads that share a network come at once; the first packs, and the others wait for it.
        synchronized (kept) {
            filters = made(kept, type);
            if (filters == null && ++kept.uses >= PACKED_AT) {
                filters = maker.get();
                kept.form = new SoftReference<>(filters);
            }
            return filters;
        }
    }

    private static <T> @Nullable T made(KeptForm kept, Class<T> type) {
        return kept.form instanceof SoftReference<?> held && type.isInstance(held.get()) ? type.cast(held.get()) : null;
    }
}
