package dev.arclight.kernel.cpu;

/**
 * The order in which fused float kernels add up a block: element {@code i} goes to lane {@code i mod (16·groups)}, as far
 * as whole rows of 16 go; neighbouring groups of a lane are added pairwise; lanes are halved until one is left; the
 * remaining elements follow one by one. Here as plain loops would do it; vector kernels keep the same order.
 */
final class LaneSums {
    private LaneSums() {}

    /** How many elements of a block the lanes take. */
    static int whole(int n) {
        return n & -Norms.LANES;
    }

    /** Joins the lanes of one, two or four groups; {@code lanes} is used up. */
    static float join(float[] lanes) {
        for (int length = lanes.length; length > Norms.LANES; length /= 2) {
            // Groups 0 and 1, 2 and 3, then the two sums.
            for (int group = 0; group < length / Norms.LANES; group += 2) {
                for (int j = 0; j < Norms.LANES; j++) {
                    float pair = lanes[group * Norms.LANES + j] + lanes[(group + 1) * Norms.LANES + j];
                    lanes[group / 2 * Norms.LANES + j] = pair;
                }
            }
        }
        for (int half = Norms.LANES / 2; half > 0; half /= 2) {
            for (int j = 0; j < half; j++) {
                lanes[j] += lanes[j + half];
            }
        }
        return lanes[0];
    }
}
