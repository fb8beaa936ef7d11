package dev.arclight.nn;

import dev.arclight.kernel.cpu.IntegerGemm;
import dev.arclight.kernel.cpu.IntegerKernels;
import dev.arclight.kernel.cpu.PackedInt8;
import dev.arclight.kernel.onednn.OneDnn;
import dev.arclight.kernel.onednn.OneDnnWeight;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The int8 codes of a weight matrix, one scale a row, and products with rows whose codes are found at each call.
 *
 * <p>The codes are packed when they are first multiplied and again when their tensor was changed since. Safe for all threads
 * as long as nobody changes the tensors.
 */
final class QuantizedWeight {
    /** Codes go from -127 to 127, so that zero lies in the middle. */
    private static final int LARGEST_CODE = 127;

    /** A row whose largest element lies below counts as zero: 127 divided by it would pass the largest float. */
    private static final float SMALLEST_ROW = LARGEST_CODE / Float.MAX_VALUE;

    /** Products of codes are at most 127 · 128; more of them could pass 2³¹. */
    static final int MOST_FEATURES = Integer.MAX_VALUE / (127 * 128);

    private static final float[] NO_SHIFTS = {};
    private static final IntegerKernels KERNELS = IntegerGemm.kernels();

    private final Tensor codes;
    private final Tensor scales;
    private volatile @Nullable Packed packed;

    /** In Java's panels, or in oneDNN's memory where that is used; both give the same sums. */
    private record Packed(
            @Nullable PackedInt8 panels, @Nullable OneDnnWeight outside, int version) {
        static Packed of(Tensor codes) {
            int version = codes.version();
            byte[] bytes = codes.storage().bytes();
            return OneDnn.isAvailable()
                    ? new Packed(null, OneDnnWeight.copy(codes.size(0), codes.size(1), bytes), version)
                    : new Packed(PackedInt8.pack(codes.size(0), codes.size(1), bytes, 0), null, version);
        }

        void multiply(int rows, byte[] x, int[] sums) {
            if (outside != null) {
                outside.multiply(rows, x, sums);
            } else if (panels != null) {
                IntegerGemm.multiply(rows, x, 0, panels, sums);
            }
        }
    }

    /**
     * @param codes int8 {@code [rows, features]}
     * @param scales float32 {@code [rows]}
     */
    QuantizedWeight(Tensor codes, Tensor scales) {
        this.codes = codes;
        this.scales = scales;
    }

    /**
     * Sets codes and scales from float weights of the same shape.
     *
     * @throws ArclightException if a weight is not finite
     */
    void round(String layer, Tensor weight) {
        int features = codes.size(1);
        float[] weights = weight.detach().toFloatArray();
        byte[] rounded = codes.storage().bytes();
        float[] steps = scales.storage().floats();
        for (int row = 0; row < codes.size(0); row++) {
            steps[row] = roundRow(weights, row * features, features, rounded, row * features);
            if (Float.isNaN(steps[row])) {
                throw new ArclightException(layer + ": the weights of output " + row
                        + " are not finite; quantize a network whose training went well");
            }
        }
        packed = null;
    }

    /** {@code out = q(x)·codesᵀ·scales (+ shifts)}, written to {@code out} from its first element on. */
    void multiply(int rows, float[] x, int offset, float @Nullable [] shifts, float[] out) {
        int features = codes.size(1);
        int width = codes.size(0);
        Storage rounded = Storage.uninitialized(DType.INT8, (long) rows * features);
        Storage steps = Storage.uninitialized(DType.FLOAT32, rows);
        Storage sums = Storage.uninitialized(DType.INT32, (long) rows * width);
        for (int row = 0; row < rows; row++) {
            steps.floats()[row] = roundRow(x, offset + row * features, features, rounded.bytes(), row * features);
        }
        packed().multiply(rows, rounded.bytes(), sums.ints());
        for (int row = 0; row < rows; row++) {
            KERNELS.scale(
                    sums.ints(),
                    row * width,
                    steps.floats()[row],
                    scales.storage().floats(),
                    shifts == null ? NO_SHIFTS : shifts,
                    0,
                    out,
                    row * width,
                    width);
        }
    }

    private Packed packed() {
        Packed now = packed;
        if (now == null || now.version != codes.version()) {
            now = Packed.of(codes);
            packed = now;
        }
        return now;
    }

    /** Writes a row's codes and returns the worth of one step: NaN if an element is not finite. */
    static float roundRow(float[] values, int from, int count, byte[] codes, int to) {
        float largest = Float.intBitsToFloat(KERNELS.largestBits(values, from, count));
        if (!(largest >= SMALLEST_ROW && largest <= Float.MAX_VALUE)) {
            Arrays.fill(codes, to, to + count, (byte) 0);
            return largest < SMALLEST_ROW ? 0 : Float.NaN;
        }
        KERNELS.round(values, from, LARGEST_CODE / largest, codes, to, count);
        return largest / LARGEST_CODE;
    }
}
