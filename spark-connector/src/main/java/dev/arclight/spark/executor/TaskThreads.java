package dev.arclight.spark.executor;

import dev.arclight.tensor.NumThreads;
import org.apache.spark.TaskContext;

/** How many threads the engine computes on inside a task: as many as Spark gave the task, {@code spark.task.cpus}. */
public final class TaskThreads {
    private TaskThreads() {}

    /** How many they are; outside of a task, as many as the program uses. */
    public static int count() {
        TaskContext task = TaskContext.get();
        return task == null ? NumThreads.get() : Math.max(1, task.cpus());
    }

    /**
     * Has the current thread compute on the task's threads until the scope is closed by it; outside of a task nothing
     * changes.
     */
    public static NumThreads.Scope open() {
        return NumThreads.of(count());
    }
}
