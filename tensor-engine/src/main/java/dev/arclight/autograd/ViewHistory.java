package dev.arclight.autograd;

import dev.arclight.op.AsStrided;
import dev.arclight.op.ViewOp;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a view came from the tensor it shows. When their memory is changed in place, the view's own history no longer holds;
 * it is then made anew, as this view of what the base has become.
 */
public final class ViewHistory {
    /** Where a view was made, which decides whether it may be changed in place with gradients recorded. */
    enum Origin {
        RECORDING,
        NO_GRAD,
        INFERENCE,
        FUNCTION
    }

    private final Tensor base;

    /** What both show; the base may be given other memory. */
    private final Storage memory;

    private final @Nullable ViewOp op;
    private final Origin origin;

    /** Whether the base is only what the tensor itself was before it came to look at its memory in another way. */
    private final boolean ofItself;

    /** The base's type when the view was made: one that looks at its memory in another way since has another object. */
    private final TensorType baseType;

    /** The version of the memory that the view's state belongs to. */
    private int version;

    private ViewHistory(Tensor base, @Nullable ViewOp op, Origin origin, boolean ofItself) {
        this.base = base;
        this.op = op;
        this.origin = origin;
        this.ofItself = ofItself;
        this.baseType = base.type();
        this.memory = base.storage();
        this.version = memory.version();
    }

    /** For a view made now. */
    public static ViewHistory of(Tensor base, ViewOp op) {
        ThreadState state = ThreadState.current();
        Origin origin = state.inference ? Origin.INFERENCE : state.gradEnabled ? Origin.RECORDING : Origin.NO_GRAD;
        return new ViewHistory(base, op, origin, false);
    }

    /** For a view that a user's function made, of which no op is known. */
    static ViewHistory ofFunction(Tensor base) {
        return new ViewHistory(base, null, Origin.FUNCTION, false);
    }

    /** This view as what its base itself has become, as of now. */
    public ViewHistory ofItself() {
        return new ViewHistory(base, op, origin, true);
    }

    /** Whether a tensor shows another's memory, and not only its own in another way. */
    public static boolean isOfAnother(@Nullable ViewHistory history) {
        ViewHistory at = history;
        while (at != null && at.ofItself) {
            at = at.base.viewHistory();
        }
        return at != null;
    }

    Origin origin() {
        return origin;
    }

    /** Whether the memory was changed since the view's state was made. */
    public boolean isBehind() {
        return version != memory.version() && origin == Origin.RECORDING && base.storage() == memory;
    }

    /** The tensor at the other end of a chain of views. */
    static Tensor root(Tensor view) {
        Tensor at = view;
        ViewHistory history;
        while ((history = at.viewHistory()) != null) {
            at = history.base;
        }
        return at;
    }

    /** Whether the op, run on the base as it is now, gives the view. */
    private boolean replays() {
        return base.type().equals(baseType);
    }

    /**
     * The views that lead from the root to {@code view}, in that order; a look at the root's memory where one of those
     * between looks at its own in another way since.
     */
    static List<ViewOp> path(Tensor view) {
        ArrayDeque<ViewOp> path = new ArrayDeque<>();
        Tensor at = view;
        boolean replays = true;
        ViewHistory history;
        while ((history = at.viewHistory()) != null) {
            if (history.op == null) {
                throw new IllegalStateException("a view of unknown origin was to be replayed");
            }
            path.addFirst(history.op);
            replays &= history.replays();
            at = history.base;
        }
        if (!replays) {
            AsStrided.Geometry root = new AsStrided.Geometry(Dims.of(at.strides()), 0);
            return List.of(look(view, view.offset() - at.offset(), root));
        }
        return new ArrayList<>(path);
    }

    private static AsStrided look(Tensor view, int offset, AsStrided.Geometry from) {
        return new AsStrided(view.shape(), Dims.of(view.strides()), offset, from);
    }

    /** Brings the state of a view, and of those between it and the root, up to date. */
    public static void refresh(Tensor view) {
        ArrayDeque<Tensor> behind = new ArrayDeque<>();
        Tensor at = view;
        ViewHistory history;
        while ((history = at.viewHistory()) != null && history.isBehind()) {
            behind.push(at);
            at = history.base;
        }
        for (Tensor stale : behind) {
            ViewHistory known = stale.viewHistory();
            if (known != null && known.op != null) {
                known.version = known.memory.version();
                GradState source = known.base.gradState();
                if (source != null) {
                    Tensor[] inputs = {known.base};
                    ViewOp op =
                            known.replays() ? known.op : look(stale, stale.offset(), AsStrided.Geometry.of(known.base));
                    CallNode node = new CallNode(op, new TensorType[] {known.base.type()}, inputs, 1);
                    Tape.succeed(stale, stale.gradState(), new GradState(node, 0));
                }
            }
        }
    }
}
