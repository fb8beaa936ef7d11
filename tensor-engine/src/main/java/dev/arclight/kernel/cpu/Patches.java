package dev.arclight.kernel.cpu;

import java.util.Arrays;

/**
 * The patches of an image of whole numbers that a convolution's window passes over, as a matrix: a row for each channel and place in the
 * window, a column for each place of the window.
 *
 * @param channels of the image
 * @param height of the image
 * @param width of the image
 * @param kernelH rows of the window
 * @param kernelW columns of the window
 * @param strideH how far the window moves down
 * @param strideW how far the window moves to the right
 * @param padH zeros above and below the image
 * @param padW zeros to the left and right of the image
 * @param dilationH distance of the window's rows
 * @param dilationW distance of the window's columns
 * @param outHeight places of the window from top to bottom
 * @param outWidth places of the window from left to right
 */
public record Patches(
        int channels,
        int height,
        int width,
        int kernelH,
        int kernelW,
        int strideH,
        int strideW,
        int padH,
        int padW,
        int dilationH,
        int dilationW,
        int outHeight,
        int outWidth) {
    /** Rows of the matrix. */
    public int depth() {
        return channels * kernelH * kernelW;
    }

    /** Columns of the matrix. */
    public int spots() {
        return outHeight * outWidth;
    }

    /** Writes the matrix of the image at {@code image[from]}. */
    public void gather(long[] image, int from, long[] matrix, int to) {
        int at = to;
        for (int c = 0; c < channels; c++) {
            int plane = from + c * height * width;
            for (int kr = 0; kr < kernelH; kr++) {
                for (int kc = 0; kc < kernelW; kc++) {
                    int shift = kc * dilationW - padW;
                    int first = firstInside(shift);
                    int last = lastInside(shift);
                    for (int r = 0; r < outHeight; r++, at += outWidth) {
                        int row = r * strideH - padH + kr * dilationH;
                        Arrays.fill(matrix, at, at + outWidth, 0L);
                        if (row >= 0 && row < height) {
                            int source = plane + row * width + shift;
                            for (int q = first; q < last; q++) {
                                matrix[at + q] = image[source + q * strideW];
                            }
                        }
                    }
                }
            }
        }
    }

    /** Writes the matrix of the image at {@code image[from]}. */
    public void gather(int[] image, int from, int[] matrix, int to) {
        int at = to;
        for (int c = 0; c < channels; c++) {
            int plane = from + c * height * width;
            for (int kr = 0; kr < kernelH; kr++) {
                for (int kc = 0; kc < kernelW; kc++) {
                    int shift = kc * dilationW - padW;
                    int first = firstInside(shift);
                    int last = lastInside(shift);
                    for (int r = 0; r < outHeight; r++, at += outWidth) {
                        int row = r * strideH - padH + kr * dilationH;
                        Arrays.fill(matrix, at, at + outWidth, 0);
                        if (row >= 0 && row < height) {
                            int source = plane + row * width + shift;
                            for (int q = first; q < last; q++) {
                                matrix[at + q] = image[source + q * strideW];
                            }
                        }
                    }
                }
            }
        }
    }

    /** The first place from the left whose column {@code q·strideW + shift} lies in the image. */
    private int firstInside(int shift) {
        return shift >= 0 ? 0 : Math.min(outWidth, (-shift + strideW - 1) / strideW);
    }

    /** One more than the last such place. */
    private int lastInside(int shift) {
        int room = width - shift;
        return room <= 0 ? 0 : Math.min(outWidth, (room + strideW - 1) / strideW);
    }
}
