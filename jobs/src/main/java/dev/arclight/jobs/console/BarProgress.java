package dev.arclight.jobs.console;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that is drawn over and over on one line of a terminal, and wiped when the task has ended. */
final class BarProgress implements Progress {
    private static final int WIDTH = 100;

    private final String task;
    private final PrintWriter err;
    private final long startNanos = System.nanoTime();
    private @Nullable ProgressBar bar;
    private boolean closed;

    BarProgress(String task, PrintWriter err) {
        this.task = task;
        this.err = err;
    }

    @Override
    public synchronized void update(long done, long total, String extra) {
        if (closed) {
            return;
        }
        ProgressBar shown = bar;
        if (shown == null) {
            if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) < QUIET_MILLIS) {
                return;
            }
            shown = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(500)
                    .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH))
                    .build();
            bar = shown;
        }
        shown.maxHint(total);
        shown.stepTo(done);
        shown.setExtraMessage(extra.isEmpty() ? "" : " " + extra);
    }

    @Override
    public synchronized void note(String line) {
        draw(" ".repeat(WIDTH));
        draw(task + ": " + line);
        err.println();
        err.flush();
    }

    @Override
    public void close() {
        ProgressBar shown;
        synchronized (this) {
            closed = true;
            shown = bar;
        }
        if (shown != null) {
            shown.close();
            draw(" ".repeat(WIDTH));
            draw("");
        }
    }

    private void draw(String line) {
        err.print('\r' + line);
        err.flush();
    }
}
