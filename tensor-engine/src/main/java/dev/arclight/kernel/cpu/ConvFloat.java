package dev.arclight.kernel.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The two products of a {@link Convolution} of floats whose columns are places of the window, forward and the gradient of
 * the input: packs weights, copies images, hands tiles to {@link GemmFloatKernels} and puts the sums in their places.
 *
 * <p>The double twin is {@link ConvDouble}, which has no {@link ConvPanels}: keep the two alike but for these.
 */
final class ConvFloat {
    private static final ThreadLocal<ConvFloat> OF_THREAD = ThreadLocal.withInitial(ConvFloat::new);

    private float[] images = GemmBlocking.NO_FLOATS;
    private float[] weights = GemmBlocking.NO_FLOATS;
    private float[] sums = GemmBlocking.NO_FLOATS;
    private final ConvPanels panels = new ConvPanels();

    private ConvFloat() {}

    /** Arguments as those of {@link Convolution#forward(int, float[], int, float[], int, float[], int, float[], int)}. */
    static void forward(
            GemmFloatKernels kernels,
            Convolution g,
            int batch,
            float[] x,
            int xOffset,
            float[] w,
            int wOffset,
            float @Nullable [] bias,
            int biasOffset,
            float[] out,
            int outOffset) {
        ConvFloat workspace = OF_THREAD.get();
        ConvPlan plan = ConvPlan.of(g, batch);
        ConvEpilogue epilogue = ConvEpilogue.bias(bias, biasOffset);
        workspace.clearImages(kernels, plan.layout());
        for (int group = 0; group < g.groups(); group++) {
            int filter = group * g.filters();
            workspace.packWeights(kernels, w, wOffset + filter * g.terms(), g.terms(), plan.terms(), g.filters());
            workspace.group(kernels, plan, group, x, xOffset, workspace.weights, 0, epilogue, out, outOffset);
        }
    }

    /**
     * Correlates one group's channels of all images with filters that are packed.
     *
     * @param filters the packed filters of the group, from {@code filtersOffset}
     * @param epilogue what is done to results once they are complete
     */
    void group(
            GemmFloatKernels kernels,
            ConvPlan plan,
            int group,
            float[] x,
            int xOffset,
            float[] filters,
            int filtersOffset,
            ConvEpilogue epilogue,
            float[] out,
            int outOffset) {
        Convolution g = plan.convolution();
        ConvLayout layout = plan.layout();
        int outImage = g.groups() * g.filters() * g.spots();
        for (int first = 0; first < plan.batch(); first += layout.images()) {
            int count = Math.min(layout.images(), plan.batch() - first);
            for (int i = 0; i < count; i++) {
                int image = xOffset + plan.channelsOf(first + i, group);
                if (plan.table() != null) {
                    layout.copy(plan.table(), x, image, g.area(), images, i);
                } else {
                    layout.copy(x, image, g.height(), g.width(), g.strideH(), g.strideW(), images, i);
                }
            }
            int to = outOffset + plan.resultOf(first, group);
            product(
                    kernels,
                    layout,
                    plan.shifts(),
                    filters,
                    filtersOffset,
                    count,
                    g.filters(),
                    epilogue,
                    group * g.filters(),
                    plan.result(),
                    out,
                    to,
                    outImage);
        }
    }

    /** Arguments as those of {@link Convolution#backwardInput(int, float[], int, float[], int, float[], int)}. */
    static void backwardInput(
            GemmFloatKernels kernels,
            Convolution g,
            int batch,
            float[] grad,
            int gradOffset,
            float[] w,
            int wOffset,
            float[] out,
            int outOffset) {
        ConvFloat workspace = OF_THREAD.get();
        ConvAxis down =
                ConvAxis.ofGradients(g.height(), g.kernelH(), g.strideH(), g.padH(), g.dilationH(), g.outHeight());
        ConvAxis across =
                ConvAxis.ofGradients(g.width(), g.kernelW(), g.strideW(), g.padW(), g.dilationW(), g.outWidth());
        ConvLayout layout = ConvLayout.of(down, across, g.filters(), batch);
        workspace.clearImages(kernels, layout);
        for (int group = 0; group < g.groups(); group++) {
            for (int phaseH = 0; phaseH < Math.min(g.strideH(), g.height()); phaseH++) {
                for (int phaseW = 0; phaseW < Math.min(g.strideW(), g.width()); phaseW++) {
                    workspace.phase(
                            kernels,
                            g,
                            layout,
                            group,
                            phaseH,
                            phaseW,
                            batch,
                            grad,
                            gradOffset,
                            w,
                            wOffset,
                            out,
                            outOffset);
                }
            }
        }
    }

