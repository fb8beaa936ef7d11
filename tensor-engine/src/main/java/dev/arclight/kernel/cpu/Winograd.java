package dev.arclight.kernel.cpu;

import dev.arclight.tensor.Properties;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Winograd's F(2×2, 3×3) for {@link Convolution}s of floats with a window of 3×3 that moves by one, and for the gradients of
 * their input: four results of a channel and a filter take 16 multiplications where the definition takes 36.
 *
 * <p>Tiles of 4×4 numbers, two apart, are transformed by sums and differences, filters likewise; at each of a tile's 16 positions
 * the products are a matrix product over channels; sums and differences of these are the results. See Lavin and Gray, <a
 * href="https://arxiv.org/abs/1509.09308">Fast Algorithms for Convolutional Neural Networks</a>.
 *
 * <p><b>Numerics.</b> Results differ from those of {@link Convolution} in their last bits. For images of numbers of like size they
 * are closer to the exact ones ({@code docs/performance.md} has figures); the error is relative to the largest number of a tile,
 * so a result of small numbers beside large ones keeps fewer digits. Each product is one chain of fused multiply-adds in the order of the channels. So
 * the bits of an image's results depend neither on the batch, nor on vectors, nor on threads. An image with a result that is
 * not finite, as where it holds an infinity, is convolved by the definition.
 *
 * <p>A value, safe for all threads; each call works on the calling thread with a workspace of that thread.
 *
 * @param convolution what is computed, or whose input's gradient is
 * @param turned whether it is the gradient of the input, from that of the result
 */
public record Winograd(Convolution convolution, boolean turned) {
    /** Positions of a tile. */
    static final int POSITIONS = 16;

    private static final boolean ENABLED = Properties.winograd();

    /**
     * What transforming a tile costs for each channel and each filter, in multiply-adds of vectors of 16 lanes. Measured on an AMD EPYC
     * with AVX-512.
     */
    private static final int TRANSFORM = 16;

    /** The convolution in this way, where that is possible and faster; extents alone decide. */
    public static Optional<Winograd> forward(Convolution g) {
        return worthwhile(new Winograd(g, false));
    }

    /** The gradient of the input in this way, where that is possible and faster; extents alone decide. */
    public static Optional<Winograd> backwardInput(Convolution g) {
        return worthwhile(new Winograd(g, true));
    }

    private static Optional<Winograd> worthwhile(Winograd winograd) {
        return ENABLED && winograd.isPossible() && winograd.isFaster() ? Optional.of(winograd) : Optional.empty();
    }

    private boolean isPossible() {
        Convolution g = convolution;
        boolean window = g.kernelH() == 3 && g.kernelW() == 3 && g.dilationH() == 1 && g.dilationW() == 1;
        boolean moves = g.strideH() == 1 && g.strideW() == 1 && g.padH() <= 2 && g.padW() <= 2;
        return g.groups() == 1 && window && moves;
    }

    private boolean isFaster() {
        long tile = (long) channels() * filters() + (long) TRANSFORM * (channels() + filters());
        long spots = (long) outHeight() * outWidth();
        return tiles() * tile * POSITIONS < spots * 9 * channels() * filters();
    }

    int channels() {
        return turned ? convolution.filters() : convolution.channels();
    }

    int filters() {
        return turned ? convolution.channels() : convolution.filters();
    }

    int height() {
        return turned ? convolution.outHeight() : convolution.height();
    }

    int width() {
        return turned ? convolution.outWidth() : convolution.width();
    }

    int padH() {
        return turned ? 2 - convolution.padH() : convolution.padH();
    }

    int padW() {
        return turned ? 2 - convolution.padW() : convolution.padW();
    }

    int outHeight() {
        return turned ? convolution.height() : convolution.outHeight();
    }

    int outWidth() {
        return turned ? convolution.width() : convolution.outWidth();
    }

    /** Tiles of an image from top to bottom. */
    int tilesDown() {
        return (outHeight() + 1) / 2;
    }

    /** Tiles of an image from left to right. */
    int tilesAcross() {
        return (outWidth() + 1) / 2;
    }

    int tiles() {
        return tilesDown() * tilesAcross();
    }

    /** Transforms contiguous weights, {@code [filters, channels, 3, 3]}, for many batches. */
    public WinogradFilters transform(float[] w, int wOffset) {
        GemmFloatKernels kernels = GemmKernels.FLOAT;
        float[] transformed = new float[WinogradFilters.length(kernels, this)];
        WinogradFilters.transform(kernels, WinogradFloat.TRANSFORMS, this, w, wOffset, transformed);
        return new WinogradFilters(WinogradFilters.Form.of(this), transformed);
    }

    /**
     * Convolves images, or the gradients of results; arguments as those of {@link Convolution#forward(int, float[], int, float[], int,
     * float[], int, float[], int)} and of {@link Convolution#backwardInput(int, float[], int, float[], int, float[], int)}.
     *
     * @param transformed the transformed weights, or null to transform them
     * @param epilogue what is done to results once they are complete
     */
    public void run(
            int batch,
            float[] x,
            int xOffset,
            float[] w,
            int wOffset,
            @Nullable WinogradFilters transformed,
            ConvEpilogue epilogue,
            float[] out,
            int outOffset) {
        WinogradFloat workspace = WinogradFloat.ofThread();
        GemmFloatKernels kernels = GemmKernels.FLOAT;
        float[] u = transformed == null ? workspace.transform(kernels, this, w, wOffset) : transformed.values(this);
        if (workspace.run(kernels, this, batch, x, xOffset, u, epilogue, out, outOffset)) {
            return;
        }
        ConvEpilogue bias = epilogue.biasAlone();
        workspace.run(kernels, this, batch, x, xOffset, u, bias, out, outOffset);
        int image = channels() * height() * width();
        int results = filters() * outHeight() * outWidth();
        for (int i = 0; i < batch; i++) {
            int to = outOffset + i * results;
            if (!isFinite(out, to, results)) {
                byDefinition(x, xOffset + i * image, w, wOffset, bias, out, to);
            }
            int plane = outHeight() * outWidth();
            epilogue.finishBiased(kernels, 0, filters(), plane, out, to, plane);
        }
    }

    private void byDefinition(float[] x, int xAt, float[] w, int wOffset, ConvEpilogue epilogue, float[] out, int to) {
        if (turned) {
            convolution.backwardInput(1, x, xAt, w, wOffset, out, to);
        } else {
            convolution.forward(1, x, xAt, w, wOffset, epilogue.bias(), epilogue.biasOffset(), out, to);
        }
    }

    private static boolean isFinite(float[] numbers, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (!Float.isFinite(numbers[i])) {
                return false;
            }
        }
        return true;
    }
}
