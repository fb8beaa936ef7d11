package dev.arclight.profile;

import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * One call that a profiler saw.
 *
 * @param name of an op as in messages, of a node of the backward pass as in {@code gradFn}, or the user's own
 * @param inputs dtypes and shapes of an op's inputs; empty for other parts, or if shapes were not recorded
 * @param start nanoseconds since the profiler was started
 * @param total nanoseconds from its begin to its end
 * @param self the part of {@code total} that was not spent in events inside
 * @param depth how many events it lies in
 * @param memory bytes of the new tensors that it and the events inside returned; views and results in place count nothing
 * @param heap bytes that the thread took from the Java heap meanwhile; recycled memory counts nothing. 0 unless memory is
 *     profiled
 */
public record ProfilerEvent(
        String name, List<TensorType> inputs, long start, long total, long self, int depth, long memory, long heap) {}
