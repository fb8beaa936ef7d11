package dev.arclight.beam.inference;

import dev.arclight.beam.inference.ModelPool.Lease;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a batch through a model, and divides one that fails until the examples at fault are alone. For one thread. */
final class Scorer<InputT, OutputT> {
    /** Hears what became of each row. */
    interface Outcome<OutputT> {
        void scored(int row, OutputT value);

        void failed(int row, String error);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Scorer.class);

    private final ModelHandler<InputT, OutputT> handler;
    private final BatchLimits limits;
    private final InferenceMetrics metrics;
    private boolean failedBefore;

    Scorer(ModelHandler<InputT, OutputT> handler, BatchLimits limits, InferenceMetrics metrics) {
        this.handler = handler;
        this.limits = limits;
        this.metrics = metrics;
    }

    /**
     * Scores examples, in runs that keep within the limit of tokens.
     *
     * @throws InterruptedException if the thread is stopped, which is no fault of an example
     */
    void score(Lease<InputT, OutputT> lease, List<InputT> examples, Outcome<OutputT> outcome)
            throws InterruptedException {
        if (!limits.limitTokens()) {
            scoreRun(lease, examples, 0, outcome);
            return;
        }
        int from = 0;
        long longest = 0;
        for (int i = 0; i < examples.size(); i++) {
            long tokens = tokenCount(lease.model(), examples.get(i));
            long wider = Math.max(longest, tokens);
            if (i > from && wider > limits.tokens() / (i + 1 - from)) {
                scoreRun(lease, examples.subList(from, i), from, outcome);
                from = i;
                wider = tokens;
            }
            longest = wider;
        }
        scoreRun(lease, examples.subList(from, examples.size()), from, outcome);
    }

    private static <T> long tokenCount(LoadedModel<T, ?> model, T example) throws InterruptedException {
        try {
            return Math.max(1, model.tokenCount(example));
        } catch (RuntimeException e) {
            requireNotStopped(e);
            // Scoring it will say what is wrong with it.
            return 1;
        }
    }

    /** The handler's estimate; 0 for an example of which it can make none, since scoring it will say what is wrong with it. */
    static <T> long byteSize(ModelHandler<T, ?> handler, T example) {
        try {
            return handler.byteSize(example);
        } catch (RuntimeException e) {
            return 0;
        }
    }

    private static void requireNotStopped(Exception cause) throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            InterruptedException stopped = new InterruptedException("the thread was stopped while it scored examples");
            stopped.initCause(cause);
            throw stopped;
        }
    }

    private void scoreRun(Lease<InputT, OutputT> lease, List<InputT> rows, int from, Outcome<OutputT> outcome)
            throws InterruptedException {
        long bytes = 0;
        for (InputT row : rows) {
            bytes += byteSize(handler, row);
        }
        metrics.requested(rows.size(), bytes);
        scoreOrDivide(lease, rows, from, outcome);
    }

    /** One row at fault among n costs two calls for each time that n can be halved, beyond the first call. */
    private void scoreOrDivide(Lease<InputT, OutputT> lease, List<InputT> rows, int from, Outcome<OutputT> outcome)
            throws InterruptedException {
        long start = System.nanoTime();
        List<OutputT> values;
        try {
            values = lease.session().run(rows);
        } catch (InterruptedException | BrokenSessionException e) {
            throw e;
        } catch (Exception e) {
            // What an interrupted channel throws, for instance, is no fault of an example.
            requireNotStopped(e);
            metrics.batchFailed();
            logFirst(lease, rows.size(), e);
            if (rows.size() == 1) {
                metrics.exampleFailed();
                outcome.failed(from, describe(e));
                return;
            }
            int half = rows.size() / 2;
            scoreOrDivide(lease, rows.subList(0, half), from, outcome);
            scoreOrDivide(lease, rows.subList(half, rows.size()), from + half, outcome);
            return;
        }
        requireOnePerExample(values, rows.size());
        metrics.ran(rows.size(), System.nanoTime() - start);
        for (int i = 0; i < values.size(); i++) {
            outcome.scored(from + i, values.get(i));
        }
    }

    /** Failures have one line of what went wrong; the whole of it is logged once, since there may be as many as examples. */
    private void logFirst(Lease<InputT, OutputT> lease, int rows, Exception reason) {
        if (!failedBefore) {
            failedBefore = true;
            LOG.warn(
                    "model {} could not score a batch of {}; later failures of this worker are not logged, but are in its"
                            + " failures",
                    lease.ref(),
                    rows,
                    reason);
        }
    }

    /** A session of another's making may give anything. */
    static void requireOnePerExample(@Nullable List<? extends @Nullable Object> outputs, int examples) {
        if (outputs == null || outputs.size() != examples) {
            throw new BrokenSessionException(
                    "a model's session gave " + (outputs == null ? "null" : outputs.size() + " outputs") + " for "
                            + examples + " examples; it must give one for each, in their order");
        }
        int row = 0;
        for (Object output : outputs) {
            if (output == null) {
                throw new BrokenSessionException("a model's session gave null for example " + row + " of " + examples
                        + "; it must throw for an example of which it can make nothing");
            }
            row++;
        }
    }

    private static String describe(Exception e) {
        String message = e.getMessage();
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.isEmpty() ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + line;
    }
}
