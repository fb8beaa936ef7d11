package dev.arclight.kernel.cpu;

import java.util.Arrays;
import java.util.Objects;

/**
 * Pooling over the planes of contiguous image batches, {@code [planes, height, width]} where planes are images times
 * channels, and its gradients.
 *
 * <p>Results and indices are those of PyTorch: a NaN in a window is its maximum (the last one, if there are several), of
 * equal elements the first is taken, and an index counts from the start of the element's plane. Results do not share
 * elements with operands. Stateless and safe for all threads.
 */
public final class Pool {
    private static final FloatPooling FLOATS =
            VectorSupport.choose(FloatPooling.class, "dev.arclight.kernel.cpu.vector.VectorPool", PoolPortable::new);

    private Pool() {}

    /**
     * Puts the greatest element of each window into {@code out} and its index into {@code indices}, both
     * {@code [planes, outHeight, outWidth]}.
     */
    public static void max(
            float[] in,
            int offset,
            int planes,
            int height,
            int width,
            PoolWindow window,
            float[] out,
            int outOffset,
            long[] indices,
            int indicesOffset) {
        int outHeight = window.outHeight(height);
        int outWidth = window.outWidth(width);
        long results = (long) planes * outHeight * outWidth;
        Objects.checkFromIndexSize(offset, (long) planes * height * width, in.length);
        Objects.checkFromIndexSize(outOffset, results, out.length);
        Objects.checkFromIndexSize(indicesOffset, results, indices.length);
        if (window.isTwoByTwo(height, width)) {
            FLOATS.maxTwoByTwo(in, offset, planes, height, width, out, outOffset, indices, indicesOffset);
            return;
        }
        int q = 0;
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = offset + plane * height * width;
            for (int y = 0; y < outHeight; y++) {
                int top = y * window.strideHeight() - window.paddingHeight();
                int bottom = Math.min(top + (window.kernelHeight() - 1) * window.dilationHeight() + 1, height);
                top = firstInside(top, window.dilationHeight());
                for (int x = 0; x < outWidth; x++) {
                    int left = x * window.strideWidth() - window.paddingWidth();
                    int right = Math.min(left + (window.kernelWidth() - 1) * window.dilationWidth() + 1, width);
                    left = firstInside(left, window.dilationWidth());
                    int index = top * width + left;
                    float max = Float.NEGATIVE_INFINITY;
                    for (int i = top; i < bottom; i += window.dilationHeight()) {
                        for (int j = left; j < right; j += window.dilationWidth()) {
                            float value = in[planeStart + i * width + j];
                            if (value > max || Float.isNaN(value)) {
                                max = value;
                                index = i * width + j;
                            }
                        }
                    }
                    out[outOffset + q] = max;
                    indices[indicesOffset + q] = index;
                    q++;
                }
            }
        }
    }

    /**
     * The gradient of {@link #max(float[], int, int, int, int, PoolWindow, float[], int, long[], int)}: adds each element
     * of {@code grad}, {@code [planes, resultsPerPlane]}, to the element of {@code gradIn}, {@code [planes, planeSize]},
     * that its index names; the others become 0.
     */
    public static void maxBackward(
            float[] grad,
            int gradOffset,
            long[] indices,
            int indicesOffset,
            int planes,
            int resultsPerPlane,
            float[] gradIn,
            int gradInOffset,
            int planeSize) {
        Objects.checkFromIndexSize(gradOffset, (long) planes * resultsPerPlane, grad.length);
        Objects.checkFromIndexSize(indicesOffset, (long) planes * resultsPerPlane, indices.length);
        Objects.checkFromIndexSize(gradInOffset, (long) planes * planeSize, gradIn.length);
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = gradInOffset + plane * planeSize;
            // Plane by plane, so that what is cleared is still in cache when it is added to.
            Arrays.fill(gradIn, planeStart, planeStart + planeSize, 0);
            int row = plane * resultsPerPlane;
            for (int i = row; i < row + resultsPerPlane; i++) {
                gradIn[planeStart + (int) indices[indicesOffset + i]] += grad[gradOffset + i];
            }
        }
    }

    /**
     * Puts the mean of each window into {@code out}, {@code [planes, outHeight, outWidth]}; dilation must be 1.
     *
     * @param countPadding whether elements of the padding count (as zeros) in the divisor
     * @throws IllegalArgumentException if the window is dilated
     */
    public static void average(
            float[] in,
            int offset,
            int planes,
            int height,
            int width,
            PoolWindow window,
            boolean countPadding,
            float[] out,
            int outOffset) {
        checkNotDilated(window);
        int outHeight = window.outHeight(height);
        int outWidth = window.outWidth(width);
        Objects.checkFromIndexSize(offset, (long) planes * height * width, in.length);
        Objects.checkFromIndexSize(outOffset, (long) planes * outHeight * outWidth, out.length);
        int q = outOffset;
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = offset + plane * height * width;
            for (int y = 0; y < outHeight; y++) {
                int top = y * window.strideHeight() - window.paddingHeight();
                int bottom = Math.min(top + window.kernelHeight(), height + window.paddingHeight());
                int paddedHeight = bottom - top;
                top = Math.max(top, 0);
                bottom = Math.min(bottom, height);
                for (int x = 0; x < outWidth; x++) {
                    int left = x * window.strideWidth() - window.paddingWidth();
                    int right = Math.min(left + window.kernelWidth(), width + window.paddingWidth());
                    int divisor = countPadding ? paddedHeight * (right - left) : 0;
                    left = Math.max(left, 0);
                    right = Math.min(right, width);
                    divisor = countPadding ? divisor : (bottom - top) * (right - left);
                    float sum = 0;
                    for (int i = top; i < bottom; i++) {
                        for (int j = left; j < right; j++) {
                            sum += in[planeStart + i * width + j];
                        }
                    }
                    out[q++] = sum / divisor;
                }
            }
        }
    }

    /**
     * The gradient of {@link #average(float[], int, int, int, int, PoolWindow, boolean, float[], int)}: spreads
     * {@code grad}, {@code [planes, outHeight, outWidth]}, over {@code gradIn}, {@code [planes, height, width]}.
     */
    public static void averageBackward(
            float[] grad,
            int gradOffset,
            int planes,
            int height,
            int width,
            PoolWindow window,
            boolean countPadding,
            float[] gradIn,
            int gradInOffset) {
        checkNotDilated(window);
        int outHeight = window.outHeight(height);
        int outWidth = window.outWidth(width);
        Objects.checkFromIndexSize(gradOffset, (long) planes * outHeight * outWidth, grad.length);
        Objects.checkFromIndexSize(gradInOffset, (long) planes * height * width, gradIn.length);
        Arrays.fill(gradIn, gradInOffset, gradInOffset + planes * height * width, 0);
        int q = gradOffset;
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = gradInOffset + plane * height * width;
            for (int y = 0; y < outHeight; y++) {
                int top = y * window.strideHeight() - window.paddingHeight();
                int bottom = Math.min(top + window.kernelHeight(), height + window.paddingHeight());
                int paddedHeight = bottom - top;
                top = Math.max(top, 0);
                bottom = Math.min(bottom, height);
                for (int x = 0; x < outWidth; x++) {
                    int left = x * window.strideWidth() - window.paddingWidth();
                    int right = Math.min(left + window.kernelWidth(), width + window.paddingWidth());
                    int divisor = countPadding ? paddedHeight * (right - left) : 0;
                    left = Math.max(left, 0);
                    right = Math.min(right, width);
                    divisor = countPadding ? divisor : (bottom - top) * (right - left);
                    float share = grad[q++] / divisor;
                    for (int i = top; i < bottom; i++) {
                        for (int j = left; j < right; j++) {
                            gradIn[planeStart + i * width + j] += share;
                        }
                    }
                }
            }
        }
    }

    /** As {@link #max(float[], int, int, int, int, PoolWindow, float[], int, long[], int)}. */
    public static void max(
            double[] in,
            int offset,
            int planes,
            int height,
            int width,
            PoolWindow window,
            double[] out,
            int outOffset,
            long[] indices,
            int indicesOffset) {
        int outHeight = window.outHeight(height);
        int outWidth = window.outWidth(width);
        long results = (long) planes * outHeight * outWidth;
        Objects.checkFromIndexSize(offset, (long) planes * height * width, in.length);
        Objects.checkFromIndexSize(outOffset, results, out.length);
        Objects.checkFromIndexSize(indicesOffset, results, indices.length);
        int q = 0;
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = offset + plane * height * width;
            for (int y = 0; y < outHeight; y++) {
                int top = y * window.strideHeight() - window.paddingHeight();
                int bottom = Math.min(top + (window.kernelHeight() - 1) * window.dilationHeight() + 1, height);
                top = firstInside(top, window.dilationHeight());
                for (int x = 0; x < outWidth; x++) {
                    int left = x * window.strideWidth() - window.paddingWidth();
                    int right = Math.min(left + (window.kernelWidth() - 1) * window.dilationWidth() + 1, width);
                    left = firstInside(left, window.dilationWidth());
                    int index = top * width + left;
                    double max = Double.NEGATIVE_INFINITY;
                    for (int i = top; i < bottom; i += window.dilationHeight()) {
                        for (int j = left; j < right; j += window.dilationWidth()) {
                            double value = in[planeStart + i * width + j];
                            if (value > max || Double.isNaN(value)) {
                                max = value;
                                index = i * width + j;
                            }
                        }
                    }
                    out[outOffset + q] = max;
                    indices[indicesOffset + q] = index;
                    q++;
                }
            }
        }
    }

    /** As {@link #max(float[], int, int, int, int, PoolWindow, float[], int, long[], int)}. */
    public static void max(
            long[] in,
            int offset,
            int planes,
            int height,
            int width,
            PoolWindow window,
            long[] out,
            int outOffset,
            long[] indices,
            int indicesOffset) {
        int outHeight = window.outHeight(height);
        int outWidth = window.outWidth(width);
        long results = (long) planes * outHeight * outWidth;
        Objects.checkFromIndexSize(offset, (long) planes * height * width, in.length);
        Objects.checkFromIndexSize(outOffset, results, out.length);
        Objects.checkFromIndexSize(indicesOffset, results, indices.length);
        int q = 0;
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = offset + plane * height * width;
            for (int y = 0; y < outHeight; y++) {
                int top = y * window.strideHeight() - window.paddingHeight();
                int bottom = Math.min(top + (window.kernelHeight() - 1) * window.dilationHeight() + 1, height);
                top = firstInside(top, window.dilationHeight());
                for (int x = 0; x < outWidth; x++) {
                    int left = x * window.strideWidth() - window.paddingWidth();
                    int right = Math.min(left + (window.kernelWidth() - 1) * window.dilationWidth() + 1, width);
                    left = firstInside(left, window.dilationWidth());
                    int index = top * width + left;
                    long max = Long.MIN_VALUE;
                    for (int i = top; i < bottom; i += window.dilationHeight()) {
                        for (int j = left; j < right; j += window.dilationWidth()) {
                            long value = in[planeStart + i * width + j];
                            if (value > max) {
                                max = value;
                                index = i * width + j;
                            }
                        }
                    }
                    out[outOffset + q] = max;
                    indices[indicesOffset + q] = index;
                    q++;
                }
            }
        }
    }

    /** As {@link #maxBackward(float[], int, long[], int, int, int, float[], int, int)}. */
    public static void maxBackward(
            double[] grad,
            int gradOffset,
            long[] indices,
            int indicesOffset,
            int planes,
            int resultsPerPlane,
            double[] gradIn,
            int gradInOffset,
            int planeSize) {
        Objects.checkFromIndexSize(gradOffset, (long) planes * resultsPerPlane, grad.length);
        Objects.checkFromIndexSize(indicesOffset, (long) planes * resultsPerPlane, indices.length);
        Objects.checkFromIndexSize(gradInOffset, (long) planes * planeSize, gradIn.length);
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = gradInOffset + plane * planeSize;
            // Plane by plane, so that what is cleared is still in cache when it is added to.
            Arrays.fill(gradIn, planeStart, planeStart + planeSize, 0);
            int row = plane * resultsPerPlane;
            for (int i = row; i < row + resultsPerPlane; i++) {
                gradIn[planeStart + (int) indices[indicesOffset + i]] += grad[gradOffset + i];
            }
        }
    }

    /** As {@link #average(float[], int, int, int, int, PoolWindow, boolean, float[], int)}. */
    public static void average(
            double[] in,
            int offset,
            int planes,
            int height,
            int width,
            PoolWindow window,
            boolean countPadding,
            double[] out,
            int outOffset) {
        checkNotDilated(window);
        int outHeight = window.outHeight(height);
        int outWidth = window.outWidth(width);
        Objects.checkFromIndexSize(offset, (long) planes * height * width, in.length);
        Objects.checkFromIndexSize(outOffset, (long) planes * outHeight * outWidth, out.length);
        int q = outOffset;
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = offset + plane * height * width;
            for (int y = 0; y < outHeight; y++) {
                int top = y * window.strideHeight() - window.paddingHeight();
                int bottom = Math.min(top + window.kernelHeight(), height + window.paddingHeight());
                int paddedHeight = bottom - top;
                top = Math.max(top, 0);
                bottom = Math.min(bottom, height);
                for (int x = 0; x < outWidth; x++) {
                    int left = x * window.strideWidth() - window.paddingWidth();
                    int right = Math.min(left + window.kernelWidth(), width + window.paddingWidth());
                    int divisor = countPadding ? paddedHeight * (right - left) : 0;
                    left = Math.max(left, 0);
                    right = Math.min(right, width);
                    divisor = countPadding ? divisor : (bottom - top) * (right - left);
                    double sum = 0;
                    for (int i = top; i < bottom; i++) {
                        for (int j = left; j < right; j++) {
                            sum += in[planeStart + i * width + j];
                        }
                    }
                    out[q++] = sum / divisor;
                }
            }
        }
    }

    /** As {@link #averageBackward(float[], int, int, int, int, PoolWindow, boolean, float[], int)}. */
    public static void averageBackward(
            double[] grad,
            int gradOffset,
            int planes,
            int height,
            int width,
            PoolWindow window,
            boolean countPadding,
            double[] gradIn,
            int gradInOffset) {
        checkNotDilated(window);
        int outHeight = window.outHeight(height);
        int outWidth = window.outWidth(width);
        Objects.checkFromIndexSize(gradOffset, (long) planes * outHeight * outWidth, grad.length);
        Objects.checkFromIndexSize(gradInOffset, (long) planes * height * width, gradIn.length);
        Arrays.fill(gradIn, gradInOffset, gradInOffset + planes * height * width, 0);
        int q = gradOffset;
        for (int plane = 0; plane < planes; plane++) {
            int planeStart = gradInOffset + plane * height * width;
            for (int y = 0; y < outHeight; y++) {
                int top = y * window.strideHeight() - window.paddingHeight();
                int bottom = Math.min(top + window.kernelHeight(), height + window.paddingHeight());
                int paddedHeight = bottom - top;
                top = Math.max(top, 0);
                bottom = Math.min(bottom, height);
                for (int x = 0; x < outWidth; x++) {
                    int left = x * window.strideWidth() - window.paddingWidth();
                    int right = Math.min(left + window.kernelWidth(), width + window.paddingWidth());
                    int divisor = countPadding ? paddedHeight * (right - left) : 0;
                    left = Math.max(left, 0);
                    right = Math.min(right, width);
                    divisor = countPadding ? divisor : (bottom - top) * (right - left);
                    double share = grad[q++] / divisor;
                    for (int i = top; i < bottom; i++) {
                        for (int j = left; j < right; j++) {
                            gradIn[planeStart + i * width + j] += share;
                        }
                    }
                }
            }
        }
    }

    /** The first of {@code start, start + dilation, …} that is not negative. */
    private static int firstInside(int start, int dilation) {
        return start >= 0 ? start : start + (dilation - 1 - start) / dilation * dilation;
    }

    private static void checkNotDilated(PoolWindow window) {
        if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
            throw new IllegalArgumentException("average pooling with dilation " + window.dilationHeight() + " × "
                    + window.dilationWidth() + "; expected 1 × 1");
        }
    }
}
