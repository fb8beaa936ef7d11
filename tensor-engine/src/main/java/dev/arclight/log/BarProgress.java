package dev.arclight.log;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that is drawn over and over on one line of a terminal. */
final class BarProgress implements Progress {
    private static final int WIDTH = 100;

    private final String task;
    private final PrintWriter out;
    private final boolean leave;
    private final long startNanos = System.nanoTime();
    private me.tongfei.progressbar.@Nullable ProgressBar bar;
    private boolean closed;

    /** @param leave whether the bar is shown at once and stays, rather than being wiped when the task has ended */
    BarProgress(String task, PrintWriter out, boolean leave) {
        this.task = task;
        this.out = out;
        this.leave = leave;
    }

    @Override
    public synchronized void update(long done, long total, String extra) {
        if (closed) {
            return;
        }
        me.tongfei.progressbar.ProgressBar shown = bar;
        if (shown == null) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            if (!leave && millis < LineProgress.QUIET_MILLIS) {
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
        out.println();
        out.flush();
    }

    @Override
    public void close() {
        me.tongfei.progressbar.ProgressBar shown;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            shown = bar;
        }
        if (shown != null) {
            shown.close();
            if (leave) {
                out.println();
                out.flush();
            } else {
                draw(" ".repeat(WIDTH));
                draw("");
            }
        }
    }

    private void draw(String line) {
        out.print('\r' + line);
        out.flush();
    }
}
