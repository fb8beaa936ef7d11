package dev.arclight.profile;

import dev.arclight.op.Interceptor;
import dev.arclight.op.Op;
import dev.arclight.op.ViewOp;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is measured between the begin and the end of one recording: sums by name, and the events while there is room. */
final class Recording implements Interceptor {
    private record Key(String name, List<TensorType> inputs) {}

    /** Sums over the events of one key. */
    private static final class Sums {
        long count;
        long total;
        long self;
        long memory;
        long selfMemory;
        long heap;
        long selfHeap;

        /** How many of its events are open now: only the outermost adds to what includes the events inside. */
        int open;
    }

    /** An event that has begun. */
    private static final class Frame {
        final Key key;
        final Sums sums;
        final long start;
        final long heapStart;
        long inside;
        long memory;
        long memoryInside;
        long heapInside;

        Frame(Key key, Sums sums, long start, long heapStart) {
            this.key = key;
            this.sums = sums;
            this.start = start;
            this.heapStart = heapStart;
        }
    }

    /** Counts what the current thread allocates, where the JVM can. */
    private static final com.sun.management.ThreadMXBean HEAP =
            ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class);

    private final boolean shapes;
    private final boolean memory;
    private final int mostEvents;
    private final long origin;
    private final Map<Key, Sums> sums = new HashMap<>();
    private final ArrayDeque<Frame> stack = new ArrayDeque<>();
    private final List<ProfilerEvent> events = new ArrayList<>();
    private long dropped;
    private long end;

    Recording(boolean shapes, boolean memory, int mostEvents) {
        this.shapes = shapes;
        this.memory = memory;
        this.mostEvents = mostEvents;
        this.origin = System.nanoTime();
        this.end = origin;
    }

    @Override
    public Tensor[] call(Op op, Tensor[] inputs, boolean inPlace, Call next) {
        begin(new Key(inPlace ? op.name() + "_" : op.name(), shapes ? types(inputs) : List.of()));
        Tensor[] results = {};
        try {
            results = next.run(inputs);
            return results;
        } finally {
            end(inPlace || op instanceof ViewOp ? 0 : bytes(results));
        }
    }

    @Override
    public void enter(String name) {
        begin(new Key(name, List.of()));
    }

    @Override
    public void leave() {
        end(0);
    }

    /** Ends the events that are still open, and the recording. */
    void stop() {
        while (!stack.isEmpty()) {
            end(0);
        }
        end = System.nanoTime();
    }

    /** Nanoseconds from begin to end. */
    long duration() {
        return end - origin;
    }

    List<ProfilerEvent> events() {
        return events;
    }

    /** How many events found no room. */
    long dropped() {
        return dropped;
    }

    Collection<KeyAverage> averages(boolean byInputs) {
        Map<Key, Sums> grouped = sums;
        if (!byInputs && shapes) {
            grouped = new HashMap<>();
            for (Map.Entry<Key, Sums> entry : sums.entrySet()) {
                add(
                        entry.getValue(),
                        grouped.computeIfAbsent(new Key(entry.getKey().name(), List.of()), k -> new Sums()));
            }
        }
        List<KeyAverage> averages = new ArrayList<>(grouped.size());
        grouped.forEach((key, of) -> {
            if (of.count > 0) {
                averages.add(new KeyAverage(
                        key.name(),
                        key.inputs(),
                        of.count,
                        of.total,
                        of.self,
                        of.memory,
                        of.selfMemory,
                        of.heap,
                        of.selfHeap));
            }
        });
        return averages;
    }

    private static void add(Sums from, Sums to) {
        to.count += from.count;
        to.total += from.total;
        to.self += from.self;
        to.memory += from.memory;
        to.selfMemory += from.selfMemory;
        to.heap += from.heap;
        to.selfHeap += from.selfHeap;
    }

    private void begin(Key key) {
        Sums of = sums.computeIfAbsent(key, k -> new Sums());
        of.open++;
        long heapStart = memory ? HEAP.getCurrentThreadAllocatedBytes() : 0;
        // The clock is read last here and first at the end, so that an event holds as little of the profiler as can be.
        stack.push(new Frame(key, of, System.nanoTime(), heapStart));
    }

    private void end(long resultBytes) {
        long now = System.nanoTime();
        if (stack.isEmpty()) {
            return; // It began before the recording did.
        }
        Frame frame = stack.pop();
        long total = now - frame.start;
        long heap = memory ? HEAP.getCurrentThreadAllocatedBytes() - frame.heapStart : 0;
        long made = memory ? resultBytes : 0;
        frame.memory += made;
        Sums of = frame.sums;
        of.count++;
        of.self += total - frame.inside;
        of.selfMemory += frame.memory - frame.memoryInside;
        of.selfHeap += heap - frame.heapInside;
        if (--of.open == 0) {
            of.total += total;
            of.memory += frame.memory;
            of.heap += heap;
        }
        Frame parent = stack.peek();
        if (parent != null) {
            parent.inside += total;
            parent.memory += frame.memory;
            parent.memoryInside += frame.memory;
            parent.heapInside += heap;
        }
        if (events.size() < mostEvents) {
            events.add(new ProfilerEvent(
                    frame.key.name(),
                    frame.key.inputs(),
                    frame.start - origin,
                    total,
                    total - frame.inside,
                    stack.size(),
                    frame.memory,
                    heap));
        } else {
            dropped++;
        }
    }

    private static List<TensorType> types(Tensor[] inputs) {
        TensorType[] types = new TensorType[inputs.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = inputs[i].type();
        }
        return List.of(types);
    }

    private static long bytes(Tensor[] tensors) {
        long bytes = 0;
        for (Tensor tensor : tensors) {
            bytes += (long) tensor.numel() * tensor.dtype().bytes();
        }
        return bytes;
    }
}
