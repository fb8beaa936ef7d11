package dev.arclight.tensor;

import dev.arclight.autograd.Interception;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Dot;
import java.util.List;

/** Products of vectors, matrices and batches of matrices; both factors must have one dtype. */
public sealed interface TensorProducts extends TensorBase permits Tensor {
    /**
     * The matrix product, as {@code torch.matmul}: vectors · vectors give a scalar, matrices and batches of them broadcast
     * over leading dimensions, a vector counts as a row on the left and as a column on the right.
     */
    default Tensor matmul(Tensor other) {
        return Products.matmul(self(), other);
    }

    /** The product of two matrices. @throws ShapeException unless both have two dimensions */
    default Tensor mm(Tensor other) {
        Products.requireRanks("mm", self(), 2, other, 2);
        return matmul(other);
    }

    /** The products of two batches of matrices, {@code [b, n, m] · [b, m, p]}, without broadcasting. */
    default Tensor bmm(Tensor other) {
        Products.requireRanks("bmm", self(), 3, other, 3);
        Products.requireSameBatch("bmm", self(), other);
        return matmul(other);
    }

    /** The product of a matrix and a vector. */
    default Tensor mv(Tensor vector) {
        Products.requireRanks("mv", self(), 2, vector, 1);
        return matmul(vector);
    }

    /** The scalar product of two vectors of one length. */
    default Tensor dot(Tensor other) {
        return Dispatch.run(Dot.OP, self(), other);
    }

    /** {@link #dot}, which for real numbers is the same. */
    default Tensor vdot(Tensor other) {
        return dot(other);
    }

    /** The sums of products along both last dimensions; a scalar multiplies each element. */
    default Tensor inner(Tensor other) {
        return Products.inner(self(), other);
    }

    /** The products of each element of one vector with each of another, a matrix. */
    default Tensor outer(Tensor other) {
        Products.requireRanks("outer", self(), 1, other, 1);
        return self().unsqueeze(1).mul(other);
    }

    /** {@link #outer}. */
    default Tensor ger(Tensor other) {
        return outer(other);
    }

    default Tensor addmm(Tensor mat1, Tensor mat2) {
        return addmm(mat1, mat2, 1, 1);
    }

    /** {@code beta · this + alpha · (mat1 · mat2)}; this broadcasts, and with a beta of 0 is not looked at. */
    default Tensor addmm(Tensor mat1, Tensor mat2, double beta, double alpha) {
        return Interception.function(
                "addmm", in -> Products.add("addmm", in[0], beta, in[1].mm(in[2]), alpha), self(), mat1, mat2);
    }

    /** {@link #addmm(Tensor, Tensor)} in place. @throws ShapeException if this would have to broadcast */
    default Tensor addmm_(Tensor mat1, Tensor mat2) {
        return Writing.overSame("addmm_", self(), x -> x.addmm(mat1, mat2));
    }

    /** {@link #addmm(Tensor, Tensor, double, double)} in place. @throws ShapeException if this would have to broadcast */
    default Tensor addmm_(Tensor mat1, Tensor mat2, double beta, double alpha) {
        return Writing.overSame("addmm_", self(), x -> x.addmm(mat1, mat2, beta, alpha));
    }

    default Tensor addmv(Tensor mat, Tensor vec) {
        return addmv(mat, vec, 1, 1);
    }

    /** {@code beta · this + alpha · (mat · vec)}; this broadcasts, and with a beta of 0 is not looked at. */
    default Tensor addmv(Tensor mat, Tensor vec, double beta, double alpha) {
        return Interception.function(
                "addmv", in -> Products.addmv(in[0], in[1].mv(in[2]), beta, alpha), self(), mat, vec);
    }

    /** {@link #addmv(Tensor, Tensor)} in place. @throws ShapeException if this would have to broadcast */
    default Tensor addmv_(Tensor mat, Tensor vec) {
        return Writing.overSame("addmv_", self(), x -> x.addmv(mat, vec));
    }

    /** {@link #addmv(Tensor, Tensor, double, double)} in place. @throws ShapeException if this would have to broadcast */
    default Tensor addmv_(Tensor mat, Tensor vec, double beta, double alpha) {
        return Writing.overSame("addmv_", self(), x -> x.addmv(mat, vec, beta, alpha));
    }

    default Tensor addr(Tensor vec1, Tensor vec2) {
        return addr(vec1, vec2, 1, 1);
    }

    /** {@code beta · this + alpha · outer(vec1, vec2)}; this broadcasts, and with a beta of 0 is not looked at. */
    default Tensor addr(Tensor vec1, Tensor vec2, double beta, double alpha) {
        return Interception.function(
                "addr", in -> Products.addr(in[0], in[1].outer(in[2]), beta, alpha), self(), vec1, vec2);
    }

    /** {@link #addr(Tensor, Tensor)} in place. @throws ShapeException if this would have to broadcast */
    default Tensor addr_(Tensor vec1, Tensor vec2) {
        return Writing.over("addr_", self(), x -> x.addr(vec1, vec2));
    }

    /** {@link #addr(Tensor, Tensor, double, double)} in place. @throws ShapeException if this would have to broadcast */
    default Tensor addr_(Tensor vec1, Tensor vec2, double beta, double alpha) {
        return Writing.over("addr_", self(), x -> x.addr(vec1, vec2, beta, alpha));
    }

