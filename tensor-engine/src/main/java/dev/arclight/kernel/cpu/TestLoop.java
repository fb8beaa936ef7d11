package dev.arclight.kernel.cpu;

/**
 * One comparison compiled into loops over spans: {@code out[outOffset + i]} is 1 where the test holds for
 * {@code a[aOffset + i * aStride]} and {@code b[bOffset + i * bStride]}, else 0, for {@code 0 <= i < n}; a stride of 0
 * is a scalar operand.
 *
 * <p>{@code out} may be a byte operand when the spans coincide (same offset, stride 1). Callers guarantee that the
 * spans lie inside the arrays. Implementations are safe for all threads.
 */
public interface TestLoop {
    void run(
            float[] a, int aOffset, int aStride, float[] b, int bOffset, int bStride, byte[] out, int outOffset, int n);

    void run(
            double[] a,
            int aOffset,
            int aStride,
            double[] b,
            int bOffset,
            int bStride,
            byte[] out,
            int outOffset,
            int n);

    void run(long[] a, int aOffset, int aStride, long[] b, int bOffset, int bStride, byte[] out, int outOffset, int n);

    void run(int[] a, int aOffset, int aStride, int[] b, int bOffset, int bStride, byte[] out, int outOffset, int n);

    /** INT16 elements. */
    void run(
            short[] a, int aOffset, int aStride, short[] b, int bOffset, int bStride, byte[] out, int outOffset, int n);

    /** INT8 and BOOL elements. */
    void run(byte[] a, int aOffset, int aStride, byte[] b, int bOffset, int bStride, byte[] out, int outOffset, int n);

    /** UINT8 elements. */
    void runUnsigned(
            byte[] a, int aOffset, int aStride, byte[] b, int bOffset, int bStride, byte[] out, int outOffset, int n);
}
