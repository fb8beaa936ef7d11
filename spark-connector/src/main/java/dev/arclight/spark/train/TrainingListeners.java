package dev.arclight.spark.train;

import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Whoever hears of rounds: the one who asked to, and the log. */
final class TrainingListeners implements RoundListener, AutoCloseable {
    private final RoundListener listener;
    private final @Nullable TrainingLog log;

    /** @param logDir empty for no log */
    TrainingListeners(RoundListener listener, String logDir, Configuration configuration) {
        this.listener = listener;
        this.log = logDir.isEmpty() ? null : new TrainingLog(logDir, configuration);
    }

    @Override
    public void roundDone(RoundReport report) {
        if (log != null) {
            log.roundDone(report);
        }
        listener.roundDone(report);
    }

    @Override
    public void epochDone(EpochReport report) {
        if (log != null) {
            log.epochDone(report);
        }
        listener.epochDone(report);
    }

    @Override
    public void estimated(SpeedUpEstimate estimate) {
        listener.estimated(estimate);
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
    }
}
