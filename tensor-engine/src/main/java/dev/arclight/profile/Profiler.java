package dev.arclight.profile;

import dev.arclight.autograd.Interception;
import dev.arclight.tensor.ArclightException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures where a thread's time and memory go, as {@code torch.profiler.profile}: every op, every node of the backward
 * pass and every {@link dev.arclight.autograd.RecordFunction}, from {@link Builder#start} to {@link #close}.
 *
 * <pre>{@code
 * Profiler profiler = Profiler.of(ProfilerActivity.CPU).recordShapes(true).profileMemory(true).start();
 * try (profiler; RecordFunction part = RecordFunction.open("model_inference")) {
 *     output = model.call(input);
 * }
 * System.out.println(profiler.keyAverages().table(SortBy.CPU_TIME_TOTAL, 10));
 * }</pre>
 *
 * <p>Belongs to the thread that started it and sees that thread alone. Results may be asked for after {@code close} or in
 * the handler of a schedule. A program that does not profile pays nothing for it.
 */
public final class Profiler implements AutoCloseable {
    private final Builder settings;
    private final Thread thread;
    private @Nullable Recording recording;
    private @Nullable Interception scope;
    private @Nullable Recording finished;
    private long step;
    private boolean closed;

    private Profiler(Builder settings) {
        this.settings = settings;
        this.thread = Thread.currentThread();
        begin();
    }

    /**
     * A profiler to be set up and started.
     *
     * @throws ArclightException for {@link ProfilerActivity#CUDA}, which there is no backend for
     */
    public static Builder of(ProfilerActivity... activities) {
        for (ProfilerActivity activity : activities) {
            if (activity == ProfilerActivity.CUDA) {
                throw new ArclightException(
                        "a profiler was asked for CUDA, for which there is no backend; ask for ProfilerActivity.CPU");
            }
        }
        return new Builder();
    }

    /**
     * Says that the next step of a loop begins, for a {@linkplain Builder#schedule schedule} and for the trace.
     *
     * @throws ArclightException if the profiler is closed, or this is another thread than it was started in
     */
    public void step() {
        requireOpen("step");
        ProfilerSchedule schedule = settings.schedule;
        boolean completed = schedule != null && schedule.completes(step);
        leaveStep();
        if (completed) {
            finish();
            settings.handler.accept(this);
        }
        step++;
        if (schedule != null) {
            follow(schedule);
        }
        enterStep();
    }

    /** How many steps were said to begin. */
    public long stepNumber() {
        return step;
    }

    /** The sums over all events of each name. */
    public KeyAverages keyAverages() {
        return keyAverages(false);
    }

    /** @param groupByInputShape whether calls on other dtypes or shapes are kept apart; they must have been recorded */
    public KeyAverages keyAverages(boolean groupByInputShape) {
        Recording done = done();
        return new KeyAverages(done.averages(groupByInputShape), groupByInputShape, settings.memory, done.duration());
    }

    /** The events in the order of their ends: the first {@link Builder#maxEvents} of them. */
    public List<ProfilerEvent> events() {
        return List.copyOf(done().events());
    }

    /**
     * Writes the events for Perfetto or chrome://tracing; packed if the name ends in {@code .gz}. A file that is there is
     * replaced.
     *
     * @throws dev.arclight.io.ModelAccessException if it cannot be written
     */
    public void exportChromeTrace(Path file) {
        Recording done = done();
        ChromeTrace.write(file, done.events(), done.dropped(), thread.getId(), settings.memory);
    }

    /** Ends the recording; does nothing the second time. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        requireOpen("close");
        boolean recorded =
                settings.schedule == null || settings.schedule.action(step) == ProfilerSchedule.Action.RECORD;
        leaveStep();
        if (recorded) {
            finish();
            settings.handler.accept(this);
        } else {
            discard();
        }
        closed = true;
    }

    private void begin() {
        if (settings.schedule == null) {
            open();
        } else {
            follow(settings.schedule);
        }
        enterStep();
    }

    /** Opens or forgets a recording as a schedule says for the step that begins. */
    private void follow(ProfilerSchedule schedule) {
        ProfilerSchedule.Action action = schedule.action(step);
        boolean begins = step == 0 || schedule.action(step - 1) != action || schedule.completes(step - 1);
        if (begins) {
            discard();
            if (action != ProfilerSchedule.Action.NONE) {
                open();
            }
        }
    }

    private void open() {
        Recording opened = new Recording(settings.shapes, settings.memory, settings.maxEvents);
        recording = opened;
        scope = Interception.open(opened);
    }

    private void enterStep() {
        if (recording != null && settings.schedule != null) {
            recording.enter("ProfilerStep#" + step);
        }
    }

    private void leaveStep() {
        if (recording != null && settings.schedule != null) {
            recording.leave();
        }
    }

    private void finish() {
        Recording done = recording;
        discard();
        if (done != null) {
            done.stop();
            finished = done;
        }
    }

    private void discard() {
        if (scope != null) {
            scope.close();
        }
        scope = null;
        recording = null;
    }

    private Recording done() {
        if (finished == null) {
            throw new ArclightException(
                    "this profiler has recorded nothing yet; close it, or ask in the handler of its schedule");
        }
        return finished;
    }

    private void requireOpen(String what) {
        if (closed) {
            throw new ArclightException(what + ": this profiler is closed; start another");
        }
        if (Thread.currentThread() != thread) {
            throw new ArclightException(what + ": this profiler belongs to the thread " + thread.getName()
                    + ", which started it; this is " + Thread.currentThread().getName());
        }
    }

    /** What a profiler records. */
    public static final class Builder {
        private static final int DEFAULT_MAX_EVENTS = 1_000_000;

        private boolean shapes;
        private boolean memory;
        private int maxEvents = DEFAULT_MAX_EVENTS;
        private @Nullable ProfilerSchedule schedule;
        private Consumer<Profiler> handler = profiler -> {};

        private Builder() {}

        /** Whether events keep the dtypes and shapes of their inputs; not by default. */
        public Builder recordShapes(boolean value) {
            shapes = value;
            return this;
        }

        /** Whether bytes are counted, of new tensors and of the Java heap; not by default. */
        public Builder profileMemory(boolean value) {
            memory = value;
            return this;
        }

        /** How many events are kept, a million by default; averages count those beyond too. */
        public Builder maxEvents(int value) {
            if (value < 0) {
                throw new ArclightException("a profiler cannot keep " + value + " events; maxEvents must be ≥ 0");
            }
            maxEvents = value;
            return this;
        }

        /** Which steps are recorded; all that happens until {@code close} by default. */
        public Builder schedule(ProfilerSchedule value) {
            schedule = value;
            return this;
        }

        /** Called when a cycle of the schedule is complete, and at the end; as {@code on_trace_ready}. */
        public Builder onTraceReady(Consumer<Profiler> value) {
            handler = value;
            return this;
        }

        /** Begins to record what this thread does. */
        public Profiler start() {
            return new Profiler(copy());
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.shapes = shapes;
            copy.memory = memory;
            copy.maxEvents = maxEvents;
            copy.schedule = schedule;
            copy.handler = handler;
            return copy;
        }
    }
}
