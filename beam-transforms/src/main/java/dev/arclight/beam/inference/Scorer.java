package dev.arclight.beam.inference;

import dev.arclight.beam.inference.ModelPool.Lease;
import java.util.List;

/** Runs a batch through a model, and divides one that fails until the examples at fault are alone. For one thread. */
final class Scorer<InputT, OutputT> {
    /** Hears what became of each row. */
    interface Outcome<OutputT> {
        void scored(int row, OutputT value);

        void failed(int row, String error);
    }

    private final ModelHandler<InputT, OutputT> handler;
    private final BatchLimits limits;
    private final InferenceMetrics metrics;

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
            long tokens = Math.max(1, lease.model().tokenCount(examples.get(i)));
            long wider = Math.max(longest, tokens);
            if (i > from && wider * (i + 1 - from) > limits.tokens()) {
                scoreRun(lease, examples.subList(from, i), from, outcome);
                from = i;
                wider = tokens;
            }
            longest = wider;
        }
        scoreRun(lease, examples.subList(from, examples.size()), from, outcome);
    }

    private void scoreRun(Lease<InputT, OutputT> lease, List<InputT> rows, int from, Outcome<OutputT> outcome)
            throws InterruptedException {
        long bytes = 0;
        for (InputT row : rows) {
            bytes += handler.byteSize(row);
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
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            metrics.batchFailed();
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
        requireOnePerExample(values.size(), rows.size());
        metrics.ran(rows.size(), System.nanoTime() - start);
        for (int i = 0; i < values.size(); i++) {
            outcome.scored(from + i, values.get(i));
        }
    }

    static void requireOnePerExample(int outputs, int examples) {
        if (outputs != examples) {
            throw new IllegalStateException("a model's session gave " + outputs + " outputs for " + examples
                    + " examples; it must give one for each, in their order");
        }
    }

    private static String describe(Exception e) {
        String message = e.getMessage();
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.isEmpty() ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + line;
    }
}