    /** The elements of one group whose row and column are {@code phaseH, phaseW} modulo the strides. */
    private void phase(
            GemmFloatKernels kernels,
            Convolution g,
            ConvLayout whole,
            int group,
            int phaseH,
            int phaseW,
            int batch,
            float[] grad,
            int gradOffset,
            float[] w,
            int wOffset,
            float[] out,
            int outOffset) {
        int[] rows = ConvAxis.touching(phaseH, g.kernelH(), g.strideH(), g.padH(), g.dilationH());
        int[] columns = ConvAxis.touching(phaseW, g.kernelW(), g.strideW(), g.padW(), g.dilationW());
        int[] terms = new int[g.filters() * rows.length * columns.length];
        int at = 0;
        for (int filter = 0; filter < g.filters(); filter++) {
            for (int row : rows) {
                for (int column : columns) {
                    terms[at++] = filter * g.terms() + row * g.kernelW() + column;
                }
            }
        }
        packWeights(kernels, w, wOffset + group * g.filters() * g.terms(), g.window(), terms, g.channels());
        ConvLayout layout = new ConvLayout(
                whole.down().atPhase(phaseH, rows, g.strideH(), g.padH(), g.dilationH()),
                whole.across().atPhase(phaseW, columns, g.strideW(), g.padW(), g.dilationW()),
                whole.channels(),
                whole.images());
        ConvResult result = new ConvResult(
                ConvAxis.phaseLength(g.height(), phaseH, g.strideH()),
                ConvAxis.phaseLength(g.width(), phaseW, g.strideW()),
                g.strideH() * g.width(),
                g.strideW(),
                g.area());
        int[] shifts = layout.shifts();
        int outImage = g.groups() * g.channels() * g.area();
        int plane = outOffset + group * g.channels() * g.area() + phaseH * g.width() + phaseW;
        for (int first = 0; first < batch; first += layout.images()) {
            int count = Math.min(layout.images(), batch - first);
            for (int i = 0; i < count; i++) {
                int image = gradOffset + ((first + i) * g.groups() + group) * g.filters() * g.spots();
                layout.copy(grad, image, g.outHeight(), g.outWidth(), 1, 1, images, i);
            }
            product(
                    kernels,
                    layout,
                    shifts,
                    weights,
                    0,
                    count,
                    g.channels(),
                    ConvEpilogue.NONE,
                    0,
                    result,
                    out,
                    plane + first * outImage,
                    outImage);
        }
    }

    static ConvFloat ofThread() {
        return OF_THREAD.get();
    }

    /** Makes room for images, with zeros around them. */
    void clearImages(GemmFloatKernels kernels, ConvLayout layout) {
        int length = layout.length(kernels.panelWidth());
        if (images.length < length) {
            images = new float[length];
        } else {
            Arrays.fill(images, 0, length, 0f);
        }
    }

    /** Packs a matrix of {@code rows} rows whose element {@code (i, k)} is {@code w[offset + i · rowStride + terms[k]]}. */
    private void packWeights(GemmFloatKernels kernels, float[] w, int offset, int rowStride, int[] terms, int rows) {
        int length = packedLength(kernels, terms.length, rows);
        if (weights.length < length) {
            weights = new float[length];
        }
        pack(kernels, w, offset, rowStride, terms, rows, weights, 0);
    }

    /** The room that a packed matrix takes. @throws IllegalArgumentException if no array is as long */
    static int packedLength(GemmFloatKernels kernels, int depth, int rows) {
        return GemmBlocking.arrayLength((long) GemmBlocking.roundUp(rows, kernels.rowGroup()) * depth);
    }

    static void pack(
            GemmFloatKernels kernels,
            float[] w,
            int offset,
            int rowStride,
            int[] terms,
            int rows,
            float[] packed,
            int packedOffset) {
        int group = kernels.rowGroup();
        int tall = GemmBlocking.roundUp(rows, group);
        int depth = terms.length;
        int blocks = GemmBlocking.depthBlocks(depth);
        boolean neighbours = true;
        for (int k = 1; k < depth; k++) {
            neighbours &= terms[k] == terms[k - 1] + 1;
        }
        for (int block = 0; block < blocks; block++) {
            int start = GemmBlocking.depthStart(depth, blocks, block);
            int steps = GemmBlocking.depthStart(depth, blocks, block + 1) - start;
            if (neighbours) {
                kernels.packA(w, offset + terms[start], rowStride, 1, rows, steps, packed, packedOffset + start * tall);
                continue;
            }
            for (int i = 0; i < tall; i++) {
                int from = offset + i * rowStride;
                int to = packedOffset + start * tall + i / group * group * steps + i % group;
                for (int k = 0; k < steps; k++) {
                    packed[to] = i < rows ? w[from + terms[start + k]] : 0f;
                    to += group;
                }
            }
        }
    }

