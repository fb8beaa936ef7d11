package dev.arclight.jobs.session;

import dev.arclight.jobs.console.Console;
import dev.arclight.log.Progress;
import java.util.function.Supplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Shows how many of Spark's tasks are done while an action runs. */
public final class TaskProgress extends SparkListener {
    private final Progress progress;
    private long done;
    private long total;

    private TaskProgress(Progress progress) {
        this.progress = progress;
    }

    /** Runs the action and shows how far its tasks are. */
    public static <T> T during(SparkSession session, Console console, String task, Supplier<T> action) {
        try (Progress progress = console.progress(task)) {
            TaskProgress listener = new TaskProgress(progress);
            session.sparkContext().addSparkListener(listener);
            try {
                return action.get();
            } finally {
                session.sparkContext().removeSparkListener(listener);
            }
        }
    }

    /** As {@link #during(SparkSession, Console, String, Supplier)}, for an action that gives nothing. */
    public static void during(SparkSession session, Console console, String task, Runnable action) {
        during(session, console, task, () -> {
            action.run();
            return true;
        });
    }

    /** Called by Spark. */
    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
        total += event.stageInfo().numTasks();
        show();
    }

    /** Called by Spark. */
    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        done++;
        show();
    }

    private void show() {
        // A task that was tried again ends twice.
        progress.update(done, Math.max(done, total), "");
    }
}
