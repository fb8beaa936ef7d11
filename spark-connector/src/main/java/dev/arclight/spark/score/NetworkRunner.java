package dev.arclight.spark.score;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.util.function.Consumer;

/**
 * Calls a model for one task. Batches of the usual size recycle their memory and, from the second on, are computed compiled;
 * compiled or not, the answers have the same bits. Not for use by two threads at a time.
 */
final class NetworkRunner {
    private final LoadedModel model;
    private final CompiledSessions compiled;
    private final int threads;
    private Arena arena = new Arena();
    private boolean sawUsual;

    /** @param threads to compute on */
    NetworkRunner(LoadedModel model, int threads) {
        this.model = model;
        this.compiled = CompiledSessions.of(model);
        this.threads = threads;
    }

    /**
     * Computes, and hands the results to {@code read}, which may not keep them.
     *
     * @param usual whether most batches have these inputs' shapes
     */
    void run(Tensor[] inputs, boolean usual, Consumer<Tensor[]> read) {
        try (NumThreads.Scope scope = NumThreads.of(threads);
                GradMode.Scope noGrad = GradMode.noGrad()) {
            if (!usual) {
                read.accept(model.forward().run(inputs));
            } else if (sawUsual) {
                compiled.run(inputs, read, () -> inArena(inputs, read));
            } else {
                inArena(inputs, read);
                sawUsual = true;
            }
        }
    }

    private void inArena(Tensor[] inputs, Consumer<Tensor[]> read) {
        try (Arena.Scope scope = arena.open()) {
            read.accept(model.forward().run(inputs));
        }
    }

    /** Lets go of memory that is kept for the next batch. */
    void release() {
        arena = new Arena();
        sawUsual = false;
    }
}