    /**
     * Multiplies the packed weights by what the window reads at every place of {@code count} images.
     *
     * @param layout how the images lie, and what the window reads
     * @param epilogue what is done to results once they are complete; more than a bias only where they follow each other
     * @param firstFilter the number of the first row among the filters of all groups
     * @param out where the results go, those of the first image and row of weights from {@code to}
     * @param outImage distance of one image's results from the next's
     */
    private void product(
            GemmFloatKernels kernels,
            ConvLayout layout,
            int[] shifts,
            float[] filters,
            int filtersOffset,
            int count,
            int rows,
            ConvEpilogue epilogue,
            int firstFilter,
            ConvResult result,
            float[] out,
            int to,
            int outImage) {
        if (ConvPanels.suits(rows)) {
            panels.product(
                    kernels,
                    layout,
                    shifts,
                    images,
                    filters,
                    filtersOffset,
                    count,
                    rows,
                    epilogue,
                    firstFilter,
                    result,
                    out,
                    to,
                    outImage);
            return;
        }
        int imageRows = layout.down().pitch();
        int pitch = layout.across().pitch();
        int band = GemmBlocking.convolutionRows(rows, pitch);
        int last = (count - 1) * imageRows + result.rows();
        for (int row = 0; row < last; row += band) {
            int bandRows = Math.min(band, last - row);
            int columns = (bandRows - 1) * pitch + result.columns();
            int stride = GemmBlocking.roundUp(columns, kernels.columnStep());
            multiply(kernels, rows, filters, filtersOffset, shifts, layout.lead() + row * pitch, stride);
            for (int r = row; r < row + bandRows; ) {
                int image = r / imageRows;
                int imageRow = r % imageRows;
                int until = Math.min(row + bandRows, image * imageRows + result.rows());
                if (r < until) {
                    int target = to + image * outImage + imageRow * result.rowStride();
                    spread(
                            kernels,
                            rows,
                            (r - row) * pitch,
                            stride,
                            pitch,
                            until - r,
                            epilogue,
                            firstFilter,
                            result,
                            out,
                            target);
                }
                r = Math.max(until, Math.min(row + bandRows, (image + 1) * imageRows));
            }
        }
        for (int i = 0; i < count; i++) {
            epilogue.finishBiased(kernels, firstFilter, rows, result.plane(), out, to + i * outImage, result.plane());
        }
    }

    /** Sums for places that follow each other, the first of which lies at {@code place}. */
    private void multiply(
            GemmFloatKernels kernels,
            int rows,
            float[] filters,
            int filtersOffset,
            int[] shifts,
            int place,
            int stride) {
        int group = kernels.rowGroup();
        int tall = GemmBlocking.roundUp(rows, group);
        int length = GemmBlocking.arrayLength((long) tall * stride);
        if (sums.length < length) {
            sums = new float[length];
        }
        int depth = shifts.length;
        if (depth == 0) {
            Arrays.fill(sums, 0, length, 0f);
            return;
        }
        int width = kernels.panelWidth();
        int blocks = GemmBlocking.depthBlocks(depth);
        for (int block = 0; block < blocks; block++) {
            int start = GemmBlocking.depthStart(depth, blocks, block);
            int steps = GemmBlocking.depthStart(depth, blocks, block + 1) - start;
            if (rows == 1) {
                // As of one group for each channel.
                int at = filtersOffset + start * tall;
                kernels.tabledRow(filters, at, group, steps, images, place, shifts, start, stride, sums, 0, block > 0);
                continue;
            }
            for (int i = 0; i < tall; i += 3 * group) {
                int height = Math.min(3 * group, tall - i);
                for (int j = 0; j < stride; j += width) {
                    kernels.tile(
                            height,
                            Math.min(width, stride - j),
                            steps,
                            filters,
                            filtersOffset + start * tall + i * steps,
                            images,
                            place + j,
                            shifts,
                            start,
                            sums,
                            i * stride + j,
                            stride,
                            block > 0);
                }
            }
        }
    }

    /** Puts sums where they belong, less those of the margins, and adds the bias. */
    private void spread(
            GemmFloatKernels kernels,
            int filters,
            int from,
            int stride,
            int pitch,
            int rows,
            ConvEpilogue epilogue,
            int firstFilter,
            ConvResult result,
            float[] out,
            int to) {
        for (int i = 0; i < filters; i++) {
            float added = epilogue.biasOf(firstFilter + i);
            int source = from + i * stride;
            int target = to + i * result.plane();
            if (result.isContiguous()) {
                kernels.moveRows(sums, source, pitch, rows, result.columns(), added, out, target);
                continue;
            }
            for (int r = 0; r < rows; r++) {
                int s = source + r * pitch;
                int t = target + r * result.rowStride();
                for (int q = 0; q < result.columns(); q++) {
                    out[t] = sums[s + q] + added;
                    t += result.columnStride();
                }
            }
        }
    }
}
