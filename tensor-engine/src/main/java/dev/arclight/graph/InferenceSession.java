package dev.arclight.graph;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Runs a {@link CompiledModel} in memory of its own. Belongs to one thread at a time.
 *
 * <p>Results are overwritten by the next run: {@code clone()} what must stay. A program that writes its batches into the
 * same tensor, and runs the same shapes, allocates nothing after its first run; with another tensor each time it allocates
 * some small objects. Programs for the last {@value #MOST} shapes are kept.
 */
public final class InferenceSession {
    private static final int MOST = 8;

    private final CompiledModel model;

    /** The last used first. */
    private final Deque<Program> programs = new ArrayDeque<>();

    InferenceSession(CompiledModel model) {
        this.model = model;
    }

    /**
     * The first result for one input.
     *
     * @throws dev.arclight.tensor.ArclightException what the network itself throws of such an input; or if the model's weights
     *     changed since it was compiled
     */
    public Tensor run(Tensor input) {
        Program last = programs.peekFirst();
        if (last != null && last.takes(input)) {
            return last.run(input)[0];
        }
        return runAll(input)[0];
    }

    /** All results. @throws dev.arclight.tensor.ArclightException as {@link #run} */
    public Tensor[] runAll(Tensor... inputs) {
        return program(inputs).run(inputs);
    }

    private Program program(Tensor[] inputs) {
        Program last = programs.peekFirst();
        if (last != null && last.takes(inputs)) {
            return last;
        }
        Program found = null;
        for (Program program : programs) {
            if (program.takes(inputs)) {
                found = program;
            }
        }
        if (found == null) {
            found = Program.compile(model, inputs);
            if (programs.size() == MOST) {
                programs.removeLast();
            }
        } else {
            programs.remove(found);
        }
        programs.addFirst(found);
        return found;
    }

    /** The bytes of memory that the last run's program holds beside the weights; 0 before the first run. */
    public long plannedBytes() {
        Program last = programs.peekFirst();
        return last == null ? 0 : last.plannedBytes();
    }

    /** The calls of the last run, one a line. */
    @Override
    public String toString() {
        Program last = programs.peekFirst();
        return last == null ? "InferenceSession (nothing was run yet)" : last.toString();
    }

    /** Whether a tensor is of a type. */
    static boolean is(Tensor tensor, TensorType type) {
        return tensor.dtype() == type.dtype() && tensor.shape().equals(type.shape());
    }
}
