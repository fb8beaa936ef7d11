package dev.arclight.distributed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where the workers of a group meet: each brings something and leaves with what all brought. */
final class Rendezvous {
    private final int size;
    private final long timeoutNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition met = lock.newCondition();

    /** What the meeting that is under way is for, as the first who came said. */
    private String what = "";

    private int firstRank;
    private @Nullable Object[] brought;
    private boolean[] present;
    private int missing;
    private long meetings;
    private @Nullable Object[] last = new @Nullable Object[0];
    private @Nullable DistributedException failure;

    Rendezvous(int size, Duration timeout) {
        this.size = size;
        this.timeoutNanos = timeout.toNanos();
        this.brought = new @Nullable Object[size];
        this.present = new boolean[size];
        this.missing = size;
    }

    /**
     * Waits until all are there.
     *
     * @param call what is asked for, which must be the same for all
     * @return what each brought, by rank; the same array for all
     * @throws DistributedException if the meeting fails, for all
     */
    @Nullable
    Object[] meet(int rank, String call, @Nullable Object own) {
        lock.lock();
        try {
            requireNoFailure();
            if (missing == size) {
                what = call;
                firstRank = rank;
            } else if (!what.equals(call)) {
                throw fail(
                        new DistributedException(
                                "worker " + firstRank + " asks for " + what + ", worker " + rank + " for " + call
                                        + "; all must make the same calls in the same order, with tensors of one dtype and shape"));
            }
            if (present[rank]) {
                throw fail(new DistributedException(
                        "worker " + rank + " came to " + call + " twice; a worker is one thread"));
            }
            present[rank] = true;
            brought[rank] = own;
            if (--missing == 0) {
                last = brought;
                brought = new @Nullable Object[size];
                present = new boolean[size];
                missing = size;
                meetings++;
                met.signalAll();
                return last;
            }
            long meeting = meetings;
            long left = timeoutNanos;
            while (meeting == meetings) {
                requireNoFailure();
                if (left <= 0) {
                    throw fail(new DistributedException(absent() + " did not come to " + call + " within "
                            + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms, where worker " + rank + " waits"));
                }
                left = met.awaitNanos(left);
            }
            // Nobody starts another meeting's result before all have left: each must come for it.
            return last;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw fail(new DistributedException("worker " + rank + " was interrupted in " + call, e));
        } finally {
            lock.unlock();
        }
    }

    /** Makes all meetings fail from now on, those under way too; the first reason stays. */
    void abort(DistributedException reason) {
        lock.lock();
        try {
            end(reason);
        } finally {
            lock.unlock();
        }
    }

    private DistributedException fail(DistributedException reason) {
        end(reason);
        return reason;
    }

    private void end(DistributedException reason) {
        if (failure == null) {
            failure = reason;
            met.signalAll();
        }
    }

    private void requireNoFailure() {
        DistributedException reason = failure;
        if (reason != null) {
            throw new DistributedException("the group of workers has ended: " + reason.getMessage(), reason);
        }
    }

    private String absent() {
        StringBuilder names = new StringBuilder("worker");
        for (int rank = 0; rank < size; rank++) {
            names.append(present[rank] ? "" : " " + rank);
        }
        return names.toString();
    }
}
