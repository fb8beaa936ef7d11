package dev.arclight.kernel.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * The int8 weights of a layer outside the heap, where oneDNN reads them in every product without a copy; freed when nobody
 * holds them. Immutable, so safe for all threads.
 */
public final class OneDnnWeight {
    /** Rows that are multiplied at a time: enough that packing the weights does not count, few enough for small buffers. */
    private static final int ROWS = 256;

    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    private static final class Buffers {
        ByteBuffer a = direct(0);
        IntBuffer c = direct(0).asIntBuffer();
    }

    private final int columns;
    private final int depth;
    private final ByteBuffer weight;

    private OneDnnWeight(int columns, int depth, ByteBuffer weight) {
        this.columns = columns;
        this.depth = depth;
        this.weight = weight;
    }

    /** A copy of a row-major {@code [n × k]} matrix. */
    public static OneDnnWeight copy(int n, int k, byte[] b, int bOffset) {
        ByteBuffer weight = direct(n * k);
        weight.put(b, bOffset, n * k).rewind();
        return new OneDnnWeight(n, k, weight);
    }

    /** Rows that are best given at a time. */
    public int rowsAtOnce() {
        return ROWS;
    }

    /** {@code c = a·bᵀ} for a row-major {@code a [m × k]}. */
    public void multiply(int m, byte[] a, int[] c) {
        if (depth == 0 || columns == 0) {
            Arrays.fill(c, 0, m * columns, 0);
            return;
        }
        Buffers buffers = BUFFERS.get();
        int most = Math.min(m, ROWS);
        if (buffers.a.capacity() < most * depth) {
            buffers.a = direct(most * depth);
        }
        if (buffers.c.capacity() < most * columns) {
            buffers.c = direct(most * columns * Integer.BYTES).asIntBuffer();
        }
        for (int row = 0; row < m; row += ROWS) {
            int rows = Math.min(ROWS, m - row);
            buffers.a.put(0, a, row * depth, rows * depth);
            OneDnnCalls.multiply(rows, columns, depth, buffers.a, weight, buffers.c);
            buffers.c.get(0, c, row * columns, rows * columns);
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