    default Tensor addbmm(Tensor batch1, Tensor batch2) {
        return addbmm(batch1, batch2, 1, 1);
    }

    /** {@code beta · this + alpha · Σ (batch1[i] · batch2[i])}; with a beta of 0 this is not looked at. */
    default Tensor addbmm(Tensor batch1, Tensor batch2, double beta, double alpha) {
        return Interception.function(
                "addbmm",
                in -> Products.add("addbmm", in[0], beta, Products.sumOfProducts(in[1], in[2]), alpha),
                self(),
                batch1,
                batch2);
    }

    /** {@link #addbmm(Tensor, Tensor)} in place. @throws ShapeException if this would have to broadcast */
    default Tensor addbmm_(Tensor batch1, Tensor batch2) {
        return Writing.overSame("addbmm_", self(), x -> x.addbmm(batch1, batch2));
    }

    /** {@link #addbmm(Tensor, Tensor, double, double)} in place. @throws ShapeException if this would have to broadcast */
    default Tensor addbmm_(Tensor batch1, Tensor batch2, double beta, double alpha) {
        return Writing.overSame("addbmm_", self(), x -> x.addbmm(batch1, batch2, beta, alpha));
    }

    default Tensor baddbmm(Tensor batch1, Tensor batch2) {
        return baddbmm(batch1, batch2, 1, 1);
    }

    /** {@code beta · this + alpha · bmm(batch1, batch2)}; this broadcasts, and with a beta of 0 is not looked at. */
    default Tensor baddbmm(Tensor batch1, Tensor batch2, double beta, double alpha) {
        return Interception.function(
                "baddbmm", in -> Products.add("baddbmm", in[0], beta, in[1].bmm(in[2]), alpha), self(), batch1, batch2);
    }

    /** {@link #baddbmm(Tensor, Tensor)} in place. @throws ShapeException if this would have to broadcast */
    default Tensor baddbmm_(Tensor batch1, Tensor batch2) {
        return Writing.overSame("baddbmm_", self(), x -> x.baddbmm(batch1, batch2));
    }

    /** {@link #baddbmm(Tensor, Tensor, double, double)} in place. @throws ShapeException if this would have to broadcast */
    default Tensor baddbmm_(Tensor batch1, Tensor batch2, double beta, double alpha) {
        return Writing.overSame("baddbmm_", self(), x -> x.baddbmm(batch1, batch2, beta, alpha));
    }

    /** The sums of products over the last {@code dims} dimensions of this and the first of the other. */
    default Tensor tensordot(Tensor other, int dims) {
        if (dims < 0 || dims > rank() || dims > other.rank()) {
            throw new ShapeException("tensordot: " + dims + " dimensions of " + shape() + " and " + other.shape());
        }
        int[] mine = new int[dims];
        int[] theirs = new int[dims];
        for (int i = 0; i < dims; i++) {
            mine[i] = rank() - dims + i;
            theirs[i] = i;
        }
        return tensordot(other, mine, theirs);
    }

    /** The sums of products over {@code dims} of this and, in the same order, {@code otherDims} of the other. */
    default Tensor tensordot(Tensor other, int[] dims, int[] otherDims) {
        return Products.tensordot(self(), other, dims, otherDims);
    }

    /** The Kronecker product: each element replaced by its product with the other tensor. */
    default Tensor kron(Tensor other) {
        return Products.kron(self(), other);
    }

    /** The sum of a matrix's diagonal. */
    default Tensor trace() {
        if (rank() != 2) {
            throw new ShapeException("trace: got shape " + shape() + ", expected two dimensions");
        }
        return Products.diagonal(self()).sum();
    }

    /** The product of {@code n} factors that are this square matrix, or each of a batch; the identity for 0. */
    default Tensor matrixPower(int n) {
        return Products.power(self(), n);
    }

    /** The vector product along the last dimension, which has three elements. */
    default Tensor cross(Tensor other) {
        return cross(other, -1);
    }

    /** The vector product along a dimension, which has three elements; the others broadcast. */
    default Tensor cross(Tensor other, int dim) {
        return Products.cross(self(), other, dim);
    }

    /**
     * Sums of products as a formula says, as {@code torch.einsum}: {@code Tensor.einsum("bij,bjk->bik", a, b)}. A letter names
     * a dimension; those missing behind the arrow are summed over, one that an operand repeats takes its diagonal. Without an
     * arrow the letters that occur once are kept in alphabetical order. {@code ...} stands for all other dimensions, which
     * broadcast. Operands are multiplied from left to right.
     *
     * @throws ArclightException if the formula is not well formed
     * @throws ShapeException if it does not fit the operands
     */
    static Tensor einsum(String equation, Tensor... operands) {
        return Interception.function("einsum", in -> Einsum.of(equation, in), operands);
    }

    /** The product of matrices in the order that takes fewest multiplications; the first and last may be vectors. */
    static Tensor multiDot(List<Tensor> matrices) {
        return Products.multiDot(matrices);
    }

    /** {@link #multiDot} of matrices. */
    static Tensor chainMatmul(Tensor... matrices) {
        for (Tensor matrix : matrices) {
            Products.requireRanks("chainMatmul", matrix, 2, matrix, 2);
        }
        return matrices.length == 1 ? matrices[0] : Products.multiDot(List.of(matrices));
    }
}
