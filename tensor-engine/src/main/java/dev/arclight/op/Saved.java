package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;

/** What a gradient may look at: the types of all inputs, and the tensors that {@link Op#saves} asked for. */
public interface Saved {
    int inputCount();

    TensorType inputType(int i);

    /** Whether the gradient of input {@code i} is wanted; computing it otherwise is wasted. */
    boolean needs(int i);

    /** @throws dev.arclight.tensor.ArclightException if the tensor was changed in place since */
    Tensor input(int i);

    /** @throws dev.arclight.tensor.ArclightException if the tensor was changed in place since */
    Tensor output(int i);
}
