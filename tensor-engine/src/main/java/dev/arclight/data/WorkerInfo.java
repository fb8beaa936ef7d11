package dev.arclight.data;

import java.util.Optional;

/**
 * Which of a loader's workers runs the present code, as {@code torch.utils.data.get_worker_info()}.
 *
 * @param id from 0
 * @param numWorkers how many there are
 */
public record WorkerInfo(int id, int numWorkers) {
    /** Empty on threads that are no loader's. */
    public static Optional<WorkerInfo> current() {
        return Thread.currentThread() instanceof Workers.Worker worker ? Optional.of(worker.info()) : Optional.empty();
    }
}
