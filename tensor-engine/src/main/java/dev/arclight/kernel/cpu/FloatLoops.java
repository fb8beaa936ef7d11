package dev.arclight.kernel.cpu;

/** Where {@link Loops} gets the kernels of {@link FloatFunction}s from: on vectors, or portable. */
public interface FloatLoops {
    Unary unary(FloatFunction function);

    Binary binary(FloatBinaryFunction function);

    /** {@code out[outOffset + i] = f(in[inOffset + i])} for {@code 0 <= i < n}; {@code out} may coincide with {@code in}. */
    interface Unary {
        void run(float[] in, int inOffset, float[] out, int outOffset, int n);
    }

    /** As {@link BinaryLoop} with strides of 1 or 0 (a scalar operand). */
    interface Binary {
        void run(
                float[] a,
                int aOffset,
                int aStride,
                float[] b,
                int bOffset,
                int bStride,
                float[] out,
                int outOffset,
                int n);
    }
}
