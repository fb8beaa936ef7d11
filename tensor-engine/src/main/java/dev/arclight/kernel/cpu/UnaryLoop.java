package dev.arclight.kernel.cpu;

/**
 * One elementwise operation compiled into loops over spans: {@code out[outOffset + i] = op(in[inOffset + i * stride])}
 * for {@code 0 <= i < n}.
 *
 * <p>{@code out} may be {@code in} when the spans coincide (same offset, stride 1); other overlaps are not supported.
 * Callers guarantee that the spans lie inside the arrays. Implementations are safe for all threads.
 */
public interface UnaryLoop {
    void run(float[] in, int inOffset, int stride, float[] out, int outOffset, int n);

    void run(double[] in, int inOffset, int stride, double[] out, int outOffset, int n);

    void run(long[] in, int inOffset, int stride, long[] out, int outOffset, int n);

    void run(int[] in, int inOffset, int stride, int[] out, int outOffset, int n);

    /** INT16 elements. */
    void run(short[] in, int inOffset, int stride, short[] out, int outOffset, int n);

    /** INT8 and BOOL elements. */
    void run(byte[] in, int inOffset, int stride, byte[] out, int outOffset, int n);

    /** UINT8 elements. */
    void runUnsigned(byte[] in, int inOffset, int stride, byte[] out, int outOffset, int n);
}
