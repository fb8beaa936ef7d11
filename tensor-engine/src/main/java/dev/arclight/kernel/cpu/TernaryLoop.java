package dev.arclight.kernel.cpu;

/**
 * One elementwise operation on three operands compiled into loops over spans:
 * {@code out[outOffset + i] = op(a[aOffset + i * aStride], b[bOffset + i * bStride], c[cOffset + i * cStride])} for
 * {@code 0 <= i < n}; a stride of 0 is a scalar operand.
 *
 * <p>{@code out} may be an operand when the spans coincide (same offset, stride 1). Callers guarantee that the spans lie
 * inside the arrays. Implementations are safe for all threads.
 */
public interface TernaryLoop {
    void run(
            float[] a,
            int aOffset,
            int aStride,
            float[] b,
            int bOffset,
            int bStride,
            float[] c,
            int cOffset,
            int cStride,
            float[] out,
            int outOffset,
            int n);

    void run(
            double[] a,
            int aOffset,
            int aStride,
            double[] b,
            int bOffset,
            int bStride,
            double[] c,
            int cOffset,
            int cStride,
            double[] out,
            int outOffset,
            int n);

    void run(
            long[] a,
            int aOffset,
            int aStride,
            long[] b,
            int bOffset,
            int bStride,
            long[] c,
            int cOffset,
            int cStride,
            long[] out,
            int outOffset,
            int n);

    void run(
            int[] a,
            int aOffset,
            int aStride,
            int[] b,
            int bOffset,
            int bStride,
            int[] c,
            int cOffset,
            int cStride,
            int[] out,
            int outOffset,
            int n);

    void run(
            short[] a,
            int aOffset,
            int aStride,
            short[] b,
            int bOffset,
            int bStride,
            short[] c,
            int cOffset,
            int cStride,
            short[] out,
            int outOffset,
            int n);

    /** INT8 and BOOL elements. */
    void run(
            byte[] a,
            int aOffset,
            int aStride,
            byte[] b,
            int bOffset,
            int bStride,
            byte[] c,
            int cOffset,
            int cStride,
            byte[] out,
            int outOffset,
            int n);

    /** UINT8 elements. */
    void runUnsigned(
            byte[] a,
            int aOffset,
            int aStride,
            byte[] b,
            int bOffset,
            int bStride,
            byte[] c,
            int cOffset,
            int cStride,
            byte[] out,
            int outOffset,
            int n);
}
