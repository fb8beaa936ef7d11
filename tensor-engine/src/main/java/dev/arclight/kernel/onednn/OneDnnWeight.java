package dev.arclight.kernel.onednn;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The int8 weights of a layer outside the heap, in the layout that oneDNN multiplies best; freed when nobody holds them.
 * Immutable, so safe for all threads.
 */
public final class OneDnnWeight {
    /** Rows that are multiplied at a time, and no more than give {@value #MOST_SUMS} sums, which stay in L2. */
    private static final int MOST_ROWS = 128;

    private static final int MOST_SUMS = 1 << 16;

    private static final Cleaner CLEANER = Cleaner.create();
    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);
    private static final Map<Extents, Product> PRODUCTS = new ConcurrentHashMap<>();

    private record Extents(int rows, int columns, int depth) {}

    /** A product of certain extents, which all layers of these extents share. */
    private static final class Product {
        final Object source;
        final Object target;
        final Object primitive;

        Product(Extents extents, Object weights) {
            source = OneDnnCalls.description(extents.rows, extents.depth, OneDnnCalls.INT8, OneDnnCalls.ROW_MAJOR);
            target = OneDnnCalls.description(extents.rows, extents.columns, OneDnnCalls.INT32, OneDnnCalls.ROW_MAJOR);
            primitive = OneDnnCalls.primitive(OneDnnCalls.plan(source, weights, target));
        }
    }

    /** A product's arguments in the buffers of a thread. */
    private record Bound(Object arguments, Object weightArgument) {}

    /** What is freed with its holder. */
    private static final class Memories implements Runnable {
        private final List<Object> all = new ArrayList<>();

        Object add(Object memory) {
            all.add(memory);
            return memory;
        }

        @Override
        public void run() {
            all.forEach(OneDnnCalls::free);
            all.clear();
        }
    }

    /** What a thread multiplies in. */
    private static final class Workspace {
        private final Object stream = OneDnnCalls.stream();
        private final Map<Product, Bound> bound = new IdentityHashMap<>();
        private final Memories memories = new Memories();
        private ByteBuffer a = direct(0);
        private ByteBuffer cBytes = direct(0);
        private IntBuffer c = cBytes.asIntBuffer();

        Workspace() {
            if (!OneDnn.threadsAreSet()) {
                OneDnnCalls.limitThreads();
            }
            CLEANER.register(this, memories);
        }

        void reserve(int codes, int sums) {
            if (a.capacity() < codes || c.capacity() < sums) {
                bound.clear();
                memories.run();
                a = direct(Math.max(codes, a.capacity()));
                cBytes = direct(Math.max(sums, c.capacity()) * Integer.BYTES);
                c = cBytes.asIntBuffer();
            }
        }

        Bound bound(Product product) {
            Bound found = bound.get(product);
            if (found == null) {
                Object arguments = OneDnnCalls.productArguments();
                OneDnnCalls.setMemory(
                        OneDnnCalls.argument(arguments, 0), memories.add(OneDnnCalls.memory(product.source, a)));
                OneDnnCalls.setMemory(
                        OneDnnCalls.argument(arguments, 2), memories.add(OneDnnCalls.memory(product.target, cBytes)));
                found = new Bound(arguments, OneDnnCalls.argument(arguments, 1));
                bound.put(product, found);
            }
            return found;
        }
    }

    private final int columns;
    private final int depth;
    private final int rowsAtOnce;
    private final @Nullable Object layout;
    private final @Nullable Object memory;

    /** Held for as long as the memory, which lies in it. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final ByteBuffer weights;

    /** By rows. */
    private final AtomicReferenceArray<Product> products;

    private OneDnnWeight(int columns, int depth, byte[] b, int bOffset) {
        this.columns = columns;
        this.depth = depth;
        rowsAtOnce = Math.max(16, Math.min(MOST_ROWS, MOST_SUMS / Math.max(1, columns) / 16 * 16));
        products = new AtomicReferenceArray<>(rowsAtOnce + 1);
        if (columns == 0 || depth == 0) {
            layout = null;
            memory = null;
            weights = direct(0);
            return;
        }
        Object any = OneDnnCalls.description(depth, columns, OneDnnCalls.INT8, OneDnnCalls.ANY_LAYOUT);
        Object source = OneDnnCalls.description(rowsAtOnce, depth, OneDnnCalls.INT8, OneDnnCalls.ROW_MAJOR);
        Object target = OneDnnCalls.description(rowsAtOnce, columns, OneDnnCalls.INT32, OneDnnCalls.ROW_MAJOR);
        Object best = OneDnnCalls.weightsOf(OneDnnCalls.plan(source, any, target));
        long bytes = OneDnnCalls.bytes(best);
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("int8: weights " + columns + "×" + depth + " are too large; split the layer");
        }
        ByteBuffer plain = direct(columns * depth);
        plain.put(b, bOffset, columns * depth).rewind();
        Object given = OneDnnCalls.description(depth, columns, OneDnnCalls.INT8, OneDnnCalls.COLUMN_MAJOR);
        Object from = OneDnnCalls.memory(given, plain);
        weights = direct((int) bytes);
        Object packed = OneDnnCalls.memory(best, weights);
        OneDnnCalls.reorder(from, given, packed, best);
        OneDnnCalls.free(from);
        layout = best;
        memory = packed;
        Memories memories = new Memories();
        memories.add(packed);
        CLEANER.register(this, memories);
    }

    /** A copy of a row-major {@code [n × k]} matrix. */
    public static OneDnnWeight copy(int n, int k, byte[] b, int bOffset) {
        return new OneDnnWeight(n, k, b, bOffset);
    }

    /** Rows that are best given at a time. */
    public int rowsAtOnce() {
        return rowsAtOnce;
    }

    /** {@code c = a·bᵀ} for a row-major {@code a [m × k]}. */
    public void multiply(int m, byte[] a, int[] c) {
        Object own = memory;
        Object packed = layout;
        if (own == null || packed == null) {
            Arrays.fill(c, 0, m * columns, 0);
            return;
        }
        Workspace workspace = WORKSPACE.get();
        int most = Math.min(m, rowsAtOnce);
        workspace.reserve(most * depth, most * columns);
        for (int row = 0; row < m; row += rowsAtOnce) {
            int rows = Math.min(rowsAtOnce, m - row);
            Product product = product(rows, packed);
            Bound bound = workspace.bound(product);
            workspace.a.put(0, a, row * depth, rows * depth);
            OneDnnCalls.setMemory(bound.weightArgument, own);
            OneDnnCalls.execute(product.primitive, workspace.stream, 3, bound.arguments);
            workspace.c.get(0, c, row * columns, rows * columns);
        }
        java.lang.ref.Reference.reachabilityFence(this);
    }

    private Product product(int rows, Object packed) {
        Product found = products.get(rows);
        if (found == null) {
            found = PRODUCTS.computeIfAbsent(
                    new Extents(rows, columns, depth), extents -> new Product(extents, packed));
            products.set(rows, found);
        }
        return found;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(java.nio.ByteOrder.nativeOrder());
    }
}
