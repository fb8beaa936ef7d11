package dev.arclight.tensor;

import dev.arclight.autograd.Interception;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Dot;
import dev.arclight.op.Matmul;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The longer definitions of {@link TensorProducts}. */
final class Products {
    private Products() {}

    static void requireRanks(String op, Tensor a, int rankA, Tensor b, int rankB) {
        if (a.rank() != rankA || b.rank() != rankB) {
            throw new ShapeException(op + ": got " + a.shape() + " and " + b.shape() + ", expected " + rankA + " and "
                    + rankB + " dimensions");
        }
    }

    static void requireOneDtype(String op, Tensor a, Tensor b) {
        if (a.dtype() != b.dtype()) {
            throw new DTypeException(op + ": got " + a.dtype() + a.shape() + " and " + b.dtype() + b.shape()
                    + "; both must have one dtype, convert with to(dtype)");
        }
    }

    static void requireSameBatch(String op, Tensor a, Tensor b) {
        if (a.size(0) != b.size(0)) {
            throw new ShapeException(op + ": " + a.shape() + " and " + b.shape()
                    + " are batches of different length; use matmul to broadcast");
        }
    }

    static Tensor matmul(Tensor a, Tensor b) {
        if (a.rank() == 0 || b.rank() == 0) {
            throw new ShapeException("matmul: " + a.shape() + " and " + b.shape() + ": both need a dimension; use mul");
        }
        if (a.rank() == 1 && b.rank() == 1) {
            return Dispatch.run(Dot.OP, a, b);
        }
        Tensor left = a.rank() == 1 ? a.unsqueeze(0) : a;
        Tensor right = b.rank() == 1 ? b.unsqueeze(1) : b;
        Tensor product;
        if (left.rank() > 2 && right.rank() == 2 && left.isContiguous() && left.size(-1) > 0) {
            // One product of many rows is faster than many of few, and its gradient for the right needs no sum.
            int rows = left.numel() / left.size(-1);
            Tensor flat = Dispatch.run(Matmul.OP, left.view(rows, left.size(-1)), right);
            product = flat.view(left.shape().with(-1, right.size(1)).toArray());
        } else {
            product = Dispatch.run(Matmul.OP, left, right);
        }
        if (b.rank() == 1) {
            product = product.view(product.shape().without(-1).toArray());
        }
        return a.rank() == 1 ? product.view(product.shape().without(-2).toArray()) : product;
    }

    static Tensor inner(Tensor a, Tensor b) {
        if (a.rank() == 0 || b.rank() == 0) {
            return a.mul(b);
        }
        if (a.size(-1) != b.size(-1)) {
            throw new ShapeException("inner: the last dimensions of " + a.shape() + " and " + b.shape() + " differ");
        }
        return tensordot(a, b, new int[] {-1}, new int[] {-1});
    }

    /** {@code beta · input + alpha · product}. */
    static Tensor add(String op, Tensor input, double beta, Tensor product, double alpha) {
        if (input.dtype() != product.dtype()) {
            throw new DTypeException(op + ": the input is " + input.dtype() + " and the product " + product.dtype()
                    + "; both must have one dtype");
        }
        if (!input.shape().broadcastsTo(product.shape())) {
            throw new ShapeException(op + ": an input of shape " + input.shape()
                    + " does not broadcast to the product's, " + product.shape());
        }
        Tensor scaled = alpha == 1 ? product : product.mul(factor(op, "alpha", product, alpha));
        if (beta == 0) {
            return scaled;
        }
        return (beta == 1 ? input : input.mul(factor(op, "beta", product, beta))).add(scaled);
    }

    static Tensor addmv(Tensor input, Tensor product, double beta, double alpha) {
        return add("addmv", input.to(product.dtype()), beta, product, alpha);
    }

    static Tensor addr(Tensor input, Tensor product, double beta, double alpha) {
        DType common = DType.promote(input.dtype(), product.dtype());
        return add("addr", input.to(common), beta, product.to(common), alpha);
    }

    private static Tensor factor(String op, String name, Tensor tensor, double value) {
        if (tensor.dtype().isFloating()) {
            return Tensor.number(value);
        }
        if (value != Math.rint(value)) {
            throw new DTypeException(
                    op + ": " + name + " is " + value + ", expected a whole number for " + tensor.dtype());
        }
        return Tensor.number((long) value);
    }

