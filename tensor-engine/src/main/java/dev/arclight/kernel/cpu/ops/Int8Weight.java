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
import org.jspecify.annotations.Nullable;

/**
 * int8 weights {@code [n, k]} as they are multiplied: in Java's panels, or in oneDNN's memory where that is used. Both give
 * the same sums. Immutable, so safe for all threads.
 *
 * <p>They are packed when they are first asked for, and again when their tensor was changed since ({@link KeptForm}).
 */
final class Int8Weight {
    static final float[] NO_SHIFTS = {};

    /** Rows at a time in Java, whose tiles widen the weights once for that many. */
    private static final int ROWS = 192;

    /** Codes, and sums, up to which that many rows are; longer rows are multiplied fewer at a time. */
    private static final int AT_ONCE = 1 << 24;

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

    private final int columns;
    private final int depth;
    private final @Nullable PackedInt8 panels;
    private final @Nullable OneDnnWeight outside;

    /** What a row's codes are moved by, and what each sum has too much for it. */
    private final int zero;

    private final int[] excess;

    private Int8Weight(int columns, int depth, byte[] codes, int offset) {
        this.columns = columns;
        this.depth = depth;
        boolean isOutside = OneDnn.isAvailable();
        outside = isOutside ? OneDnnWeight.copy(columns, depth, codes, offset) : null;
        zero = isOutside ? OneDnnWeight.ZERO : 0;
        excess = outside != null ? outside.excess() : new int[columns];
        panels = isOutside ? null : PackedInt8.pack(columns, depth, codes, offset);
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
     * {@code out = q(x)·codesᵀ·scales + shifts}, row-major, with codes q of each row of its own scale.
     *
     * @param shifts one for each column, or {@link #NO_SHIFTS}
     * @param then what is done to the result while it is in cache, or null
     */
    void multiply(
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
        run(rows, x, xOffset, scales, scalesOffset, shifts, shiftsOffset, 0, then, out, outOffset);
    }

    private static int rowsAtOnce(int columns, int depth) {
        return Math.max(1, Math.min(ROWS, AT_ONCE / Math.max(1, Math.max(columns, depth))));
    }

    /** {@code out += q(x)·codesᵀ·scales}. */
    void multiplyAdd(int rows, float[] x, int xOffset, float[] scales, int scalesOffset, float[] out, int outOffset) {
        run(rows, x, xOffset, scales, scalesOffset, out, outOffset, columns, null, out, outOffset);
    }

    /** @param shiftsStep from a row's shifts to the next row's */
    private void run(
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
        int most = Math.min(rows, outside == null ? rowsAtOnce(columns, depth) : outside.rowsAtOnce());
        Workspace workspace = WORKSPACE.get();
        workspace.reserve(most, depth, columns);
        byte[] codes = workspace.codes;
        int[] sums = workspace.sums;
        float[] steps = workspace.steps;
        for (int row = 0; row < rows; row += most) {
            int count = Math.min(most, rows - row);
            for (int i = 0; i < count; i++) {
                steps[i] = Int8Codes.round(x, xOffset + (row + i) * depth, depth, zero, codes, i * depth);
            }
            if (outside != null) {
                outside.multiply(count, codes, sums);
            } else if (panels != null) {
                IntegerGemm.multiply(count, codes, 0, panels, sums);
            }
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
