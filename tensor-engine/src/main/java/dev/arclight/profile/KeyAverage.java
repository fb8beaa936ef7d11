package dev.arclight.profile;

import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * What all events of one name took together; times are nanoseconds, memory is bytes, as in {@link ProfilerEvent}.
 *
 * @param inputs what they were called on, if averages are kept apart by that; otherwise empty
 * @param total an event inside one of the same name is counted once
 */
public record KeyAverage(
        String name,
        List<TensorType> inputs,
        long count,
        long total,
        long self,
        long memory,
        long selfMemory,
        long heap,
        long selfHeap) {
    /** Nanoseconds from begin to end of one event. */
    public double average() {
        return (double) total / count;
    }
}
