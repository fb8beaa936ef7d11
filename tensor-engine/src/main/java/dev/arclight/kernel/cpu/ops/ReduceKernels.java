package dev.arclight.kernel.cpu.ops;

import dev.arclight.op.Amax;
import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.Op;
import dev.arclight.op.ReduceOp;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/**
 * Reductions. Neighbouring folded dimensions are one stage {@code [outer, n, inner] → [outer, inner]}; several stages run
 * from the last to the first.
 */
final class ReduceKernels {
    private ReduceKernels() {}

    static void reduce(Op op, Tensor[] inputs, Tensor[] outputs) {
        ReduceOp reduce = (ReduceOp) op;
        Tensor out = outputs[0];
        Tensor current = Copies.contiguous(Copies.as(out.dtype(), inputs[0]));
        Shape shape = current.shape();
        Dims folded = reduce.dims().resolved(op.name(), shape);
        int[] extents = shape.toArray();
        int last = folded.count() - 1;
        while (last >= 0) {
            int first = last;
            while (first > 0 && folded.get(first - 1) == folded.get(first) - 1) {
                first--;
            }
            int outer = product(extents, 0, folded.get(first));
            int n = product(extents, folded.get(first), folded.get(last) + 1);
            int inner = product(extents, folded.get(last) + 1, extents.length);
            for (int d = folded.get(first); d <= folded.get(last); d++) {
                extents[d] = 1;
            }
            Tensor result = first == 0 ? out : Tensor.uninitialized(out.dtype(), Shape.of(extents));
            stage(op, current, result, outer, n, inner);
            current = result;
            last = first - 1;
        }
        if (folded.count() == 0) {
            Copies.copy(current, out);
        }
    }

    private static void stage(Op op, Tensor in, Tensor out, int outer, int n, int inner) {
        Folds.Kind kind = op instanceof dev.arclight.op.Sum
                ? Folds.Kind.SUM
                : op instanceof Amax ? Folds.Kind.MAX : Folds.Kind.MIN;
        Folds.fold(kind, in, out, outer, n, inner);
    }

    static void argmax(Op op, Tensor[] inputs, Tensor[] outputs) {
        int dim = op instanceof Argmax a ? a.dim() : ((Argmin) op).dim();
        Tensor in = Copies.contiguous(inputs[0]);
        int axis = in.shape().axis(dim);
        int[] extents = in.shape().toArray();
        int outer = product(extents, 0, axis);
        int inner = product(extents, axis + 1, extents.length);
        Folds.arg(op instanceof Argmax, in, outputs[0].storage().longs(), outer, extents[axis], inner);
    }

    static int product(int[] extents, int from, int to) {
        int product = 1;
        for (int i = from; i < to; i++) {
            product *= extents[i];
        }
        return product;
    }
}
