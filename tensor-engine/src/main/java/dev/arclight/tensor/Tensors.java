package dev.arclight.tensor;

import java.util.List;

/**
 * The functional spelling of a tensor's methods, as {@code torch.add(a, b)} beside {@code a.add(b)}.
 *
 * <pre>{@code
 * Tensor c = Tensors.add(a, b);   // a.add(b)
 * }</pre>
 */
public final class Tensors extends ProductTwins {
    private Tensors() {}

    /** {@link Tensor#cat}. */
    public static Tensor cat(List<Tensor> tensors, int dim) {
        return Tensor.cat(tensors, dim);
    }

    /** {@link Tensor#stack}. */
    public static Tensor stack(List<Tensor> tensors, int dim) {
        return Tensor.stack(tensors, dim);
    }

    /** {@link Tensor#where(Tensor, Tensor, Tensor)}. */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return Tensor.where(condition, a, b);
    }

    /** {@link Tensor#einsum}. */
    public static Tensor einsum(String equation, Tensor... operands) {
        return Tensor.einsum(equation, operands);
    }

    /** {@link Tensor#add} of {@code input}. */
    public static Tensor add(Tensor input, Tensor other) {
        return input.add(other);
    }

    /** {@link Tensor#add} of {@code input}. */
    public static Tensor add(Tensor input, double other) {
        return input.add(other);
    }

    /** {@link Tensor#add} of {@code input}. */
    public static Tensor add(Tensor input, long other) {
        return input.add(other);
    }

    /** {@link Tensor#add} of {@code input}. */
    public static Tensor add(Tensor input, Tensor other, double alpha) {
        return input.add(other, alpha);
    }

    /** {@link Tensor#sub} of {@code input}. */
    public static Tensor sub(Tensor input, Tensor other) {
        return input.sub(other);
    }

    /** {@link Tensor#sub} of {@code input}. */
    public static Tensor sub(Tensor input, double other) {
        return input.sub(other);
    }

    /** {@link Tensor#sub} of {@code input}. */
    public static Tensor sub(Tensor input, long other) {
        return input.sub(other);
    }

    /** {@link Tensor#sub} of {@code input}. */
    public static Tensor sub(Tensor input, Tensor other, double alpha) {
        return input.sub(other, alpha);
    }

    /** {@link Tensor#rsub} of {@code input}. */
    public static Tensor rsub(Tensor input, double other) {
        return input.rsub(other);
    }

    /** {@link Tensor#rsub} of {@code input}. */
    public static Tensor rsub(Tensor input, long other) {
        return input.rsub(other);
    }

    /** {@link Tensor#rsub} of {@code input}. */
    public static Tensor rsub(Tensor input, Tensor other) {
        return input.rsub(other);
    }

    /** {@link Tensor#rsub} of {@code input}. */
    public static Tensor rsub(Tensor input, Tensor other, double alpha) {
        return input.rsub(other, alpha);
    }

    /** {@link Tensor#mul} of {@code input}. */
    public static Tensor mul(Tensor input, Tensor other) {
        return input.mul(other);
    }

    /** {@link Tensor#mul} of {@code input}. */
    public static Tensor mul(Tensor input, double other) {
        return input.mul(other);
    }

    /** {@link Tensor#mul} of {@code input}. */
    public static Tensor mul(Tensor input, long other) {
        return input.mul(other);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, Tensor other) {
        return input.div(other);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, double other) {
        return input.div(other);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, long other) {
        return input.div(other);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, Tensor other, String roundingMode) {
        return input.div(other, roundingMode);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, double other, String roundingMode) {
        return input.div(other, roundingMode);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, long other, String roundingMode) {
        return input.div(other, roundingMode);
    }

    /** {@link Tensor#floorDivide} of {@code input}. */
    public static Tensor floorDivide(Tensor input, Tensor other) {
        return input.floorDivide(other);
    }

    /** {@link Tensor#floorDivide} of {@code input}. */
    public static Tensor floorDivide(Tensor input, double other) {
        return input.floorDivide(other);
    }

    /** {@link Tensor#floorDivide} of {@code input}. */
    public static Tensor floorDivide(Tensor input, long other) {
        return input.floorDivide(other);
    }

    /** {@link Tensor#remainder} of {@code input}. */
    public static Tensor remainder(Tensor input, Tensor other) {
        return input.remainder(other);
    }

    /** {@link Tensor#remainder} of {@code input}. */
    public static Tensor remainder(Tensor input, double other) {
        return input.remainder(other);
    }

    /** {@link Tensor#remainder} of {@code input}. */
    public static Tensor remainder(Tensor input, long other) {
        return input.remainder(other);
    }

    /** {@link Tensor#fmod} of {@code input}. */
    public static Tensor fmod(Tensor input, Tensor other) {
        return input.fmod(other);
    }

    /** {@link Tensor#fmod} of {@code input}. */
    public static Tensor fmod(Tensor input, double other) {
        return input.fmod(other);
    }

    /** {@link Tensor#fmod} of {@code input}. */
    public static Tensor fmod(Tensor input, long other) {
        return input.fmod(other);
    }

    /** {@link Tensor#pow} of {@code input}. */
    public static Tensor pow(Tensor input, Tensor exponent) {
        return input.pow(exponent);
    }

    /** {@link Tensor#pow} of {@code input}. */
    public static Tensor pow(Tensor input, double exponent) {
        return input.pow(exponent);
    }

    /** {@link Tensor#pow} of {@code input}. */
    public static Tensor pow(Tensor input, long exponent) {
        return input.pow(exponent);
    }

    /** {@link Tensor#floatPower} of {@code input}. */
    public static Tensor floatPower(Tensor input, Tensor exponent) {
        return input.floatPower(exponent);
    }

    /** {@link Tensor#floatPower} of {@code input}. */
    public static Tensor floatPower(Tensor input, double exponent) {
        return input.floatPower(exponent);
    }

    /** {@link Tensor#maximum} of {@code input}. */
    public static Tensor maximum(Tensor input, Tensor other) {
        return input.maximum(other);
    }

    /** {@link Tensor#minimum} of {@code input}. */
    public static Tensor minimum(Tensor input, Tensor other) {
        return input.minimum(other);
    }

    /** {@link Tensor#fmax} of {@code input}. */
    public static Tensor fmax(Tensor input, Tensor other) {
        return input.fmax(other);
    }

    /** {@link Tensor#fmin} of {@code input}. */
    public static Tensor fmin(Tensor input, Tensor other) {
        return input.fmin(other);
    }

    /** {@link Tensor#gcd} of {@code input}. */
    public static Tensor gcd(Tensor input, Tensor other) {
        return input.gcd(other);
    }

    /** {@link Tensor#lcm} of {@code input}. */
    public static Tensor lcm(Tensor input, Tensor other) {
        return input.lcm(other);
    }

    /** {@link Tensor#addcmul} of {@code input}. */
    public static Tensor addcmul(Tensor input, Tensor b, Tensor c) {
        return input.addcmul(b, c);
    }

    /** {@link Tensor#addcmul} of {@code input}. */
    public static Tensor addcmul(Tensor input, Tensor b, Tensor c, double value) {
        return input.addcmul(b, c, value);
    }

    /** {@link Tensor#addcdiv} of {@code input}. */
    public static Tensor addcdiv(Tensor input, Tensor b, Tensor c) {
        return input.addcdiv(b, c);
    }

    /** {@link Tensor#addcdiv} of {@code input}. */
    public static Tensor addcdiv(Tensor input, Tensor b, Tensor c, double value) {
        return input.addcdiv(b, c, value);
    }

    /** {@link Tensor#lerp} of {@code input}. */
    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) {
        return input.lerp(end, weight);
    }

    /** {@link Tensor#lerp} of {@code input}. */
    public static Tensor lerp(Tensor input, Tensor end, double weight) {
        return input.lerp(end, weight);
    }

    /** {@link Tensor#clamp} of {@code input}. */
    public static Tensor clamp(Tensor input, double min, double max) {
        return input.clamp(min, max);
    }

    /** {@link Tensor#clamp} of {@code input}. */
    public static Tensor clamp(Tensor input, long min, long max) {
        return input.clamp(min, max);
    }

    /** {@link Tensor#clamp} of {@code input}. */
    public static Tensor clamp(Tensor input, Tensor min, Tensor max) {
        return input.clamp(min, max);
    }

    /** {@link Tensor#clampMin} of {@code input}. */
    public static Tensor clampMin(Tensor input, Tensor bound) {
        return input.clampMin(bound);
    }

    /** {@link Tensor#clampMin} of {@code input}. */
    public static Tensor clampMin(Tensor input, double bound) {
        return input.clampMin(bound);
    }

    /** {@link Tensor#clampMin} of {@code input}. */
    public static Tensor clampMin(Tensor input, long bound) {
        return input.clampMin(bound);
    }

    /** {@link Tensor#clampMax} of {@code input}. */
    public static Tensor clampMax(Tensor input, Tensor bound) {
        return input.clampMax(bound);
    }

    /** {@link Tensor#clampMax} of {@code input}. */
    public static Tensor clampMax(Tensor input, double bound) {
        return input.clampMax(bound);
    }

    /** {@link Tensor#clampMax} of {@code input}. */
    public static Tensor clampMax(Tensor input, long bound) {
        return input.clampMax(bound);
    }

    /** {@link Tensor#eq} of {@code input}. */
    public static Tensor eq(Tensor input, Tensor other) {
        return input.eq(other);
    }

    /** {@link Tensor#eq} of {@code input}. */
    public static Tensor eq(Tensor input, double other) {
        return input.eq(other);
    }

    /** {@link Tensor#eq} of {@code input}. */
    public static Tensor eq(Tensor input, long other) {
        return input.eq(other);
    }

    /** {@link Tensor#ne} of {@code input}. */
    public static Tensor ne(Tensor input, Tensor other) {
        return input.ne(other);
    }

    /** {@link Tensor#ne} of {@code input}. */
    public static Tensor ne(Tensor input, double other) {
        return input.ne(other);
    }

    /** {@link Tensor#ne} of {@code input}. */
    public static Tensor ne(Tensor input, long other) {
        return input.ne(other);
    }

    /** {@link Tensor#lt} of {@code input}. */
    public static Tensor lt(Tensor input, Tensor other) {
        return input.lt(other);
    }

    /** {@link Tensor#lt} of {@code input}. */
    public static Tensor lt(Tensor input, double other) {
        return input.lt(other);
    }

    /** {@link Tensor#lt} of {@code input}. */
    public static Tensor lt(Tensor input, long other) {
        return input.lt(other);
    }

    /** {@link Tensor#le} of {@code input}. */
    public static Tensor le(Tensor input, Tensor other) {
        return input.le(other);
    }

    /** {@link Tensor#le} of {@code input}. */
    public static Tensor le(Tensor input, double other) {
        return input.le(other);
    }

    /** {@link Tensor#le} of {@code input}. */
    public static Tensor le(Tensor input, long other) {
        return input.le(other);
    }

    /** {@link Tensor#gt} of {@code input}. */
    public static Tensor gt(Tensor input, Tensor other) {
        return input.gt(other);
    }

    /** {@link Tensor#gt} of {@code input}. */
    public static Tensor gt(Tensor input, double other) {
        return input.gt(other);
    }

    /** {@link Tensor#gt} of {@code input}. */
    public static Tensor gt(Tensor input, long other) {
        return input.gt(other);
    }

    /** {@link Tensor#ge} of {@code input}. */
    public static Tensor ge(Tensor input, Tensor other) {
        return input.ge(other);
    }

    /** {@link Tensor#ge} of {@code input}. */
    public static Tensor ge(Tensor input, double other) {
        return input.ge(other);
    }

    /** {@link Tensor#ge} of {@code input}. */
    public static Tensor ge(Tensor input, long other) {
        return input.ge(other);
    }

    /** {@link Tensor#logicalAnd} of {@code input}. */
    public static Tensor logicalAnd(Tensor input, Tensor other) {
        return input.logicalAnd(other);
    }

    /** {@link Tensor#logicalOr} of {@code input}. */
    public static Tensor logicalOr(Tensor input, Tensor other) {
        return input.logicalOr(other);
    }

    /** {@link Tensor#logicalXor} of {@code input}. */
    public static Tensor logicalXor(Tensor input, Tensor other) {
        return input.logicalXor(other);
    }

    /** {@link Tensor#logicalNot} of {@code input}. */
    public static Tensor logicalNot(Tensor input) {
        return input.logicalNot();
    }

    /** {@link Tensor#isnan} of {@code input}. */
    public static Tensor isnan(Tensor input) {
        return input.isnan();
    }

    /** {@link Tensor#isinf} of {@code input}. */
    public static Tensor isinf(Tensor input) {
        return input.isinf();
    }

    /** {@link Tensor#isfinite} of {@code input}. */
    public static Tensor isfinite(Tensor input) {
        return input.isfinite();
    }

    /** {@link Tensor#signbit} of {@code input}. */
    public static Tensor signbit(Tensor input) {
        return input.signbit();
    }

    /** {@link Tensor#isposinf} of {@code input}. */
    public static Tensor isposinf(Tensor input) {
        return input.isposinf();
    }

    /** {@link Tensor#isneginf} of {@code input}. */
    public static Tensor isneginf(Tensor input) {
        return input.isneginf();
    }

    /** {@link Tensor#bitwiseAnd} of {@code input}. */
    public static Tensor bitwiseAnd(Tensor input, Tensor other) {
        return input.bitwiseAnd(other);
    }

    /** {@link Tensor#bitwiseAnd} of {@code input}. */
    public static Tensor bitwiseAnd(Tensor input, long other) {
        return input.bitwiseAnd(other);
    }

    /** {@link Tensor#bitwiseOr} of {@code input}. */
    public static Tensor bitwiseOr(Tensor input, Tensor other) {
        return input.bitwiseOr(other);
    }

    /** {@link Tensor#bitwiseOr} of {@code input}. */
    public static Tensor bitwiseOr(Tensor input, long other) {
        return input.bitwiseOr(other);
    }

    /** {@link Tensor#bitwiseXor} of {@code input}. */
    public static Tensor bitwiseXor(Tensor input, Tensor other) {
        return input.bitwiseXor(other);
    }

    /** {@link Tensor#bitwiseXor} of {@code input}. */
    public static Tensor bitwiseXor(Tensor input, long other) {
        return input.bitwiseXor(other);
    }

    /** {@link Tensor#bitwiseLeftShift} of {@code input}. */
    public static Tensor bitwiseLeftShift(Tensor input, Tensor other) {
        return input.bitwiseLeftShift(other);
    }

    /** {@link Tensor#bitwiseLeftShift} of {@code input}. */
    public static Tensor bitwiseLeftShift(Tensor input, long other) {
        return input.bitwiseLeftShift(other);
    }

    /** {@link Tensor#bitwiseRightShift} of {@code input}. */
    public static Tensor bitwiseRightShift(Tensor input, Tensor other) {
        return input.bitwiseRightShift(other);
    }

    /** {@link Tensor#bitwiseRightShift} of {@code input}. */
    public static Tensor bitwiseRightShift(Tensor input, long other) {
        return input.bitwiseRightShift(other);
    }

    /** {@link Tensor#bitwiseNot} of {@code input}. */
    public static Tensor bitwiseNot(Tensor input) {
        return input.bitwiseNot();
    }

    /** {@link Tensor#isclose} of {@code input}. */
    public static Tensor isclose(Tensor input, Tensor other) {
        return input.isclose(other);
    }

    /** {@link Tensor#isclose} of {@code input}. */
    public static Tensor isclose(Tensor input, Tensor other, double rtol, double atol, boolean equalNan) {
        return input.isclose(other, rtol, atol, equalNan);
    }

    /** {@link Tensor#allclose} of {@code input}. */
    public static boolean allclose(Tensor input, Tensor other) {
        return input.allclose(other);
    }

    /** {@link Tensor#allclose} of {@code input}. */
    public static boolean allclose(Tensor input, Tensor other, double rtol, double atol, boolean equalNan) {
        return input.allclose(other, rtol, atol, equalNan);
    }

    /** {@link Tensor#equal} of {@code input}. */
    public static boolean equal(Tensor input, Tensor other) {
        return input.equal(other);
    }

    /** {@link Tensor#isin} of {@code input}. */
    public static Tensor isin(Tensor input, Tensor testElements) {
        return input.isin(testElements);
    }

    /** {@link Tensor#isin} of {@code input}. */
    public static Tensor isin(Tensor input, Tensor testElements, boolean invert) {
        return input.isin(testElements, invert);
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
}
