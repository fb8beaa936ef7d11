package dev.arclight.spark.score;

import dev.arclight.graph.CompiledModel;
import dev.arclight.graph.InferenceSession;
import dev.arclight.io.Model;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model compiled once for this JVM, and as many sessions as tasks ever ran it at the same time. A model that cannot be
 * compiled is reported once and runs as it is. Safe for use by many threads.
 */
final class CompiledSessions {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledSessions.class);

    /** Values do not hold their keys, only the networks in them. */
    private static final Map<Model, CompiledSessions> BY_MODEL = new WeakHashMap<>();

    private final String checksum;
    private final CompiledModel compiled;
    private final ConcurrentLinkedDeque<InferenceSession> idle = new ConcurrentLinkedDeque<>();
    private volatile @Nullable String refusal;

    private CompiledSessions(LoadedModel model) {
        checksum = model.model().checksum();
        compiled = CompiledModel.of(model.model().module(), model.forward());
    }

    /** Those of a model in evaluation mode. */
    static CompiledSessions of(LoadedModel model) {
        synchronized (BY_MODEL) {
            return BY_MODEL.computeIfAbsent(model.model(), known -> new CompiledSessions(model));
        }
    }

    /**
     * Hands the model's results to {@code read}, which may not keep them, or has {@code plain} do all that if the model cannot be
     * compiled.
     *
     * @throws RuntimeException what {@code read} or {@code plain} throws
     */
    void run(Tensor[] batch, Consumer<Tensor[]> read, Runnable plain) {
        if (refusal != null) {
            plain.run();
            return;
        }
        // The last one used first: it is bound to the memory that the same thread gave it.
        InferenceSession session = idle.pollFirst();
        if (session == null) {
            session = compiled.newSession();
        }
        Tensor[] results;
        try {
            results = session.runAll(batch);
        } catch (RuntimeException e) {
            // What rows made go wrong, the next run of the session writes over.
            idle.offerFirst(session);
            // If it is the rows that are wrong, this says so, and the model is not to blame.
            plain.run();
            refuse(e);
            return;
        }
        try {
            read.accept(results);
        } finally {
            idle.offerFirst(session);
        }
    }

    private void refuse(RuntimeException cause) {
        String reason = cause instanceof ArclightException ? String.valueOf(cause.getMessage()) : cause.toString();
        synchronized (this) {
            if (refusal != null) {
                return;
            }
            refusal = reason;
        }
        idle.clear();
        LOG.warn("model {} is scored uncompiled, with the same answers: {}", checksum, reason);
    }

    /** How many sessions wait for work. */
    int idle() {
        return idle.size();
    }

    /** Why the model cannot be compiled, or null. */
    @Nullable
    String refusal() {
        return refusal;
    }
}
