package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.Kernel;
import dev.arclight.op.BinaryMap;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.BinaryTest;
import dev.arclight.op.CompareOp;
import dev.arclight.op.Div;
import dev.arclight.op.Mul;
import dev.arclight.op.Op;
import dev.arclight.op.TernaryMap;
import dev.arclight.op.TestOp;
import dev.arclight.op.UnaryMap;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;

/**
 * Any kernel for float16 and bfloat16: inputs are widened to float32, which is exact, the kernel computes and
 * accumulates there, and its results are rounded once.
 */
final class Halves {
    /** Elements that are widened at once where an op allows pieces: 32 KB of floats for each operand. */
    private static final int PIECE = 8192;

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
        if (isFlat(op, inputs, outputs)) {
            pieces(kernel, op, inputs, outputs[0]);
            return;
        }
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

    /** Whether this is elementwise on long even runs of one dtype and on single numbers. */
    private static boolean isFlat(Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean elementwise = op instanceof UnaryMap
                || op instanceof BinaryMap
                || op instanceof TernaryMap
                || op instanceof BinaryTest
                || op instanceof TestOp;
        Tensor out = outputs[0];
        if (!elementwise || outputs.length != 1 || out.numel() <= PIECE || !out.isContiguous()) {
            return false;
        }
        DType half = inputs[0].dtype();
        for (Tensor input : inputs) {
            if (input.numel() != 1
                    && !(input.shape().equals(out.shape()) && input.isContiguous() && input.dtype() == half)) {
                return false;
            }
        }
        return half.isHalf() && inputs[0].numel() != 1 && (out.dtype() == half || out.dtype() == DType.BOOL);
    }

    /** Piece by piece, so that what is widened stays in the caches. */
    private static void pieces(Kernel kernel, Op op, Tensor[] inputs, Tensor out) {
        DType half = inputs[0].dtype();
        Tensor[] wide = new Tensor[inputs.length];
        for (int k = 0; k < inputs.length; k++) {
            if (inputs[k].numel() != 1) {
                wide[k] = Tensor.uninitialized(DType.FLOAT32, Shape.of(PIECE));
            } else if (k == 1 && keepsNumbers(op)) {
                wide[k] = Copies.as(DType.FLOAT32, inputs[k]).reshape();
            } else {
                // PyTorch converts operands to the promoted dtype first.
                wide[k] = Copies.as(DType.FLOAT32, Copies.as(half, inputs[k])).reshape();
            }
        }
        boolean narrows = out.dtype().isHalf();
        Tensor result = narrows ? Tensor.uninitialized(DType.FLOAT32, Shape.of(PIECE)) : out;
        int n = out.numel();
        Tensor[] operands = new Tensor[inputs.length];
        for (int i = 0; i < n; i += PIECE) {
            int m = Math.min(PIECE, n - i);
            for (int k = 0; k < inputs.length; k++) {
                operands[k] = wide[k].numel() == 1 ? wide[k] : part(wide[k], 0, m);
                if (wide[k].numel() != 1) {
                    Copies.copy(part(inputs[k], i, m), operands[k]);
                }
            }
            Tensor target = narrows ? part(result, 0, m) : part(out, i, m);
            kernel.run(op, operands, new Tensor[] {target});
            if (narrows) {
                Copies.copy(target, part(out, i, m));
            }
        }
    }

    private static Tensor part(Tensor tensor, int from, int n) {
        return Tensor.alias(tensor, Shape.of(n), new int[] {1}, tensor.offset() + from);
    }
}
