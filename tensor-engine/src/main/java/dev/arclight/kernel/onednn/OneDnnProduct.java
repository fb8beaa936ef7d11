package dev.arclight.kernel.onednn;

import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * oneDNN's product of a number of rows of uint8 with an int8 weight in the layout that oneDNN chose for it. (Of rows of int8 it
 * gives sums that were rounded to float32.) Safe for all threads, each of which takes a set of arguments for a call, among them
 * the memory that oneDNN works in: that of its own must not be used by two threads. A call allocates nothing once as many sets
 * are there as threads.
 */
final class OneDnnProduct {
    private static final engine CPU = kept(() -> new engine(engine.kind.cpu, 0));

    /** A stream is bound to the thread that uses it. */
    private static final ThreadLocal<stream> STREAM = ThreadLocal.withInitial(() -> kept(() -> new stream(CPU)));

    private final matmul.primitive_desc description;
    private final matmul product;
    private final memory weight;
    private final Deque<Arguments> free = new ArrayDeque<>();

    /** What a call reads and writes, by oneDNN's numbers of arguments. */
    private static final class Arguments {
        private final memory in;
        private final memory out;
        private final memory scratch;
        private final IntMemoryMap byNumber;

        Arguments(matmul.primitive_desc description, memory weight) {
            in = kept(() -> new memory(description.src_desc(), CPU, null));
            out = kept(() -> new memory(description.dst_desc(), CPU, null));
            scratch = kept(() -> new memory(description.scratchpad_desc(), CPU));
            byNumber = kept(IntMemoryMap::new);
            byNumber.put(dnnl.DNNL_ARG_SRC, in);
            byNumber.put(dnnl.DNNL_ARG_WEIGHTS, weight);
            byNumber.put(dnnl.DNNL_ARG_DST, out);
            byNumber.put(dnnl.DNNL_ARG_SCRATCHPAD, scratch);
        }
    }

    /** @param weight {@code [depth × columns]} */
    OneDnnProduct(int rows, int columns, int depth, memory weight) {
        this.weight = weight;
        description = kept(() -> describe(rows, columns, depth, weight.get_desc()));
        product = kept(() -> new matmul(description));
    }

    /**
     * Makes what outlives the caller's {@link PointerScope}, if there is one: that frees, when it is closed, all that was made
     * since it was opened. What else is made on the way is freed at once. The garbage collector frees what is kept.
     */
    private static <T extends Pointer> T kept(Supplier<T> maker) {
        try (PointerScope own = new PointerScope()) {
            T made = maker.get();
            made.retainReference();
            return made;
        }
    }

    /** The weight {@code [columns × depth]}, row-major at an address, in the layout that products of so many rows want. */
    static memory weight(int rows, int columns, int depth, Pointer codes) {
        try {
            return kept(() -> reordered(rows, columns, depth, codes));
        } finally {
            // The memory that oneDNN reads from knows an address alone.
            Reference.reachabilityFence(codes);
        }
    }

    private static memory reordered(int rows, int columns, int depth, Pointer codes) {
        long[] shape = {depth, columns};
        memory given = new memory(new memory.desc(shape, memory.data_type.s8, new long[] {1, depth}), CPU, codes);
        memory.desc any = new memory.desc(shape, memory.data_type.s8, memory.format_tag.any);
        memory chosen = new memory(describe(rows, columns, depth, any).weights_desc(), CPU);
        stream calls = STREAM.get();
        new reorder(given, chosen).execute(calls, given, chosen);
        calls._wait();
        return chosen;
    }

    private static matmul.primitive_desc describe(int rows, int columns, int depth, memory.desc weight) {
        primitive_attr scratch = new primitive_attr();
        scratch.set_scratchpad_mode(dnnl.scratchpad_mode.user);
        return new matmul.primitive_desc(
                CPU,
                new memory.desc(new long[] {rows, depth}, memory.data_type.u8, memory.format_tag.ab),
                weight,
                new memory.desc(new long[] {rows, columns}, memory.data_type.s32, memory.format_tag.ab),
                scratch,
                false);
    }

    /** Multiplies rows of uint8 at one address into int32 sums at another. */
    void run(Pointer in, Pointer out) {
        Arguments arguments = take();
        arguments.in.set_data_handle(in);
        arguments.out.set_data_handle(out);
        stream calls = STREAM.get();
        product.execute(calls, arguments.byNumber);
        calls._wait();
        synchronized (free) {
            free.push(arguments);
        }
    }

    private Arguments take() {
        synchronized (free) {
            return free.isEmpty() ? new Arguments(description, weight) : free.pop();
        }
    }
}
