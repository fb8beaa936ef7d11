package dev.arclight.kernel;

import dev.arclight.op.Add;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.Op;
import dev.arclight.tensor.TensorType;

/**
 * A sum of two tensors and its layer normalisation, which a compiled network makes row by row: inputs are the two, then
 * weight and bias of the normalisation; outputs are its own, and before them the sum where something else reads it. The numbers
 * are those of the two operations one after the other.
 *
 * @param keepsSum whether the sum is an output
 */
public record AddedLayerNorm(LayerNorm norm, boolean keepsSum) implements Op {
    @Override
    public String name() {
        return "add + " + norm.name();
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        TensorType sum = Add.OP.infer(new TensorType[] {inputs[0], inputs[1]})[0];
        TensorType[] normal = norm.infer(new TensorType[] {sum, inputs[2], inputs[3]});
        return keepsSum ? new TensorType[] {sum, normal[0], normal[1], normal[2]} : normal;
    }

    @Override
    public boolean mayRunInPlace() {
        return true;
    }

    @Override
    public boolean differentiable() {
        return false;
    }
}
