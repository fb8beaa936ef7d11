package dev.arclight.kernel.cpu;

/** {@link IntegerKernels} as plain loops: for JVMs without the Vector API, for what vectors leave over, and as the oracle. */
public class IntegerKernelsPortable implements IntegerKernels {
    /** 1.5 · 2²³: adding it leaves the nearest whole number, ties to even, in the low bits of a float of less than 2²². */
    protected static final float ROUNDER = 0x1.8p23f;

    @Override
    public void row(
            short[] a,
            int aOffset,
            int depth,
            byte[] panels,
            int panelOffset,
            int stride,
            int count,
            int width,
            int[] c,
            int cOffset) {
        java.util.Arrays.fill(c, cOffset, cOffset + count * width, 0);
        for (int p = 0; p < count; p++) {
            int to = cOffset + p * width;
            for (int l = 0; l < depth; l++) {
                int factor = a[aOffset + l];
                int from = panelOffset + p * stride + l * width;
                for (int j = 0; j < width; j++) {
                    c[to + j] += factor * panels[from + j];
                }
            }
        }
    }

    @Override
    public void whole(float[] in, int at, int[] out, int o, int n, boolean accumulate) {
        for (int i = 0; i < n; i++) {
            out[o + i] = (accumulate ? out[o + i] : 0) + (int) in[at + i];
        }
    }

    @Override
    public int largestBits(float[] in, int at, int n) {
        int largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(in[at + i]) & Integer.MAX_VALUE);
        }
        return largest;
    }

    @Override
    public void round(float[] in, int at, float factor, int zero, byte[] out, int o, int n) {
        for (int i = 0; i < n; i++) {
            out[o + i] = (byte) Float.floatToRawIntBits(in[at + i] * factor + (ROUNDER + zero));
        }
    }

    @Override
    public void scale(
            int[] in,
            int at,
            int[] excess,
            float scale,
            float[] scales,
            int s,
            float[] shifts,
            int t,
            float[] out,
            int o,
            int n) {
        scaleFrom(0, in, at, excess, scale, scales, s, shifts, t, out, o, n);
    }

    /** {@link #scale} of the elements from the {@code first}. */
    protected static void scaleFrom(
            int first,
            int[] in,
            int at,
            int[] excess,
            float scale,
            float[] scales,
            int s,
            float[] shifts,
            int t,
            float[] out,
            int o,
            int n) {
        if (shifts.length == 0) {
            for (int i = first; i < n; i++) {
                out[o + i] = (in[at + i] - excess[i]) * (scale * scales[s + i]);
            }
            return;
        }
        for (int i = first; i < n; i++) {
            out[o + i] = (in[at + i] - excess[i]) * (scale * scales[s + i]) + shifts[t + i];
        }
    }
}
