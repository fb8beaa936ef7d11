package dev.arclight.kernel.cpu;

import org.jspecify.annotations.Nullable;

/** Where {@link Loops} gets the kernels of {@link FloatFunction}s from: on vectors, or portable. */
public interface FloatLoops {
    Unary unary(FloatFunction function);

    Binary binary(FloatBinaryFunction function);

    /** The loops of a formula, or null where only scalar definitions are computed. */
    @Nullable
    Formula formula(FloatFormula formula);

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

        /** {@link #run} of {@code rows} spans, the next of which lies so many elements after the last in each array. */
        void rows(
                float[] a,
                int aOffset,
                int aStride,
                int aStep,
                float[] b,
                int bOffset,
                int bStride,
                int bStep,
                float[] out,
                int outOffset,
                int outStep,
                int n,
                int rows);
    }

    /**
     * {@code out[at[0] + i] = f(operands[0][at[1] + i], operands[1][at[2] + i], …)} for {@code 0 <= i < n}; {@code out} may be
     * an operand when the spans coincide. Bit k of {@code numbers} is set where operand k is the one element at its place.
     */
    interface Formula {
        void run(float[] out, float[][] operands, int[] at, int numbers, float[] parameters, int n);

        /** The results of a formula that is a test, as 0 and 1. */
        void test(byte[] out, float[][] operands, int[] at, int numbers, int n);

        /** Whether a formula that is a test holds for one of the elements or more. */
        default boolean any(float[][] operands, int[] at, int numbers, int n) {
            throw new UnsupportedOperationException("only tests hold or do not");
        }
    }
}
