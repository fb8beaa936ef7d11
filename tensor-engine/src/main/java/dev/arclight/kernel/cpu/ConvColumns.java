package dev.arclight.kernel.cpu;

import java.util.ArrayList;
import java.util.List;

/**
 * The columns of the product that gives the gradient of a {@link Convolution}'s weights, cut into panels: the numbers of
 * the window, its rows one after the other, in them its columns, in them the channels.
 *
 * @param packed whether panels are packed, or read where the images lie
 * @param at the first column of each panel among the sums
 * @param width columns of each panel, as the kernels want them
 * @param from where each panel that is not packed begins at the first spot
 * @param places where each number of the window is at the first spot, in the order of the columns when packed
 * @param columns for each number of the window, in the order of the weights, its column among the sums
 * @param stride columns of all panels
 */
record ConvColumns(
        Convolution g, boolean packed, int[] at, int[] width, int[] from, int[] places, int[] columns, int stride) {
    /**
     * How many columns may be multiplied for each that is wanted before packing is better. Packing costs one load and
     * store for each number, multiplying a twelfth of a tile's row.
     */
    private static final double WASTE = 1.4;

    static ConvColumns of(ConvSpots spots, int step, int panelWidth) {
        int padded = spots.runs() * GemmBlocking.roundUp(spots.run(), step);
        return of(spots, padded > WASTE * spots.g().terms(), step, panelWidth);
    }

    /** Those that are read where the images lie, in panels of {@code step} columns. */
    static ConvColumns inPlace(ConvSpots spots, int step) {
        return of(spots, false, step, step);
    }

    private static ConvColumns of(ConvSpots spots, boolean packed, int step, int panelWidth) {
        Convolution g = spots.g();
        int run = packed ? g.terms() : spots.run();
        int runs = packed ? 1 : spots.runs();
        int pitch = GemmBlocking.roundUp(run, step);
        int[] places = new int[g.terms()];
        int[] columns = new int[g.terms()];
        int number = 0;
        for (int r = 0; r < g.kernelH(); r++) {
            for (int q = 0; q < g.kernelW(); q++) {
                for (int c = 0; c < g.channels(); c++, number++) {
                    places[number] = spots.place(r, q, c);
                    columns[(c * g.kernelH() + r) * g.kernelW() + q] = number / run * pitch + number % run;
                }
            }
        }
        List<int[]> panels = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            for (int j = 0; j < pitch; j += panelWidth) {
                panels.add(new int[] {i * pitch + j, Math.min(panelWidth, pitch - j), places[i * run] + j});
            }
        }
        return new ConvColumns(
                g, packed, column(panels, 0), column(panels, 1), column(panels, 2), places, columns, runs * pitch);
    }

    private static int[] column(List<int[]> panels, int index) {
        return panels.stream().mapToInt(panel -> panel[index]).toArray();
    }

    int count() {
        return at.length;
    }

    /** Puts sums where the weights' gradients belong. */
    void spread(float[] sums, float[] out, int to) {
        int target = to;
        for (int filter = 0; filter < g.filters(); filter++) {
            for (int column : columns) {
                out[target++] = sums[filter * stride + column];
            }
        }
    }

    /** Puts sums where the weights' gradients belong. */
    void spread(double[] sums, double[] out, int to) {
        int target = to;
        for (int filter = 0; filter < g.filters(); filter++) {
            for (int column : columns) {
                out[target++] = sums[filter * stride + column];
            }
        }
    }
}
