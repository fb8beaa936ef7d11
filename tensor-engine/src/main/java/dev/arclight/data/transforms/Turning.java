package dev.arclight.data.transforms;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** Rotation by any angle, with Pillow's matrix, sizes and sampling. */
final class Turning {
    /** Pillow rounds sine and cosine to so many digits, so that right angles are exact. */
    private static final double DIGITS = 1e15;

    private final double[] matrix;
    private final int height;
    private final int width;

    /** @param center x and y, or empty for the middle */
    Turning(double degrees, int h, int w, boolean expand, double... center) {
        double angle = -Math.toRadians(degrees);
        double cos = Math.rint(Math.cos(angle) * DIGITS) / DIGITS;
        double sin = Math.rint(Math.sin(angle) * DIGITS) / DIGITS;
        double x = center.length == 0 ? w / 2.0 : center[0];
        double y = center.length == 0 ? h / 2.0 : center[1];
        matrix = new double[] {cos, sin, 0, -sin, cos, 0};
        move(-x, -y);
        matrix[2] += x;
        matrix[5] += y;
        int wide = w;
        int high = h;
        if (expand) {
            wide = extent(0, w, h);
            high = extent(3, w, h);
            move(-(wide - w) / 2.0, -(high - h) / 2.0);
        }
        width = wide;
        height = high;
    }

    private void move(double x, double y) {
        double across = matrix[0] * x + matrix[1] * y + matrix[2];
        matrix[5] = matrix[3] * x + matrix[4] * y + matrix[5];
        matrix[2] = across;
    }

    private int extent(int row, int w, int h) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int corner = 0; corner < 4; corner++) {
            double at = matrix[row] * ((corner & 1) * w) + matrix[row + 1] * ((corner >> 1) * h) + matrix[row + 2];
            least = Math.min(least, at);
            most = Math.max(most, at);
        }
        return (int) (Math.ceil(most) - Math.floor(least));
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** For each pixel of the result the place of the nearest in a plane of h × w, or -1. Fixed point, as Pillow's. */
    int[] nearest(int h, int w) {
        int[] places = new int[height * width];
        int xx = fixed(matrix[0]);
        int xy = fixed(matrix[1]);
        int yx = fixed(matrix[3]);
        int yy = fixed(matrix[4]);
        int rowX = fixed(matrix[2] + matrix[0] * 0.5 + matrix[1] * 0.5);
        int rowY = fixed(matrix[5] + matrix[3] * 0.5 + matrix[4] * 0.5);
        for (int y = 0; y < height; y++) {
            int atX = rowX;
            int atY = rowY;
            for (int x = 0; x < width; x++) {
                int column = atX >> 16;
                int row = atY >> 16;
                boolean inside = column >= 0 && column < w && row >= 0 && row < h;
                places[y * width + x] = inside ? row * w + column : -1;
                atX += xx;
                atY += yx;
            }
            rowX += xy;
            rowY += yy;
        }
        return places;
    }

    private static int fixed(double value) {
        return (int) Math.floor(value * 65536.0 + 0.5);
    }

    /** Writes what lies inside over the result, which holds what lies outside. */
    void sample(Tensor from, Tensor to, boolean cubic) {
        int h = from.size(-2);
        int w = from.size(-1);
        int planes = h * w == 0 ? 0 : from.numel() / (h * w);
        boolean bytes = from.dtype() == DType.UINT8;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double atX = matrix[0] * (x + 0.5) + matrix[1] * (y + 0.5) + matrix[2];
                double atY = matrix[3] * (x + 0.5) + matrix[4] * (y + 0.5) + matrix[5];
                if (!(atX >= 0 && atX < w && atY >= 0 && atY < h)) {
                    continue;
                }
                for (int plane = 0; plane < planes; plane++) {
                    int into = (plane * height + y) * width + x;
                    if (bytes) {
                        byte[] source = from.storage().bytes();
                        double value =
                                value(i -> source[i] & 0xff, from.offset() + plane * h * w, h, w, atX, atY, cubic);
                        to.storage().bytes()[into] = (byte) Math.max(0, Math.min(255, (int) value));
                    } else {
                        float[] source = from.storage().floats();
                        to.storage().floats()[into] =
                                (float) value(i -> source[i], from.offset() + plane * h * w, h, w, atX, atY, cubic);
                    }
                }
            }
        }
    }

    private interface Source {
        double at(int place);
    }

    private static double value(Source source, int start, int h, int w, double atX, double atY, boolean cubic) {
        double x = atX - 0.5;
        double y = atY - 0.5;
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        double dx = x - column;
        double dy = y - row;
        if (!cubic) {
            double above = between(source, start, h, w, row, column, dx);
            double below = row + 1 < h ? between(source, start, h, w, row + 1, column, dx) : above;
            return above + (below - above) * dy;
        }
        double[] rows = new double[4];
        for (int i = 0; i < 4; i++) {
            int at = row - 1 + i;
            // Past the edges Pillow takes the row before again.
            rows[i] = i > 0 && (at < 0 || at >= h) ? rows[i - 1] : alongRow(source, start, h, w, at, column, dx);
        }
        return through(rows[0], rows[1], rows[2], rows[3], dy);
    }

    private static double between(Source source, int start, int h, int w, int row, int column, double d) {
        double left = pixel(source, start, h, w, row, column);
        return left + (pixel(source, start, h, w, row, column + 1) - left) * d;
    }

    private static double alongRow(Source source, int start, int h, int w, int row, int column, double d) {
        return through(
                pixel(source, start, h, w, row, column - 1),
                pixel(source, start, h, w, row, column),
                pixel(source, start, h, w, row, column + 1),
                pixel(source, start, h, w, row, column + 2),
                d);
    }

    /** The cubic through four equally spaced values, between the second and the third. */
    private static double through(double v1, double v2, double v3, double v4, double d) {
        double p1 = v2;
        double p2 = -v1 + v3;
        double p3 = 2 * (v1 - v2) + v3 - v4;
        double p4 = -v1 + v2 - v3 + v4;
        return p1 + d * (p2 + d * (p3 + d * p4));
    }

    private static double pixel(Source source, int start, int h, int w, int row, int column) {
        int y = Math.max(0, Math.min(h - 1, row));
        int x = Math.max(0, Math.min(w - 1, column));
        return source.at(start + y * w + x);
    }
}
