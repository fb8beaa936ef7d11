package dev.arclight.tensor;

import java.util.List;

/** The functional spelling of {@link TensorProducts}. */
abstract class ProductTwins extends StatisticsTwins {
    ProductTwins() {}

    /** {@link Tensor#einsum}. */
    public static Tensor einsum(String equation, Tensor... operands) {
        return Tensor.einsum(equation, operands);
    }

    /** {@link Tensor#matmul} of {@code input}. */
    public static Tensor matmul(Tensor input, Tensor other) {
        return input.matmul(other);
    }

    /** {@link Tensor#mm} of {@code input}. */
    public static Tensor mm(Tensor input, Tensor other) {
        return input.mm(other);
    }

    /** {@link Tensor#bmm} of {@code input}. */
    public static Tensor bmm(Tensor input, Tensor other) {
        return input.bmm(other);
    }

    /** {@link Tensor#mv} of {@code input}. */
    public static Tensor mv(Tensor input, Tensor vector) {
        return input.mv(vector);
    }

    /** {@link Tensor#dot} of {@code input}. */
    public static Tensor dot(Tensor input, Tensor other) {
        return input.dot(other);
    }

    /** {@link Tensor#vdot} of {@code input}. */
    public static Tensor vdot(Tensor input, Tensor other) {
        return input.vdot(other);
    }

    /** {@link Tensor#inner} of {@code input}. */
    public static Tensor inner(Tensor input, Tensor other) {
        return input.inner(other);
    }

    /** {@link Tensor#outer} of {@code input}. */
    public static Tensor outer(Tensor input, Tensor other) {
        return input.outer(other);
    }

    /** {@link Tensor#ger} of {@code input}. */
    public static Tensor ger(Tensor input, Tensor other) {
        return input.ger(other);
    }

    /** {@link Tensor#addmm} of {@code input}. */
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2) {
        return input.addmm(mat1, mat2);
    }

    /** {@link Tensor#addmm} of {@code input}. */
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, double beta, double alpha) {
        return input.addmm(mat1, mat2, beta, alpha);
    }

    /** {@link Tensor#addmv} of {@code input}. */
    public static Tensor addmv(Tensor input, Tensor mat, Tensor vec) {
        return input.addmv(mat, vec);
    }

    /** {@link Tensor#addmv} of {@code input}. */
    public static Tensor addmv(Tensor input, Tensor mat, Tensor vec, double beta, double alpha) {
        return input.addmv(mat, vec, beta, alpha);
    }

    /** {@link Tensor#addr} of {@code input}. */
    public static Tensor addr(Tensor input, Tensor vec1, Tensor vec2) {
        return input.addr(vec1, vec2);
    }

    /** {@link Tensor#addr} of {@code input}. */
    public static Tensor addr(Tensor input, Tensor vec1, Tensor vec2, double beta, double alpha) {
        return input.addr(vec1, vec2, beta, alpha);
    }

    /** {@link Tensor#addbmm} of {@code input}. */
    public static Tensor addbmm(Tensor input, Tensor batch1, Tensor batch2) {
        return input.addbmm(batch1, batch2);
    }

    /** {@link Tensor#addbmm} of {@code input}. */
    public static Tensor addbmm(Tensor input, Tensor batch1, Tensor batch2, double beta, double alpha) {
        return input.addbmm(batch1, batch2, beta, alpha);
    }

    /** {@link Tensor#baddbmm} of {@code input}. */
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2) {
        return input.baddbmm(batch1, batch2);
    }

    /** {@link Tensor#baddbmm} of {@code input}. */
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, double beta, double alpha) {
        return input.baddbmm(batch1, batch2, beta, alpha);
    }

    /** {@link Tensor#tensordot} of {@code input}. */
    public static Tensor tensordot(Tensor input, Tensor other, int dims) {
        return input.tensordot(other, dims);
    }

    /** {@link Tensor#tensordot} of {@code input}. */
    public static Tensor tensordot(Tensor input, Tensor other, int[] dims, int[] otherDims) {
        return input.tensordot(other, dims, otherDims);
    }

    /** {@link Tensor#kron} of {@code input}. */
    public static Tensor kron(Tensor input, Tensor other) {
        return input.kron(other);
    }

    /** {@link Tensor#trace} of {@code input}. */
    public static Tensor trace(Tensor input) {
        return input.trace();
    }

    /** {@link Tensor#matrixPower} of {@code input}. */
    public static Tensor matrixPower(Tensor input, int n) {
        return input.matrixPower(n);
    }

    /** {@link Tensor#cross} of {@code input}. */
    public static Tensor cross(Tensor input, Tensor other) {
        return input.cross(other);
    }

    /** {@link Tensor#cross} of {@code input}. */
    public static Tensor cross(Tensor input, Tensor other, int dim) {
        return input.cross(other, dim);
    }

    /** {@link TensorProducts#multiDot}. */
    public static Tensor multiDot(List<Tensor> matrices) {
        return TensorProducts.multiDot(matrices);
    }

    /** {@link TensorProducts#chainMatmul}. */
    public static Tensor chainMatmul(Tensor... matrices) {
        return TensorProducts.chainMatmul(matrices);
    }
}
