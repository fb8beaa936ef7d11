package dev.arclight.kernel.cpu;

/**
 * The int8 weights of a layer in the panels that {@link IntegerGemm} reads: packed once, used for many products.
 *
 * <p>A panel holds some columns of the product; it keeps, depth step by depth step, its columns side by side, missing ones
 * being zero. Immutable, so safe for all threads. The layout depends on the machine: never write it to a file.
 */
public final class PackedInt8 {
    private final int columns;
    private final int depth;
    private final int width;
    private final byte[] panels;

    private PackedInt8(int columns, int depth, int width, byte[] panels) {
        this.columns = columns;
        this.depth = depth;
        this.width = width;
        this.panels = panels;
    }

    /**
     * Packs a copy of a row-major {@code [n × k]} matrix, whose transpose is the right factor.
     *
     * @throws IllegalArgumentException if its panels would not fit into one array
     */
    public static PackedInt8 pack(int n, int k, byte[] b, int bOffset) {
        return pack(GemmKernels.FLOAT.panelWidth(), n, k, b, bOffset);
    }

    static PackedInt8 pack(int width, int n, int k, byte[] b, int bOffset) {
        long size = (n + width - 1L) / width * width * k;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "int8: weights " + n + "×" + k + " do not fit into one array when packed; split the layer");
        }
        byte[] panels = new byte[(int) size];
        for (int row = 0; row < n; row++) {
            int to = row / width * width * k + row % width;
            for (int l = 0; l < k; l++) {
                panels[to + l * width] = b[bOffset + row * k + l];
            }
        }
        return new PackedInt8(n, k, width, panels);
    }

    /** Columns of the product. */
    public int columns() {
        return columns;
    }

    /** Depth of the product. */
    public int depth() {
        return depth;
    }

    int width() {
        return width;
    }

    byte[] panels() {
        return panels;
    }
}
