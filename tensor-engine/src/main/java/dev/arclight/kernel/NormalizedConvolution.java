package dev.arclight.kernel;

import dev.arclight.op.BatchNormInference;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Op;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;

/**
 * A convolution and the normalisation of its result by constants, which a compiled network makes in one pass: inputs are those of
 * the convolution, then mean, variance, weight and bias of the normalisation. The numbers are those of the two one after the
 * other.
 */
public record NormalizedConvolution(Conv2d convolution, BatchNormInference norm) implements Op {
    /** The inputs of the normalisation after its first. */
    public static final int CONSTANTS = 4;

    @Override
    public String name() {
        return convolution.name() + " + " + norm.name();
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        return convolution.infer(Arrays.copyOf(inputs, inputs.length - CONSTANTS));
    }

    @Override
    public boolean differentiable() {
        return false;
    }
}
