package dev.arclight.nn;

import dev.arclight.kernel.cpu.IntegerGemm;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link Linear} with int8 weights: {@code float32 [.., inFeatures] → float32 [.., outFeatures]}.
 *
 * <p>Each output channel has its own scale, symmetric about zero; so has each input row, found anew in every call. The
 * product is exact in int32 and becomes float once, with the bias: {@code y = q(x)·q(W)ᵀ · scale(x) · scale(W) + b}. A row
 * with NaN or an infinity gives a row of NaN. Weights, scales and bias are buffers; there is no gradient.
 */
public final class QuantizedLinear extends Module implements Describable {
    /** Codes go from -127 to 127, so that zero lies in the middle. */
    private static final int LARGEST_CODE = 127;

    /** Products of codes are at most 127 · 128; more of them could pass 2³¹. */
    private static final int MOST_FEATURES = Integer.MAX_VALUE / (127 * 128);

    /** A row whose largest element lies below counts as zero: 127 divided by it would pass the largest float. */
    private static final float SMALLEST_ROW = LARGEST_CODE / Float.MAX_VALUE;

    /** 1.5 · 2²³: adding it leaves the nearest whole number, ties to even, in the low bits of a float of less than 2²². */
    private static final float ROUNDER = 0x1.8p23f;

    private final int inFeatures;
    private final int outFeatures;
    private final Tensor weight;
    private final Tensor scale;
    private final @Nullable Tensor bias;

    /** With all weights zero, to be filled by {@link #loadStateDict}. */
    public QuantizedLinear(int inFeatures, int outFeatures, boolean bias) {
        if (inFeatures > MOST_FEATURES) {
            throw new ShapeException("QuantizedLinear: " + inFeatures + " input features could overflow int32; at most "
                    + MOST_FEATURES + " are possible: keep this layer in float");
        }
        this.inFeatures = inFeatures;
        this.outFeatures = outFeatures;
        this.weight = registerBuffer("weight", Tensor.zeros(DType.INT8, outFeatures, inFeatures));
        this.scale = registerBuffer("scale", Tensor.zeros(DType.FLOAT32, outFeatures));
        this.bias = bias ? registerBuffer("bias", Tensor.zeros(DType.FLOAT32, outFeatures)) : null;
    }

    /**
     * Rounds the weights of a float layer, which stays as it is.
     *
     * @throws ArclightException if a weight is not finite
     * @throws DTypeException if the layer is not float32
     */
    public static QuantizedLinear of(Linear linear) {
        Tensor bias = linear.bias();
        QuantizedLinear quantized = new QuantizedLinear(linear.inFeatures(), linear.outFeatures(), bias != null);
        requireFloat32("weight", linear.weight());
        float[] weights = linear.weight().toFloatArray();
        byte[] codes = quantized.weight.storage().bytes();
        float[] scales = quantized.scale.storage().floats();
        for (int row = 0; row < linear.outFeatures(); row++) {
            scales[row] = quantizeRow(weights, row * linear.inFeatures(), linear.inFeatures(), codes);
            if (Float.isNaN(scales[row])) {
                throw new ArclightException("QuantizedLinear: the weights of output " + row
                        + " are not finite; quantize a network whose training went well");
            }
        }
        if (bias != null && quantized.bias != null) {
            System.arraycopy(bias.toFloatArray(), 0, quantized.bias.storage().floats(), 0, linear.outFeatures());
        }
        return quantized;
    }

    /** int8 {@code [outFeatures, inFeatures]}. */
    public Tensor weight() {
        return weight;
    }

    /** What one step of each output's weights is worth, float32 {@code [outFeatures]}. */
    public Tensor scale() {
        return scale;
    }

    /** float32 {@code [outFeatures]}, or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    public int inFeatures() {
        return inFeatures;
    }

    public int outFeatures() {
        return outFeatures;
    }

    /** @throws ShapeException or {@link DTypeException} if the input is not float32 {@code [.., inFeatures]} */
    @Override
    public Tensor forward(Tensor input) {
        requireFloat32("input", input);
        if (input.rank() < 1 || input.size(-1) != inFeatures) {
            throw new ShapeException(
                    "QuantizedLinear: input " + input.shape() + " does not fit; its last extent must be " + inFeatures);
        }
        Tensor x = input.detach().contiguous();
        Tensor output = Tensor.uninitialized(DType.FLOAT32, input.shape().with(-1, outFeatures));
        int rows = (int) x.shape().without(-1).size();
        Storage codes = Storage.uninitialized(DType.INT8, (long) rows * inFeatures);
        Storage scales = Storage.uninitialized(DType.FLOAT32, rows);
        Storage sums = Storage.uninitialized(DType.INT32, (long) rows * outFeatures);
        float[] values = x.storage().floats();
        for (int row = 0; row < rows; row++) {
            scales.floats()[row] =
                    quantizeRow(values, x.offset() + row * inFeatures, inFeatures, codes.bytes(), row * inFeatures);
        }
        IntegerGemm.multiply(
                rows, outFeatures, inFeatures, codes.bytes(), weight.storage().bytes(), sums.ints());
        for (int row = 0; row < rows; row++) {
            dequantizeRow(
                    sums.ints(),
                    row * outFeatures,
                    scales.floats()[row],
                    output.storage().floats());
        }
        return output;
    }

    @Override
    public String type() {
        return "QuantizedLinear";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("inFeatures", inFeatures, "outFeatures", outFeatures, "bias", bias != null);
    }

    @Override
    protected String extraRepr() {
        return "in_features=" + inFeatures + ", out_features=" + outFeatures + ", bias=" + printed(bias != null)
                + ", dtype=int8";
    }

    private static float quantizeRow(float[] values, int from, int count, byte[] codes) {
        return quantizeRow(values, from, count, codes, from);
    }

    /** Writes a row's codes and returns the worth of one step: NaN if an element is not finite. */
    private static float quantizeRow(float[] values, int from, int count, byte[] codes, int to) {
        float largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(values[from + i]));
        }
        if (!(largest >= SMALLEST_ROW && largest <= Float.MAX_VALUE)) {
            Arrays.fill(codes, to, to + count, (byte) 0);
            return largest < SMALLEST_ROW ? 0 : Float.NaN;
        }
        float inverse = LARGEST_CODE / largest;
        for (int i = 0; i < count; i++) {
            codes[to + i] = (byte) Float.floatToRawIntBits(values[from + i] * inverse + ROUNDER);
        }
        return largest / LARGEST_CODE;
    }

    private void dequantizeRow(int[] sums, int from, float rowScale, float[] output) {
        float[] scales = scale.storage().floats();
        if (bias == null) {
            for (int i = 0; i < outFeatures; i++) {
                output[from + i] = sums[from + i] * (rowScale * scales[i]);
            }
            return;
        }
        float[] shifts = bias.storage().floats();
        for (int i = 0; i < outFeatures; i++) {
            output[from + i] = sums[from + i] * (rowScale * scales[i]) + shifts[i];
        }
    }

    private static void requireFloat32(String what, Tensor tensor) {
        if (tensor.dtype() != DType.FLOAT32) {
            throw new DTypeException("QuantizedLinear: the " + what + " is " + tensor.dtype()
                    + ", expected float32; convert it with to(FLOAT32)");
        }
    }
}
