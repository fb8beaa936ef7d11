package dev.arclight.jobs.session;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Progress;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Shows how many of Spark's tasks are done while one action runs. Close it when the action has ended. */
public final class TaskProgress extends SparkListener implements AutoCloseable {
    private final SparkSession session;
    private final Progress progress;
    private long done;
    private long total;

    private TaskProgress(SparkSession session, Progress progress) {
        this.session = session;
        this.progress = progress;
    }

    /** Starts to count the session's tasks. */
    public static TaskProgress show(SparkSession session, Console console, String task) {
        TaskProgress shown = new TaskProgress(session, console.progress(task));
        session.sparkContext().addSparkListener(shown);
        return shown;
    }

    /** Called by Spark. */
    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
        total += event.stageInfo().numTasks();
    }

    /** Called by Spark. */
    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        done++;
        // A task that was tried again ends twice.
        progress.update(done, Math.max(done, total), "");
    }

    @Override
    public void close() {
        session.sparkContext().removeSparkListener(this);
        progress.close();
    }
}
