package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
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
    private final int inFeatures;
    private final int outFeatures;
    private final Tensor weight;
    private final Tensor scale;
    private final @Nullable Tensor bias;
    private final QuantizedWeight product;

    /** With all weights zero, to be filled by {@link #loadStateDict}. */
    public QuantizedLinear(int inFeatures, int outFeatures, boolean bias) {
        if (inFeatures > QuantizedWeight.MOST_FEATURES) {
            throw new ShapeException("QuantizedLinear: " + inFeatures + " input features could overflow int32; at most "
                    + QuantizedWeight.MOST_FEATURES + " are possible: keep this layer in float");
        }
        this.inFeatures = inFeatures;
        this.outFeatures = outFeatures;
        this.weight = registerBuffer("weight", Tensor.zeros(DType.INT8, outFeatures, inFeatures));
        this.scale = registerBuffer("scale", Tensor.zeros(DType.FLOAT32, outFeatures));
        this.bias = bias ? registerBuffer("bias", Tensor.zeros(DType.FLOAT32, outFeatures)) : null;
        this.product = new QuantizedWeight(weight, scale);
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
        quantized.product.round("QuantizedLinear", linear.weight());
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
        float[] shifts = bias == null ? null : bias.storage().floats();
        product.multiply(
                rows, x.storage().floats(), x.offset(), shifts, output.storage().floats());
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

    private static void requireFloat32(String what, Tensor tensor) {
        if (tensor.dtype() != DType.FLOAT32) {
            throw new DTypeException("QuantizedLinear: the " + what + " is " + tensor.dtype()
                    + ", expected float32; convert it with to(FLOAT32)");
        }
    }
}
