package dev.arclight.beam.inference;

import java.io.Serializable;

/**
 * All that workers need to know.
 *
 * @param mostBytes that models take together before those that nobody uses are closed, where there is one for each key; below
 *     0 for half of the worker's heap
 * @param warmUpBatches how many batches of zeros a new session computes
 * @param waitForSwap whether a bundle waits for the model that it names instead of using the one before
 */
record Scoring<InputT, OutputT>(
        ModelHandler<InputT, OutputT> handler,
        ModelChoice<InputT> choice,
        BatchLimits limits,
        long mostBytes,
        int warmUpBatches,
        boolean waitForSwap,
        String metricsNamespace)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What models that nobody uses may take: of those that follow each other only the newest is worth keeping. */
    long mostIdleBytes() {
        if (choice instanceof ModelChoice.Fixed<InputT>) {
            return Long.MAX_VALUE;
        }
        if (choice.swaps()) {
            return 0;
        }
        return mostBytes < 0 ? Runtime.getRuntime().maxMemory() / 2 : mostBytes;
    }
}
