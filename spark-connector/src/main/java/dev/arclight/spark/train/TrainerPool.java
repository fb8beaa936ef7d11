package dev.arclight.spark.train;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The idle trainers of this JVM, so that a task finds a network built and its memory warm from the round before. Nothing
 * depends on it: a trainer overwrites its state before every round. Safe for use by many threads.
 */
final class TrainerPool {
    /** Trainings that share an executor at a time, as under a parallel CrossValidator; a further one evicts the eldest. */
    private static final int TRAININGS = 8;

    private static final Map<String, SoftReference<Queue<LocalTrainer>>> IDLE = new LinkedHashMap<>();

    private TrainerPool() {}

    /** A trainer for this plan that nobody else has; the one that had this partition last, if it is idle. */
    static LocalTrainer take(TrainingPlan plan, int partition) {
        Queue<LocalTrainer> idle = queue(plan.id());
        Optional<LocalTrainer> same = idle.stream()
                .filter(trainer -> trainer.partition() == partition)
                .findFirst();
        if (same.isPresent() && idle.remove(same.get())) {
            return same.get();
        }
        LocalTrainer any = idle.poll();
        return any == null ? new LocalTrainer(plan) : any;
    }

    /** Gives a trainer back; one whose task failed is not given back. */
    static void give(TrainingPlan plan, LocalTrainer trainer) {
        queue(plan.id()).add(trainer);
    }

    /** Frees the memory of a training that is over, in this JVM. Elsewhere it goes when it is needed for something else. */
    static void forget(TrainingPlan plan) {
        synchronized (IDLE) {
            IDLE.remove(plan.id());
        }
    }

    private static Queue<LocalTrainer> queue(String id) {
        synchronized (IDLE) {
            @Nullable SoftReference<Queue<LocalTrainer>> known = IDLE.get(id);
            Queue<LocalTrainer> queue = known == null ? null : known.get();
            if (queue == null) {
                queue = new ConcurrentLinkedQueue<>();
                IDLE.put(id, new SoftReference<>(queue));
                if (IDLE.size() > TRAININGS) {
                    IDLE.remove(IDLE.keySet().iterator().next());
                }
            }
            return queue;
        }
    }
}
