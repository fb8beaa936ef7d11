package dev.arclight.kernel.cpu;

import java.util.Arrays;

/**
 * How a {@link Convolution} of so many images is walked, which depends on extents alone.
 *
 * @param shifts how far from the window's place each of its elements lies
 * @param terms the elements of a filter in the order in which they are multiplied
 */
record ConvPlan(Convolution convolution, int batch, ConvLayout layout, int[] shifts, int[] terms, ConvResult result) {
    static ConvPlan of(Convolution g, int batch) {
        ConvAxis down = ConvAxis.ofInput(g.height(), g.kernelH(), g.strideH(), g.padH(), g.dilationH(), g.outHeight());
        ConvAxis across = ConvAxis.ofInput(g.width(), g.kernelW(), g.strideW(), g.padW(), g.dilationW(), g.outWidth());
        ConvLayout layout = ConvLayout.of(down, across, g.channels(), batch);
        int[] terms = new int[g.terms()];
        Arrays.setAll(terms, i -> i);
        ConvResult result = new ConvResult(g.outHeight(), g.outWidth(), g.outWidth(), 1, g.spots());
        return new ConvPlan(g, batch, layout, layout.shifts(), terms, result);
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
