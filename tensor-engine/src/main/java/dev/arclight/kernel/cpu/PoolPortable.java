package dev.arclight.kernel.cpu;

/** Pooling of 2 × 2 as a plain loop, for JVMs without the Vector API, for the rest of vectors, and as their oracle. */
public final class PoolPortable implements FloatPooling {
    @Override
    public void maxTwoByTwo(
            float[] in,
            int offset,
            int planes,
            int height,
            int width,
            float[] out,
            int outOffset,
            long[] indices,
            int indicesOffset) {
        int outHeight = height / 2;
        int outWidth = width / 2;
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = offset + plane * height * width;
            for (int y = 0; y < outHeight; y++) {
                int row = (plane * outHeight + y) * outWidth;
                maxRow(
                        in,
                        planeStart,
                        2 * y * width,
                        width,
                        outWidth,
                        out,
                        outOffset + row,
                        indices,
                        indicesOffset + row);
            }
        }
    }

    /** One row of results from the two rows at {@code rowStart}, counted from the plane's start. */
    public static void maxRow(
            float[] in,
            int planeStart,
            int rowStart,
            int width,
            int outWidth,
            float[] out,
            int outOffset,
            long[] indices,
            int indicesOffset) {
        for (int x = 0; x < outWidth; x++) {
            int index = rowStart + 2 * x;
            int p = planeStart + index;
            float max = in[p];
            float b = in[p + 1];
            if (b > max || Float.isNaN(b)) {
                max = b;
                index = rowStart + 2 * x + 1;
            }
            float c = in[p + width];
            if (c > max || Float.isNaN(c)) {
                max = c;
                index = rowStart + 2 * x + width;
            }
            float d = in[p + width + 1];
            if (d > max || Float.isNaN(d)) {
                max = d;
                index = rowStart + 2 * x + width + 1;
            }
            out[outOffset + x] = max;
            indices[indicesOffset + x] = index;
        }
    }
}