    /** {@code Σ a[i] · b[i]} as one product of wide matrices. */
    static Tensor sumOfProducts(Tensor a, Tensor b) {
        requireRanks("addbmm", a, 3, b, 3);
        requireSameBatch("addbmm", a, b);
        if (a.size(2) != b.size(1)) {
            throw new ShapeException("addbmm: the matrices of " + a.shape() + " and " + b.shape() + " do not multiply");
        }
        int depth = a.size(0) * a.size(2);
        return a.permute(1, 0, 2).reshape(a.size(1), depth).mm(b.reshape(depth, b.size(2)));
    }

    static Tensor tensordot(Tensor a, Tensor b, int[] dimsA, int[] dimsB) {
        return Interception.function("tensordot", in -> plainTensordot(in[0], in[1], dimsA, dimsB), a, b);
    }

    private static Tensor plainTensordot(Tensor a, Tensor b, int[] dimsA, int[] dimsB) {
        if (dimsA.length != dimsB.length) {
            throw new ShapeException("tensordot: " + dimsA.length + " dimensions of one and " + dimsB.length
                    + " of the other; both lists must have one length");
        }
        Dims.of(dimsA).resolved("tensordot", a.shape());
        Dims.of(dimsB).resolved("tensordot", b.shape());
        Tensor left = a;
        Tensor right = b;
        int[] axesA = new int[dimsA.length];
        int[] axesB = new int[dimsA.length];
        int depth = 1;
        for (int i = 0; i < dimsA.length; i++) {
            axesA[i] = a.shape().axis("tensordot", dimsA[i]);
            axesB[i] = b.shape().axis("tensordot", dimsB[i]);
            int extentA = a.size(axesA[i]);
            int extentB = b.size(axesB[i]);
            // As in PyTorch a single element stands for all: the other's are added up before.
            if (extentB == 1) {
                left = left.sum(axesA[i], true).to(a.dtype());
            } else if (extentA == 1) {
                right = right.sum(axesB[i], true).to(b.dtype());
            } else if (extentA != extentB) {
                throw new ShapeException("tensordot: dimension " + dimsA[i] + " of " + a.shape() + " and " + dimsB[i]
                        + " of " + b.shape() + " differ");
            }
            depth *= left.size(axesA[i]);
        }
        int[] keptA = others(a.rank(), axesA);
        int[] keptB = others(b.rank(), axesB);
        int[] extents = new int[keptA.length + keptB.length];
        int rows = 1;
        int columns = 1;
        for (int i = 0; i < keptA.length; i++) {
            extents[i] = a.size(keptA[i]);
            rows *= extents[i];
        }
        for (int i = 0; i < keptB.length; i++) {
            extents[keptA.length + i] = b.size(keptB[i]);
            columns *= b.size(keptB[i]);
        }
        left = left.permute(joined(keptA, axesA)).reshape(rows, depth);
        right = right.permute(joined(axesB, keptB)).reshape(depth, columns);
        return left.mm(right).reshape(extents);
    }

    private static int[] others(int rank, int[] axes) {
        return java.util.stream.IntStream.range(0, rank)
                .filter(d -> Arrays.stream(axes).noneMatch(axis -> axis == d))
                .toArray();
    }

    private static int[] joined(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static Tensor kron(Tensor a, Tensor b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] left = new int[2 * rank];
        int[] right = new int[2 * rank];
        int[] extents = new int[rank];
        for (int i = 0; i < rank; i++) {
            int mine = i - (rank - a.rank());
            int theirs = i - (rank - b.rank());
            left[2 * i] = mine < 0 ? 1 : a.size(mine);
            left[2 * i + 1] = 1;
            right[2 * i] = 1;
            right[2 * i + 1] = theirs < 0 ? 1 : b.size(theirs);
            extents[i] = left[2 * i] * right[2 * i + 1];
        }
        return a.reshape(left).mul(b.reshape(right)).reshape(extents);
    }

    /** The diagonal of the last two dimensions, as a view where the tensor is contiguous. */
    static Tensor diagonal(Tensor matrix) {
        int rows = matrix.size(-2);
        int columns = matrix.size(-1);
        int length = Math.min(rows, columns);
        int[] flat = Arrays.copyOf(matrix.shape().toArray(), matrix.rank() - 1);
        flat[flat.length - 1] = rows * columns;
        Tensor elements = matrix.reshape(flat);
        return length == 0
                ? elements.narrow(-1, 0, 0)
                : elements.slice(-1, 0, (length - 1) * (columns + 1) + 1, columns + 1);
    }

