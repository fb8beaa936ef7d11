package dev.arclight.kernel.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Convolution} of so many images is walked, which depends on extents alone.
 *
 * @param shifts how far from the window's place each of its elements lies
 * @param table by which images are copied, or null to copy them row by row
 * @param terms the elements of a filter in the order in which they are multiplied
 */
record ConvPlan(
        Convolution convolution,
        int batch,
        ConvLayout layout,
        ConvLayout.@Nullable Table table,
        int[] shifts,
        int[] terms,
        ConvResult result) {
    /** Columns up to which rows that are sorted into phases are too short for a loop each. */
    private static final int SHORT_ROW = 32;

    static ConvPlan of(Convolution g, int batch) {
        ConvAxis down = ConvAxis.ofInput(g.height(), g.kernelH(), g.strideH(), g.padH(), g.dilationH(), g.outHeight());
        ConvAxis across = ConvAxis.ofInput(g.width(), g.kernelW(), g.strideW(), g.padW(), g.dilationW(), g.outWidth());
        ConvLayout layout = ConvLayout.of(down, across, g.channels(), batch);
        int[] terms = new int[g.terms()];
        Arrays.setAll(terms, i -> i);
        ConvResult result = new ConvResult(g.outHeight(), g.outWidth(), g.outWidth(), 1, g.spots());
        boolean tabled = g.strideW() > 1 && g.width() <= SHORT_ROW;
        ConvLayout.Table table = tabled ? layout.table(g.height(), g.width(), g.strideH(), g.strideW()) : null;
        return new ConvPlan(g, batch, layout, table, layout.shifts(), terms, result);
    }

    /** Where a group's results for an image begin. */
    int resultOf(int image, int group) {
        return (image * convolution.groups() + group) * convolution.filters() * convolution.spots();
    }

    /** Where a group's channels of an image begin. */
    int channelsOf(int image, int group) {
        return (image * convolution.groups() + group) * convolution.channels() * convolution.area();
    }
}
