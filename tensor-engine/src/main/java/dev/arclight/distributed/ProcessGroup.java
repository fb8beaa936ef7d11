package dev.arclight.distributed;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker's place among others of the same process, as a group of {@code torch.distributed} is among processes. Each worker is
 * a thread with its own model.
 *
 * <pre>{@code
 * ProcessGroup.launch(4, group -> {
 *     Tensor mine = Tensor.full(group.rank(), 3);
 *     group.allReduce(mine, ReduceOp.SUM);   // 6, 6, 6 in every worker
 * });
 * }</pre>
 *
 * <p>All workers must make the same calls in the same order. Sums are made in the order of the ranks, so that results are the
 * same in all workers and in every run. If a worker fails, or does not come in time, the calls of all others fail too, and nobody
 * waits forever.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class ProcessGroup {
    /** How long a worker waits for others unless told otherwise, as in PyTorch. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

    private static final ThreadLocal<@Nullable ProcessGroup> CURRENT = new ThreadLocal<>();

    private final int rank;
    private final int size;
    private final Rendezvous rendezvous;

    private ProcessGroup(int rank, int size, Rendezvous rendezvous) {
        this.rank = rank;
        this.size = size;
        this.rendezvous = rendezvous;
    }

    /** A group's places, for threads that the caller starts: one for each. */
    public static List<ProcessGroup> create(int size, Duration timeout) {
        if (size < 1 || timeout.isNegative() || timeout.isZero()) {
            throw new ArclightException("a group of " + size + " workers that wait " + timeout
                    + "; expected at least 1 and a time above 0");
        }
        Rendezvous rendezvous = new Rendezvous(size, timeout);
        List<ProcessGroup> places = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            places.add(new ProcessGroup(rank, size, rendezvous));
        }
        return places;
    }

    /** A group of one, which never waits. */
    public static ProcessGroup alone() {
        return create(1, DEFAULT_TIMEOUT).get(0);
    }

    /** {@link #launch(int, Duration, ThreadFactory, Consumer)} with threads of its own. */
    public static void launch(int size, Consumer<ProcessGroup> body) {
        launch(size, DEFAULT_TIMEOUT, Thread::new, body);
    }

    /**
     * Runs a body in a thread for each worker and returns when all have ended. A single worker runs in the caller's thread.
     *
     * @throws DistributedException if a body failed, with its exception as the cause and those of others suppressed
     */
    public static void launch(int size, Duration timeout, ThreadFactory threads, Consumer<ProcessGroup> body) {
        List<ProcessGroup> places = create(size, timeout);
        Failures failures = new Failures();
        if (size == 1) {
            places.get(0).run(body, failures);
        } else {
            List<Thread> started = new ArrayList<>();
            int share = Math.max(1, NumThreads.get() / size);
            for (ProcessGroup place : places) {
                Thread thread = Objects.requireNonNull(threads.newThread(() -> place.run(body, failures, share)));
                thread.setName("arclight-worker-" + place.rank);
                thread.start();
                started.add(thread);
            }
            await(started, places.get(0));
        }
        failures.rethrow();
    }

    @SuppressWarnings("try") // The scope is there to be closed.
    private void run(Consumer<ProcessGroup> body, Failures failures, int computing) {
        try (NumThreads.Scope share = NumThreads.of(computing)) {
            run(body, failures);
        }
    }

    private static void await(List<Thread> threads, ProcessGroup any) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    any.rendezvous.abort(new DistributedException("who waits for the workers was interrupted", e));
                    threads.forEach(Thread::interrupt);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What went wrong in which worker, the first thing first. */
    private static final class Failures {
        private @Nullable DistributedException first;

        synchronized void add(int rank, RuntimeException failure) {
            if (first == null) {
                first = new DistributedException("worker " + rank + " failed: " + failure.getMessage(), failure);
            } else {
                first.addSuppressed(failure);
            }
        }

        synchronized void rethrow() {
            if (first != null) {
                throw first;
            }
        }
    }

    private void run(Consumer<ProcessGroup> body, Failures failures) {
        ProcessGroup before = CURRENT.get();
        CURRENT.set(this);
        boolean ended = false;
        try {
            body.accept(this);
            ended = true;
        } catch (RuntimeException failure) {
            failures.add(rank, failure);
            abort(failure);
            ended = true;
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
            if (!ended) {
                rendezvous.abort(new DistributedException("worker " + rank + " ended with an error of the JVM"));
            }
        }
    }

    /** The group whose worker the current thread is. */
    public static Optional<ProcessGroup> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** This worker's number, from 0. */
    public int rank() {
        return rank;
    }

    /** How many workers there are. */
    public int size() {
        return size;
    }

    /** Ends the group: calls of all others fail from now on, those that wait too. */
    public void abort(Throwable reason) {
        rendezvous.abort(new DistributedException("worker " + rank + " failed: " + reason, reason));
    }

    /** Waits until all are here. */
    public void barrier() {
        meet("barrier", null);
    }

    /**
     * Replaces each worker's tensor by the sum, or another combination, of all.
     *
     * @throws DistributedException if dtypes or shapes differ
     */
    public void allReduce(Tensor tensor, ReduceOp op) {
        if (size == 1) {
            return;
        }
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Tensor flat = flat(tensor);
            String call = call("allReduce " + op, tensor);
            @Nullable Object[] all = meet(call, flat);
            // Each worker adds up its share, in the order of the ranks, while the inputs still are what they were.
            @Nullable
            Object[] shares =
                    meet(call + ", shares", reduced(all, share(flat.numel(), rank), share(flat.numel(), rank + 1), op));
            List<Tensor> parts = new ArrayList<>();
            for (@Nullable Object part : shares) {
                parts.add((Tensor) Objects.requireNonNull(part));
            }
            tensor.detach().copy_(Tensor.cat(parts, 0).view(tensor.shape().toArray()));
        }
    }

    /**
     * A share of the sum, or another combination, of all workers' tensors: rank r gets the r-th of equal parts along the first
     * dimension, as {@code reduce_scatter_tensor}.
     *
     * @throws ShapeException if the first dimension does not divide evenly
     */
    public Tensor reduceScatter(Tensor input, ReduceOp op) {
        if (input.rank() == 0 || input.size(0) % size != 0) {
            throw new ShapeException("reduceScatter: the first dimension of " + input.shape()
                    + " does not divide among " + size + " workers");
        }
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Tensor flat = flat(input);
            int share = flat.numel() / size;
            @Nullable Object[] all = meet(call("reduceScatter " + op, input), flat);
            Tensor reduced = reduced(all, rank * share, (rank + 1) * share, op);
            barrier();
            return reduced.view(input.shape().with(0, input.size(0) / size).toArray());
        }
    }

    private static Tensor reduced(@Nullable Object[] all, int from, int to, ReduceOp op) {
        Tensor result = ((Tensor) Objects.requireNonNull(all[0]))
                .narrow(0, from, to - from)
                .clone();
        for (int i = 1; i < all.length; i++) {
            Tensor next = ((Tensor) Objects.requireNonNull(all[i])).narrow(0, from, to - from);
            switch (op) {
                case SUM, AVG -> result.add_(next);
                case PRODUCT -> result.mul_(next);
                case MIN -> result = result.minimum(next);
                case MAX -> result = result.maximum(next);
            }
        }
        return op == ReduceOp.AVG ? result.div_(all.length) : result;
    }

    private int share(int n, int of) {
        return (int) ((long) n * of / size);
    }

    /** Gives all workers the tensor of one. */
    public void broadcast(Tensor tensor, int source) {
        requireRank("broadcast", source);
        if (size == 1) {
            return;
        }
        try (GradMode.Scope scope = GradMode.noGrad()) {
            String call = call("broadcast from " + source, tensor);
            @Nullable Object[] all = meet(call, rank == source ? flat(tensor) : null);
            if (rank != source) {
                Tensor given = (Tensor) Objects.requireNonNull(all[source]);
                tensor.detach().copy_(given.view(tensor.shape().toArray()));
            }
            meet(call + ", done", null);
        }
    }

    /** The tensors of all workers, by rank; of one dtype and shape. */
    public List<Tensor> allGather(Tensor tensor) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            List<Tensor> gathered = new ArrayList<>();
            for (@Nullable
            Object each : meet(call("allGather", tensor), tensor.detach().clone())) {
                gathered.add(((Tensor) Objects.requireNonNull(each)).clone());
            }
            return gathered;
        }
    }

    /** The objects of all workers, by rank; the same ones, not copies. */
    @SuppressWarnings("unchecked") // All workers bring what they are given back.
    public <T> List<T> allGatherObject(T object) {
        List<T> gathered = new ArrayList<>();
        for (@Nullable Object each : meet("allGatherObject", object)) {
            gathered.add((T) Objects.requireNonNull(each));
        }
        return gathered;
    }

    /**
     * The object of one worker; the same one, not a copy.
     *
     * @param object what is given; only the source's counts
     */
    @SuppressWarnings("unchecked") // All workers give objects of one type.
    public <T> T broadcastObject(T object, int source) {
        requireRank("broadcastObject", source);
        return (T)
                Objects.requireNonNull(meet("broadcastObject from " + source, rank == source ? object : null)[source]);
    }

    private @Nullable Object[] meet(String call, @Nullable Object own) {
        return rendezvous.meet(rank, call, own);
    }

    private void requireRank(String call, int source) {
        if (source < 0 || source >= size) {
            throw new DistributedException(call + ": there is no worker " + source + " among " + size);
        }
    }

    private static String call(String what, Tensor tensor) {
        return what + " of " + tensor.dtype() + tensor.shape();
    }

    private static Tensor flat(Tensor tensor) {
        return tensor.detach().contiguous().view(-1);
    }
}
