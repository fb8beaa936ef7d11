package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.Kernel;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.CompareOp;
import dev.arclight.op.Div;
import dev.arclight.op.Mul;
import dev.arclight.op.Op;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;

/**
 * Any kernel for float16 and bfloat16: inputs are widened to float32, which is exact, the kernel computes and
 * accumulates there, and its results are rounded once.
 */
final class Halves {
    private Halves() {}

    /** The kernel for all dtypes; {@code kernel} itself never sees a half one. */
    static Kernel widening(Kernel kernel) {
        return (op, inputs, outputs) -> {
            if (any(inputs) || any(outputs)) {
                widened(kernel, op, inputs, outputs);
            } else {
                kernel.run(op, inputs, outputs);
            }
        };
    }

    /** For the cases of switches over dtypes in kernels that {@link #widening} surrounds. */
    static IllegalStateException unwidened(DType dtype) {
        return new IllegalStateException("a kernel was given " + dtype + ", which should have been widened before");
    }

    /** Whether one number for all on the right is used in float32 as it is; in PyTorch these two ops do so. */
    private static boolean keepsNumbers(Op op) {
        return op instanceof Mul || op instanceof Div;
    }

    private static boolean any(Tensor[] tensors) {
        for (Tensor tensor : tensors) {
            if (tensor.dtype().isHalf()) {
                return true;
            }
        }
        return false;
    }

    private static void widened(Kernel kernel, Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean pairs = op instanceof BinaryOp || op instanceof CompareOp;
        DType common = pairs ? TensorType.promote(inputs[0].type(), inputs[1].type()) : DType.FLOAT32;
        Tensor[] wide = inputs.clone();
        for (int i = 0; i < wide.length; i++) {
            DType own = inputs[i].dtype();
            boolean asItIs = i == 1 && inputs[i].numel() == 1 && keepsNumbers(op);
            if (common.isHalf() && own != common && !asItIs) {
                // PyTorch converts operands to the promoted dtype first.
                wide[i] = Copies.as(DType.FLOAT32, Copies.as(common, inputs[i]));
            } else if (own.isHalf()) {
                wide[i] = Copies.as(DType.FLOAT32, inputs[i]);
            }
        }
        Tensor[] results = outputs.clone();
        for (int i = 0; i < results.length; i++) {
            if (outputs[i].dtype().isHalf()) {
                results[i] = Tensor.uninitialized(DType.FLOAT32, outputs[i].shape());
            }
        }
        kernel.run(op, wide, results);
        for (int i = 0; i < results.length; i++) {
            if (results[i] != outputs[i]) {
                Copies.copy(results[i], outputs[i]);
            }
        }
    }
}
