package dev.arclight.tensor;

/**
 * What {@link Tensor#frexp} takes a floating tensor apart into.
 *
 * @param mantissa of the tensor's dtype, 0.5 to less than 1 in size
 * @param exponent of 2, int32
 */
public record MantissaAndExponent(Tensor mantissa, Tensor exponent) {
    static MantissaAndExponent of(Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new DTypeException("frexp: only floating tensors have a mantissa, this is " + x.dtype());
        }
        double[] values = x.toDoubleArray();
        int[] exponents = new int[values.length];
        int[] halves = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            exponents[i] = exponent(values[i]);
            halves[i] = exponents[i] / 2;
        }
        int[] shape = x.shape().toArray();
        Tensor exponent = Tensor.of(exponents, shape);
        // In two steps, since a single power may pass the largest number.
        Tensor half = Tensor.of(halves, shape);
        Tensor mantissa = x.mul(power(half, x.dtype())).mul(power(exponent.sub(half), x.dtype()));
        return new MantissaAndExponent(mantissa, exponent);
    }

    private static Tensor power(Tensor exponent, DType dtype) {
        return exponent.to(DType.FLOAT64).neg().exp2().to(dtype);
    }

    private static int exponent(double x) {
        if (x == 0 || Double.isNaN(x) || Double.isInfinite(x)) {
            return 0;
        }
        boolean subnormal = Math.abs(x) < Double.MIN_NORMAL;
        return Math.getExponent(subnormal ? x * 0x1p54 : x) + 1 - (subnormal ? 54 : 0);
    }
}
