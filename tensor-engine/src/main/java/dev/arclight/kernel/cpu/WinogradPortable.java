package dev.arclight.kernel.cpu;

/** The transforms of {@link Winograd} in plain Java. */
final class WinogradPortable implements WinogradKernels {
    private final int width;

    /** @param width columns of a panel */
    WinogradPortable(int width) {
        this.width = width;
    }

    @Override
    public void filters(float[] windows, int stride, int count, float[] to, int toOffset, int toStride) {
        for (int i = 0; i < count; i++) {
            WinogradKernels.filter(windows, i, stride, to, toOffset + i, toStride);
        }
    }

    @Override
    public void input(float[] plane, int from, int pitch, int odd, int tiles, float[] to, int toOffset, int toStride) {
        float[] rows = new float[16];
        for (int t = 0; t < tiles; t++) {
            for (int r = 0; r < 4; r++) {
                int at = from + r * pitch + t;
                float even = plane[at];
                float next = plane[at + 1];
                float odd0 = plane[at + odd];
                float odd1 = plane[at + odd + 1];
                rows[4 * r] = even - next;
                rows[4 * r + 1] = odd0 + next;
                rows[4 * r + 2] = next - odd0;
                rows[4 * r + 3] = odd0 - odd1;
            }
            for (int q = 0; q < 4; q++) {
                int target = toOffset + q * toStride + t;
                to[target] = rows[q] - rows[8 + q];
                to[target + 4 * toStride] = rows[4 + q] + rows[8 + q];
                to[target + 8 * toStride] = rows[8 + q] - rows[4 + q];
                to[target + 12 * toStride] = rows[4 + q] - rows[12 + q];
            }
        }
    }

    @Override
    public void fill(
            float[] from, int fromStride, int panels, float[] to, int toOffset, int panelStride, int positionStride) {
        for (int p = 0; p < 16; p++) {
            for (int j = 0; j < panels; j++) {
                int target = toOffset + p * positionStride + j * panelStride;
                System.arraycopy(from, p * fromStride + j * width, to, target, width);
            }
        }
    }

    @Override
    public boolean output(
            float[] products,
            int offset,
            int positionStride,
            int tiles,
            float bias,
            float floor,
            float[] to,
            int toOffset,
            int toStride) {
        float[] upper = new float[4];
        float[] lower = new float[4];
        boolean finite = true;
        for (int t = 0; t < tiles; t++) {
            for (int q = 0; q < 4; q++) {
                int at = offset + q * positionStride + t;
                float second = products[at + 4 * positionStride];
                float third = products[at + 8 * positionStride];
                upper[q] = products[at] + second + third;
                lower[q] = second - third - products[at + 12 * positionStride];
            }
            float y0 = upper[0] + upper[1] + upper[2];
            float y1 = upper[1] - upper[2] - upper[3];
            float y2 = lower[0] + lower[1] + lower[2];
            float y3 = lower[1] - lower[2] - lower[3];
            finite &= Float.isFinite(y0) && Float.isFinite(y1) && Float.isFinite(y2) && Float.isFinite(y3);
            int target = toOffset + t;
            to[target] = finish(y0, bias, floor);
            to[target + toStride] = finish(y1, bias, floor);
            to[target + 2 * toStride] = finish(y2, bias, floor);
            to[target + 3 * toStride] = finish(y3, bias, floor);
        }
        return finite;
    }

    private static float finish(float sum, float bias, float floor) {
        float result = sum + bias;
        return result <= floor ? floor : result;
    }
}
