package dev.arclight.kernel.onednn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Properties;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;

/**
 * The int8 weights of a layer outside the heap, packed as oneDNN reads them; freed when nobody holds them. Immutable, so safe for
 * all threads.
 */
public final class OneDnnWeight {
    /** A product is made for 1, 2, 4 or 8 rows or a multiple of 16; what a batch lacks is computed and left. */
    private static final int STEP = 16;

    private static final int SMALL = 4;

    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    /** What makes a code a number without a sign. */
    public static final int ZERO = 128;

    /** Memory outside the heap, and the addresses that oneDNN takes. */
    private static final class Buffers {
        private ByteBuffer a = direct(0);
        private IntBuffer c = direct(0).asIntBuffer();
        private BytePointer in = new BytePointer(a);
        private IntPointer out = new IntPointer(c);

        void reserve(int codes, int sums) {
            if (a.capacity() < codes) {
                a = direct(codes);
                in = new BytePointer(a);
            }
            if (c.capacity() < sums) {
                c = direct(Math.multiplyExact(sums, Integer.BYTES)).asIntBuffer();
                out = new IntPointer(c);
            }
        }
    }

    private final int columns;
    private final int depth;
    private final @Nullable memory weight;
    private final int rowsAtOnce;

    private final int[] excess;

    /** By {@link #sizeClass}. */
    private final AtomicReferenceArray<OneDnnProduct> products =
            new AtomicReferenceArray<>(SMALL + RowsAtOnce.MOST / STEP);

    private OneDnnWeight(int columns, int depth, @Nullable memory weight, int[] excess) {
        this.columns = columns;
        this.depth = depth;
        this.weight = weight;
        this.excess = excess;
        rowsAtOnce = RowsAtOnce.of(columns, depth);
    }

    /** Packs a copy of a row-major {@code [n × k]} matrix. */
    public static OneDnnWeight copy(int n, int k, byte[] b, int bOffset) {
        if (n == 0 || k == 0) {
            return new OneDnnWeight(n, k, null, new int[n]);
        }
        ByteBuffer codes = direct(n * k);
        codes.put(b, bOffset, n * k).rewind();
        int[] excess = new int[n];
        for (int i = 0; i < n * k; i++) {
            excess[i / k] += ZERO * b[bOffset + i];
        }
        try {
            return new OneDnnWeight(n, k, OneDnnProduct.weight(STEP, n, k, new BytePointer(codes)), excess);
        } catch (RuntimeException e) {
            throw failed("a weight " + n + "×" + k + " cannot be packed", e);
        }
    }

    /** Rows that are best given at a time. */
    public int rowsAtOnce() {
        return rowsAtOnce;
    }

    /** What the sums of each column have too much, since {@link #ZERO} was added to codes; not to be changed. */
    public int[] excess() {
        return excess;
    }

    /**
     * {@code c = a·bᵀ} for a row-major {@code a [m × k]}, which holds numbers without a sign: codes from -127 to 127, each with
     * {@link #ZERO} added.
     */
    public void multiply(int m, byte[] a, int[] c) {
        if (weight == null) {
            Arrays.fill(c, 0, m * columns, 0);
            return;
        }
        Buffers buffers = BUFFERS.get();
        for (int row = 0; row < m; row += rowsAtOnce) {
            int rows = Math.min(rowsAtOnce, m - row);
            int size = sizeClass(rows);
            buffers.reserve(rowsOf(size) * depth, rowsOf(size) * columns);
            buffers.a.put(0, a, row * depth, rows * depth);
            try {
                product(size, weight).run(buffers.in, buffers.out);
            } catch (RuntimeException e) {
                throw failed("the int8 product " + rows + "×" + columns + "×" + depth + " failed", e);
            }
            buffers.c.get(0, c, row * columns, rows * columns);
        }
    }

    private OneDnnProduct product(int size, memory weight) {
        OneDnnProduct product = products.get(size);
        if (product == null) {
            product = new OneDnnProduct(rowsOf(size), columns, depth, weight);
            products.set(size, product);
        }
        return product;
    }

    private static int sizeClass(int rows) {
        return rows <= STEP / 2 ? 32 - Integer.numberOfLeadingZeros(rows - 1) : SMALL - 1 + (rows + STEP - 1) / STEP;
    }

    private static int rowsOf(int size) {
        return size < SMALL ? 1 << size : (size - SMALL + 1) * STEP;
    }

    private static ArclightException failed(String what, RuntimeException e) {
        return new ArclightException(
                "oneDNN: " + what + " (" + e.getMessage() + "); switch it off with -D" + Properties.ONEDNN + "=false",
                e);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
