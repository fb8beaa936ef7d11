package dev.arclight.kernel.cpu;

/**
 * The transforms of {@link Winograd}: sums and differences, in an order that every implementation keeps, so that all give the
 * same bits. Implementations are stateless and safe for all threads.
 *
 * <p>A transformed tile has 16 positions, row by row. Where tiles lie side by side, methods may read and write up to a vector
 * beyond the last: callers leave room, and write what follows afterwards.
 */
public interface WinogradKernels {
    /**
     * Transforms windows of 3×3 weights.
     *
     * @param windows place {@code q} of window {@code i} at {@code windows[q · stride + i]}
     * @param to position {@code p} of window {@code i} goes to {@code to[toOffset + p · toStride + i]}, and nothing beyond the
     *     last is written
     */
    void filters(float[] windows, int stride, int count, float[] to, int toOffset, int toStride);

    /**
     * Transforms some tiles of 4×4 numbers that lie side by side, two numbers apart.
     *
     * @param plane four rows from {@code from}, {@code pitch} apart: in each the even columns, and {@code odd} behind them
     *     the odd ones
     * @param to position {@code p} of tile {@code t} goes to {@code to[toOffset + p · toStride + t]}
     */
    void input(float[] plane, int from, int pitch, int odd, int tiles, float[] to, int toOffset, int toStride);

    /**
     * Copies one channel's transformed tiles into the panels of their positions.
     *
     * @param panels whole panels to fill from {@code from[p · fromStride]} on
     * @param panelStride distance of a panel from the next
     * @param positionStride distance of a position's panels from the next's
     */
    void fill(float[] from, int fromStride, int panels, float[] to, int toOffset, int panelStride, int positionStride);

    /**
     * Transforms one filter's products of some tiles back to 2×2 results, adds the bias and makes what is up to {@code floor}
     * the floor.
     *
     * @param products position {@code p} of tile {@code t} at {@code products[offset + p · positionStride + t]}
     * @param tiles a multiple of {@link GemmFloatKernels#columnStep()}
     * @param to number {@code q} of the results of tile {@code t} goes to {@code to[toOffset + q · toStride + t]}
     * @return whether all results were finite before the bias
     */
    boolean output(
            float[] products,
            int offset,
            int positionStride,
            int tiles,
            float bias,
            float floor,
            float[] to,
            int toOffset,
            int toStride);

    /** Transforms one window of 3×3 weights, {@code stride} apart; its positions go {@code toStride} apart. */
    static void filter(float[] window, int from, int stride, float[] to, int toOffset, int toStride) {
        for (int r = 0; r < 4; r++) {
            float first = down(window, from, stride, r);
            float second = down(window, from + stride, stride, r);
            float third = down(window, from + 2 * stride, stride, r);
            int target = toOffset + 4 * r * toStride;
            to[target] = first;
            to[target + toStride] = 0.5f * (first + third + second);
            to[target + 2 * toStride] = 0.5f * (first + third - second);
            to[target + 3 * toStride] = third;
        }
    }

    /** Row {@code r} of a column that is transformed. */
    private static float down(float[] window, int from, int stride, int r) {
        float first = window[from];
        float second = window[from + 3 * stride];
        float third = window[from + 6 * stride];
        return switch (r) {
            case 0 -> first;
            case 1 -> 0.5f * (first + third + second);
            case 2 -> 0.5f * (first + third - second);
            default -> third;
        };
    }
}
