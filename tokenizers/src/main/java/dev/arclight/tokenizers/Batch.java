package dev.arclight.tokenizers;

import dev.arclight.tokenizers.processors.TokenRun;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Texts that are encoded one by one, in order.
 *
 * @param encoder makes the tokens of a text by its number; for all threads
 */
record Batch(int size, IntFunction<TokenRun> encoder) {
    /** The texts go to an executor in so many parts. */
    private static final int PARTS = 64;

    /** The tokens of all texts, on this thread. */
    List<TokenRun> encoded() {
        return encoded(0, size);
    }

    /**
     * The tokens of all texts, by the threads of an executor.
     *
     * @throws TokenizerException what a text throws, or when this thread is interrupted
     */
    List<TokenRun> encoded(ExecutorService executor) {
        int parts = Math.min(size, PARTS);
        List<Future<List<TokenRun>>> futures = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) size * part / parts);
            int to = (int) ((long) size * (part + 1) / parts);
            futures.add(executor.submit(() -> encoded(from, to)));
        }
        List<TokenRun> runs = new ArrayList<>(size);
        for (Future<List<TokenRun>> future : futures) {
            runs.addAll(result(future));
        }
        return runs;
    }

    private List<TokenRun> encoded(int from, int to) {
        List<TokenRun> runs = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            runs.add(encoder.apply(i));
        }
        return runs;
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof TokenizerException cause) {
                throw cause;
            }
            throw new TokenizerException("a text of the batch could not be encoded", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenizerException("interrupted while a batch was encoded", e);
        }
    }
}
