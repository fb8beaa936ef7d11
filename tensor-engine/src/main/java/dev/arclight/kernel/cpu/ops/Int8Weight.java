package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.FloatFunction;
import dev.arclight.kernel.cpu.Int8Codes;
import dev.arclight.kernel.cpu.IntegerGemm;
import dev.arclight.kernel.cpu.IntegerKernels;
import dev.arclight.kernel.cpu.Loops;
import dev.arclight.kernel.cpu.PackedInt8;
import dev.arclight.kernel.onednn.OneDnn;
import dev.arclight.kernel.onednn.OneDnnWeight;
import dev.arclight.tensor.Tensor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * int8 weights {@code [n, k]} as they are multiplied: in Java's panels, or in oneDNN's memory where that is used. Both give
 * the same sums. Safe for all threads, which share what was packed.
 *
 * <p>They are packed when they are first multiplied, and again when their tensor was changed since ({@link KeptForm}).
 */
final class Int8Weight {
    static final float[] NO_SHIFTS = {};

    /** Rows at a time in Java, whose tiles widen the weights once for that many. */
    private static final int ROWS = 192;

    /** Codes, and sums, up to which that many rows are; longer rows are multiplied fewer at a time. */
    private static final int AT_ONCE = 1 << 24;

    /** Codes from which on it is asked where a single row's weights come from, where oneDNN is there too. */
    private static final int LARGE = 1 << 19;

    /**
     * Codes of large weights between two calls of one, itself included, above which it comes from memory. Then Java's panels take
     * it: they are read as two long streams, at 0.9 of the speed of memory against 0.7, while oneDNN is the faster one for weights
     * that stay in a cache, 60 bytes a ns against 39 (AMD EPYC, AVX-512). A network that meets both has two forms of its weights,
     * of so many bytes each at most.
     */
    private static final long CACHED = 16 << 20;

    /** Codes of large weights that single rows were multiplied by. */
    private static final AtomicLong PASSED = new AtomicLong();

    private static final IntegerKernels KERNELS = IntegerGemm.kernels();
    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    /** What a thread needs for some rows. */
    private static final class Workspace {
        private byte[] codes = {};
        private int[] sums = {};
        private float[] steps = {};

        void reserve(int rows, int depth, int columns) {
            codes = codes.length < rows * depth ? new byte[rows * depth] : codes;
            sums = sums.length < rows * columns ? new int[rows * columns] : sums;
            steps = steps.length < rows ? new float[rows] : steps;
        }
    }

    /** Weights that are packed. */
    private interface Form {
        /** What a row's codes are moved by. */
        int zero();

        /** What the sums of each column have too much for it. */
        int[] excess();

        int rowsAtOnce();

        void multiply(int rows, byte[] codes, int[] sums);
    }

    private record Panels(PackedInt8 packed, int[] excess, int rowsAtOnce) implements Form {
        @Override
        public int zero() {
            return 0;
        }

        @Override
        public void multiply(int rows, byte[] codes, int[] sums) {
            IntegerGemm.multiply(rows, codes, 0, packed, sums);
        }
    }

    private record Outside(OneDnnWeight weight) implements Form {
        @Override
        public int zero() {
            return OneDnnWeight.ZERO;
        }

        @Override
        public int[] excess() {
            return weight.excess();
        }

        @Override
        public int rowsAtOnce() {
            return weight.rowsAtOnce();
        }

        @Override
        public void multiply(int rows, byte[] codes, int[] sums) {
            weight.multiply(rows, codes, sums);
        }
    }

    private final int columns;
    private final int depth;
    private final byte[] codes;
    private final int offset;
    private volatile @Nullable Form panels;
    private volatile @Nullable Form outside;

    /** What had passed when a row met this weight; long ago for one that none has met. */
    private volatile long last = -2 * CACHED;

    private Int8Weight(int columns, int depth, byte[] codes, int offset) {
        this.columns = columns;
        this.depth = depth;
        this.codes = codes;
        this.offset = offset;
    }