    static Tensor power(Tensor a, int n) {
        if (a.rank() < 2 || a.size(-1) != a.size(-2)) {
            throw new ShapeException("matrixPower: got shape " + a.shape() + ", expected square matrices");
        }
        if (n < 0) {
            throw new ArclightException("matrixPower: the power is " + n + ", and negative ones are not supported");
        }
        if (n == 0) {
            int size = a.size(-1);
            Tensor identity = Tensor.zeros(a.dtype(), size * size);
            if (size > 0) {
                identity.slice(0, 0, size * size, size + 1).fill_(1);
            }
            return identity.view(size, size).expand(a.shape().toArray()).copy();
        }
        if (n == 1) {
            return a.copy();
        }
        Tensor square = a;
        Tensor result = null;
        for (int left = n; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                result = result == null ? square : result.matmul(square);
            }
            if (left > 1) {
                square = square.matmul(square);
            }
        }
        return java.util.Objects.requireNonNull(result);
    }

    static Tensor cross(Tensor a, Tensor b, int dim) {
        return Interception.function("cross", in -> plainCross(in[0], in[1], dim), a, b);
    }

    private static Tensor plainCross(Tensor a, Tensor b, int dim) {
        requireOneDtype("cross", a, b);
        if (a.rank() != b.rank()) {
            throw new ShapeException(
                    "cross: " + a.shape() + " and " + b.shape() + " must have one number of dimensions");
        }
        int axis = Shape.broadcast("cross", a.shape(), b.shape()).axis("cross", dim);
        if (a.size(axis) != 3 || b.size(axis) != 3) {
            throw new ShapeException(
                    "cross: dimension " + dim + " of " + a.shape() + " and " + b.shape() + " must hold three elements");
        }
        return turned(a, dim, 1).mul(turned(b, dim, 2)).sub(turned(a, dim, 2).mul(turned(b, dim, 1)));
    }

    private static Tensor turned(Tensor x, int dim, int by) {
        return Tensor.cat(List.of(x.narrow(dim, by, 3 - by), x.narrow(dim, 0, by)), dim);
    }

    static Tensor multiDot(List<Tensor> matrices) {
        int count = matrices.size();
        if (count < 2) {
            throw new ShapeException("multiDot: got " + count + " matrices, expected two or more");
        }
        List<Tensor> chain = new ArrayList<>(matrices);
        for (int i = 0; i < count; i++) {
            Tensor factor = matrices.get(i);
            boolean end = i == 0 || i == count - 1;
            if (factor.rank() != 2 && !(end && factor.rank() == 1)) {
                throw new ShapeException("multiDot: factor " + i + " has shape " + factor.shape()
                        + ", expected two dimensions" + (end ? " or one" : ""));
            }
            if (factor.rank() == 1) {
                chain.set(i, factor.unsqueeze(i == 0 ? 0 : 1));
            }
        }
        for (int i = 1; i < count; i++) {
            if (chain.get(i - 1).size(1) != chain.get(i).size(0)) {
                throw new ShapeException("multiDot: factors " + (i - 1) + " and " + i + ", "
                        + matrices.get(i - 1).shape() + " and "
                        + matrices.get(i).shape() + ", do not multiply");
            }
        }
        Tensor product = multiply(chain, splits(chain), 0, count - 1);
        if (matrices.get(count - 1).rank() == 1) {
            product = product.view(product.shape().without(-1).toArray());
        }
        return matrices.get(0).rank() == 1
                ? product.view(product.shape().without(0).toArray())
                : product;
    }

    /** Where to split each stretch of the chain, by the fewest multiplications (Cormen et al., Matrix-chain multiplication). */
    private static int[][] splits(List<Tensor> chain) {
        int count = chain.size();
        double[][] cost = new double[count][count];
        int[][] split = new int[count][count];
        for (int length = 1; length < count; length++) {
            for (int i = 0; i + length < count; i++) {
                int j = i + length;
                cost[i][j] = Double.POSITIVE_INFINITY;
                for (int k = i; k < j; k++) {
                    double all = cost[i][k]
                            + cost[k + 1][j]
                            + (double) chain.get(i).size(0)
                                    * chain.get(k).size(1)
                                    * chain.get(j).size(1);
                    if (all < cost[i][j]) {
                        cost[i][j] = all;
                        split[i][j] = k;
                    }
                }
            }
        }
        return split;
    }

    private static Tensor multiply(List<Tensor> chain, int[][] split, int i, int j) {
        if (i == j) {
            return chain.get(i);
        }
        int k = split[i][j];
        return multiply(chain, split, i, k).mm(multiply(chain, split, k + 1, j));
    }
}
