package dev.arclight.tensor;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Matmul;

/** Products of vectors, matrices and batches of matrices. */
public sealed interface TensorProducts extends TensorBase permits Tensor {
    /**
     * The matrix product, as {@code torch.matmul}: vectors · vectors give a scalar, matrices and batches of them broadcast
     * over leading dimensions, a vector counts as a row on the left and as a column on the right.
     */
    default Tensor matmul(Tensor other) {
        if (rank() == 0 || other.rank() == 0) {
            throw new ShapeException(
                    "matmul: " + shape() + " and " + other.shape() + ": both need a dimension; use mul");
        }
        Tensor left = rank() == 1 ? self().unsqueeze(0) : self();
        Tensor right = other.rank() == 1 ? other.unsqueeze(1) : other;
        Tensor product;
        if (left.rank() > 2 && right.rank() == 2 && left.isContiguous() && left.size(-1) > 0) {
            int rows = left.numel() / left.size(-1);
            Tensor flat = Dispatch.run(Matmul.OP, left.view(rows, left.size(-1)), right);
            product = flat.view(left.shape().with(-1, right.size(1)).toArray());
        } else {
            product = Dispatch.run(Matmul.OP, left, right);
        }
        if (other.rank() == 1) {
            product = product.squeeze(-1);
        }
        return rank() == 1 ? product.squeeze(other.rank() == 1 ? -1 : -2) : product;
    }
}