    /** @param codes int8 {@code [n, k]} */
    static Int8Weight of(Tensor codes) {
        Tensor plain = Copies.contiguous(codes);
        int n = plain.size(0);
        int k = plain.size(1);
        KeptForm kept = KeptForm.of(Int8Weight.class, plain.storage(), plain.offset(), n, k, k, 1);
        if (kept != null && kept.form instanceof Int8Weight weight) {
            return weight;
        }
        Int8Weight weight = new Int8Weight(n, k, plain.storage().bytes(), plain.offset());
        if (kept != null) {
            kept.form = weight;
        }
        return weight;
    }

    int columns() {
        return columns;
    }

    int depth() {
        return depth;
    }

    /**
     * A layer: {@code out = q(x)·codesᵀ·scales + shifts}, row-major, with codes q of each row of its own scale.
     *
     * @param shifts one for each column, or {@link #NO_SHIFTS}
     * @param then what is done to the result while it is in cache, or null
     */
    void layer(
            int rows,
            float[] x,
            int xOffset,
            float[] scales,
            int scalesOffset,
            float[] shifts,
            int shiftsOffset,
            @Nullable FloatFunction then,
            float[] out,
            int outOffset) {
        Form form = rows == 1 && isFromMemory() ? panels() : form();
        run(form, rows, x, xOffset, scales, scalesOffset, shifts, shiftsOffset, 0, then, out, outOffset);
    }

    /** As {@link #layer}, in a recurrence, whose steps find the weights in a cache. */
    void multiply(
            int rows,
            float[] x,
            int xOffset,
            float[] scales,
            int scalesOffset,
            float[] shifts,
            int shiftsOffset,
            float[] out,
            int outOffset) {
        run(form(), rows, x, xOffset, scales, scalesOffset, shifts, shiftsOffset, 0, null, out, outOffset);
    }

    /** {@code out += q(x)·codesᵀ·scales}, in a recurrence. */
    void multiplyAdd(int rows, float[] x, int xOffset, float[] scales, int scalesOffset, float[] out, int outOffset) {
        run(form(), rows, x, xOffset, scales, scalesOffset, out, outOffset, columns, null, out, outOffset);
    }

    private boolean isFromMemory() {
        long size = (long) columns * depth;
        if (size < LARGE) {
            return false;
        }
        long passed = PASSED.addAndGet(size);
        long between = passed - last;
        last = passed;
        return between > CACHED;
    }

    private Form form() {
        return OneDnn.isAvailable() ? outside() : panels();
    }

    private Form panels() {
        Form form = panels;
        if (form == null) {
            int rows = Math.max(1, Math.min(ROWS, AT_ONCE / Math.max(1, Math.max(columns, depth))));
            form = new Panels(PackedInt8.pack(columns, depth, codes, offset), new int[columns], rows);
            panels = form;
        }
        return form;
    }

    private Form outside() {
        Form form = outside;
        if (form == null) {
            form = new Outside(OneDnnWeight.copy(columns, depth, codes, offset));
            outside = form;
        }
        return form;
    }

    /** @param shiftsStep from a row's shifts to the next row's */
    private void run(
            Form form,
            int rows,
            float[] x,
            int xOffset,
            float[] scales,
            int scalesOffset,
            float[] shifts,
            int shiftsOffset,
            int shiftsStep,
            @Nullable FloatFunction then,
            float[] out,
            int outOffset) {
        int most = Math.min(rows, form.rowsAtOnce());
        int zero = form.zero();
        int[] excess = form.excess();
        Workspace workspace = WORKSPACE.get();
        workspace.reserve(most, depth, columns);
        byte[] q = workspace.codes;
        int[] sums = workspace.sums;
        float[] steps = workspace.steps;
        for (int row = 0; row < rows; row += most) {
            int count = Math.min(most, rows - row);
            for (int i = 0; i < count; i++) {
                steps[i] = Int8Codes.round(x, xOffset + (row + i) * depth, depth, zero, q, i * depth);
            }
            form.multiply(count, q, sums);
            int to = outOffset + row * columns;
            for (int i = 0; i < count; i++) {
                int shift = shiftsOffset + (row + i) * shiftsStep;
                int at = to + i * columns;
                KERNELS.scale(
                        sums, i * columns, excess, steps[i], scales, scalesOffset, shifts, shift, out, at, columns);
            }
            if (then != null) {
                Loops.apply(then, out, to, out, to, count * columns);
            }
        }
    }
}
