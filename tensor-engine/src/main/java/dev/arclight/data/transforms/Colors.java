package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;

/** Pillow's arithmetic of colours, a byte a channel; the planes of a picture lie one behind the other. */
final class Colors {
    /** Weights of red, green and blue in luma, times 2¹⁶ (ITU-R 601-2). */
    private static final int RED = 19595;

    private static final int GREEN = 38470;
    private static final int BLUE = 7471;

    private Colors() {}

    static int channels(int wanted) {
        if (wanted != 1 && wanted != 3) {
            throw new ArclightException("a grey picture has 1 or 3 channels, asked for " + wanted);
        }
        return wanted;
    }

    private static int luma(byte[] rgb, int at, int plane) {
        return (rgb[at] & 0xff) * RED + (rgb[at + plane] & 0xff) * GREEN + (rgb[at + 2 * plane] & 0xff) * BLUE + 0x8000
                >> 16;
    }

    static byte[] gray(byte[] rgb, int plane) {
        byte[] gray = new byte[plane];
        for (int i = 0; i < plane; i++) {
            gray[i] = (byte) luma(rgb, i, plane);
        }
        return gray;
    }

    /** {@code from + factor·(image - from)}, cut off after the point and kept within a byte. */
    static byte blend(int from, int image, float factor) {
        float mixed = from + factor * (image - from);
        return (byte) (mixed <= 0 ? 0 : mixed >= 255 ? 255 : (int) mixed);
    }

    /** Turns the hue by a share of the circle, by way of Pillow's HSV with a byte each. */
    static byte[] turned(byte[] rgb, int plane, double hue) {
        byte[] turned = new byte[3 * plane];
        int by = (int) (hue * 255) & 0xff;
        for (int i = 0; i < plane; i++) {
            turn(rgb[i] & 0xff, rgb[i + plane] & 0xff, rgb[i + 2 * plane] & 0xff, by, turned, i, plane);
        }
        return turned;
    }

    private static void turn(int r, int g, int b, int by, byte[] out, int at, int plane) {
        int most = Math.max(r, Math.max(g, b));
        int least = Math.min(r, Math.min(g, b));
        if (most == least) {
            out[at] = (byte) most;
            out[at + plane] = (byte) most;
            out[at + 2 * plane] = (byte) most;
            return;
        }
        float range = most - least;
        float s = range / most;
        float rc = (most - r) / range;
        float gc = (most - g) / range;
        float bc = (most - b) / range;
        float h = r == most ? bc - gc : g == most ? (float) (2.0 + rc - bc) : (float) (4.0 + gc - rc);
        h = (float) ((h / 6.0 + 1.0) % 1.0);
        fromHsv((byte) (h * 255.0) + by & 0xff, (int) (s * 255.0), most, out, at, plane);
    }

    private static void fromHsv(int h, int s, int v, byte[] out, int at, int plane) {
        if (s == 0) {
            out[at] = (byte) v;
            out[at + plane] = (byte) v;
            out[at + 2 * plane] = (byte) v;
            return;
        }
        float sector = (float) (h * 6.0 / 255.0);
        float saturation = (float) (s / 255.0);
        int i = (int) Math.floor(sector);
        float f = sector - i;
        int p = round(v * (1.0 - saturation));
        int q = round(v * (1.0 - saturation * f));
        int t = round(v * (1.0 - saturation * (1.0 - f)));
        int[] rgb = switch (i % 6) {
            case 0 -> new int[] {v, t, p};
            case 1 -> new int[] {q, v, p};
            case 2 -> new int[] {p, v, t};
            case 3 -> new int[] {p, q, v};
            case 4 -> new int[] {t, p, v};
            default -> new int[] {v, p, q};
        };
        out[at] = (byte) rgb[0];
        out[at + plane] = (byte) rgb[1];
        out[at + 2 * plane] = (byte) rgb[2];
    }

    /** Half away from zero, within a byte; the argument is not negative. */
    private static int round(double value) {
        return Math.min(255, (int) Math.floor(value + 0.5));
    }
}
