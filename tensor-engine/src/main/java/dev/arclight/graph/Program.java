package dev.arclight.graph;

import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.Interception;
import dev.arclight.kernel.Backend;
import dev.arclight.kernel.Backends;
import dev.arclight.kernel.BoundCall;
import dev.arclight.op.Dispatch;
import dev.arclight.op.MemoryOrder;
import dev.arclight.op.Overwriting;
import dev.arclight.op.ViewOp;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A forward pass for inputs of certain types: its calls, bound to the memory that they read and write. */
final class Program {
    /** A constant and how often it had been changed when this was compiled. */
    private record Constant(Storage storage, int version) {}

    private static final BoundCall NOTHING = () -> {};

    private final Trace trace;
    private final List<Step> steps;
    private final MemoryPlan plan;
    private final CompiledModel model;
    private final TensorType[] types;
    private final Constant[] constants;

    /** By number; the inputs' are those of the last run. */
    private final Tensor[] values;

    private final BoundCall[] calls;
    private final Tensor[] results;

    /** What calls are bound to: the tensors of the last run, and the arrays that they lay in. */
    private final @Nullable Tensor[] given;

    private final @Nullable Object[] arrays;

    private Program(CompiledModel model, Trace trace, List<Step> steps, MemoryPlan plan) {
        this.model = model;
        this.trace = trace;
        this.steps = steps;
        this.plan = plan;
        this.values = trace.values.toArray(Tensor[]::new);
        this.calls = new BoundCall[steps.size()];
        this.results = new Tensor[trace.outputs().length];
        this.given = new @Nullable Tensor[trace.inputs];
        this.arrays = new @Nullable Object[trace.inputs];
        this.types = new TensorType[trace.inputs];
        for (int i = 0; i < types.length; i++) {
            types[i] = values[i].type();
        }
        Object[] slots = plan.arrays();
        for (int i = 0; i < values.length; i++) {
            if (plan.slot(i) >= 0) {
                Tensor all = Tensor.over(slots[plan.slot(i)], values[i].type());
                values[i] =
                        values[i].isContiguous() ? all : Tensor.alias(all, values[i].shape(), values[i].strides(), 0);
            }
        }
        constants = constants();
        Arrays.fill(calls, NOTHING);
        bind(true);
        collect();
        trace.release();
    }

    /** Records what the model does with these inputs, and checks that the same is done again with others. */
    static Program compile(CompiledModel model, Tensor[] inputs) {
        if (Interception.current() != null) {
            throw new ArclightException(
                    "CompiledModel: inputs of new shapes came while a profiler, mixed precision or another"
                            + " interceptor was at work around the session; run such inputs once outside, or open it inside forward");
        }
        return Arena.suspended(() -> compiled(model, inputs));
    }

    private static Program compiled(CompiledModel model, Tensor[] inputs) {
        Tensor[] plain = contiguous(inputs);
        // The computation may write over its inputs, which only the run that was asked for shall do.
        Tensor[] first = copies(plain);
        Trace trace = Trace.of(model, first);
        List<Step> steps = Fusion.of(trace);
        Tensor[] expected = copies(trace.results());
        Program program = new Program(model, trace, steps, MemoryPlan.of(trace, steps));
        program.verify(copies(plain), expected, first);
        Tensor[] others = new Tensor[plain.length];
        for (int i = 0; i < others.length; i++) {
            int[] dims = new int[plain[i].rank()];
            Arrays.setAll(dims, d -> d);
            others[i] = dims.length == 0 ? plain[i] : plain[i].flip(dims);
        }
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Tensor[] second = copies(others);
            program.verify(copies(others), copies(model.forward().run(second)), second);
        }
        return program;
    }

    private static Tensor[] contiguous(Tensor[] inputs) {
        Tensor[] plain = inputs;
        for (int i = 0; i < inputs.length; i++) {
            if (!inputs[i].isContiguous()) {
                plain = plain == inputs ? inputs.clone() : plain;
                plain[i] = inputs[i].contiguous();
            }
        }
        return plain;
    }

    private static Tensor[] copies(Tensor[] tensors) {
        return Arrays.stream(tensors).map(each -> each.detach().clone()).toArray(Tensor[]::new);
    }

    /** @param left the inputs as the forward pass leaves them */
    private void verify(Tensor[] inputs, Tensor[] expected, Tensor[] left) {
        Tensor[] got = run(inputs);
        for (int i = 0; i < expected.length; i++) {
            requireSame("result", i, got[i], expected[i]);
        }
        for (int i = 0; i < left.length; i++) {
            requireSame("input", i, inputs[i], left[i]);
        }
    }

    private static void requireSame(String what, int i, Tensor got, Tensor expected) {
        if (!got.shape().equals(expected.shape()) || !sameBits(got, expected)) {
            throw new ArclightException(
                    "CompiledModel: " + what + " " + i + " of the compiled network differs from that of its"
                            + " forward pass, which must depend on its inputs in ways that tensors' operations do not show:"
                            + " through item(), arrays, random numbers or branches; do not compile it");
        }
    }

    private static boolean sameBits(Tensor a, Tensor b) {
        if (!a.dtype().isFloating()) {
            return a.equal(b);
        }
        return a.eq(b).logicalOr(a.isnan().logicalAnd(b.isnan())).all().itemBoolean();
    }

    private Constant[] constants() {
        Set<Storage> found = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Step step : steps) {
            for (int input : step.inputs()) {
                if (trace.isConstant(trace.owner(input))) {
                    found.add(values[input].storage());
                }
            }
        }
        return found.stream()
                .map(storage -> new Constant(storage, storage.version()))
                .toArray(Constant[]::new);
    }

    /** Whether inputs have this program's types. */
    boolean takes(Tensor[] inputs) {
        if (inputs.length != types.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (!InferenceSession.is(inputs[i], types[i])) {
                return false;
            }
        }
        return true;
    }

    boolean takes(Tensor input) {
        return types.length == 1 && InferenceSession.is(input, types[0]);
    }

    Tensor[] run(Tensor[] inputs) {
        for (int i = 0; i < inputs.length; i++) {
            if (!isBound(i, inputs[i])) {
                give(inputs);
                break;
            }
        }
        return execute();
    }

    Tensor[] run(Tensor input) {
        if (!isBound(0, input)) {
            give(new Tensor[] {input});
        }
        return execute();
    }

    /**
     * Whether calls read an input where it lies. It may have got other memory since the last run, and asking for its array fails
     * if that went back to an arena.
     */
    private boolean isBound(int i, Tensor input) {
        Tensor bound = values[i];
        return input == given[i]
                && input.storage().array() == arrays[i]
                && input.offset() == bound.offset()
                && input.isContiguous();
    }

    private Tensor[] execute() {
        for (Constant constant : constants) {
            if (constant.storage.version() != constant.version) {
                throw new ArclightException("CompiledModel: a weight of " + constant.storage.length()
                        + " elements was changed after the network was compiled; compile it again");
            }
        }
        for (BoundCall call : calls) {
            call.run();
        }
        return results;
    }

    /** Binds what reads the inputs to others. */
    private void give(Tensor[] inputs) {
        requireWritable(inputs);
        Tensor[] plain = contiguous(inputs);
        // Until all calls are bound to them, so that a run after one that was broken off in between binds again.
        Arrays.fill(given, null);
        for (int i = 0; i < inputs.length; i++) {
            // Another look, since the tensor itself may come to lie elsewhere.
            values[i] = Tensor.alias(plain[i], plain[i].shape(), plain[i].strides(), plain[i].offset());
        }
        bind(false);
        collect();
        for (int i = 0; i < inputs.length; i++) {
            // A copy is made anew each time, since the original may change.
            given[i] = plain[i] == inputs[i] ? inputs[i] : null;
            arrays[i] = plain[i].storage().array();
        }
    }

    /** What is written over must be the caller's memory itself, and no other input's. */
    private void requireWritable(Tensor[] inputs) {
        for (int i = 0; i < inputs.length; i++) {
            if (!trace.isWritten(i)) {
                continue;
            }
            if (!inputs[i].isContiguous()) {
                throw new ArclightException("CompiledModel: the network writes over input " + i + " of shape "
                        + inputs[i].shape() + ", which is not contiguous; give contiguous() memory");
            }
            for (int other = 0; other < inputs.length; other++) {
                if (other != i && overlap(inputs[i], inputs[other])) {
                    throw new ArclightException("CompiledModel: the network writes over input " + i
                            + ", whose memory is input " + other + "'s too; give a clone() of one");
                }
            }
        }
    }

    private static boolean overlap(Tensor contiguous, Tensor other) {
        if (contiguous.storage() != other.storage()) {
            return false;
        }
        int start = contiguous.offset();
        int end = start + contiguous.numel();
        return !other.isContiguous() || other.offset() < end && start < other.offset() + other.numel();
    }

    /** @param all whether calls are bound too that do not read the inputs themselves */
    private void bind(boolean all) {
        Backend backend = Backends.cpu();
        boolean[] moved = new boolean[values.length];
        Arrays.fill(moved, 0, types.length, true);
        for (int i = 0; i < calls.length; i++) {
            Step step = steps.get(i);
            boolean here = all;
            for (int input : step.inputs()) {
                here |= moved[input];
            }
            if (!here) {
                continue;
            }
            if (step.op() instanceof ViewOp view) {
                int output = step.outputs()[0];
                Tensor base = values[step.inputs()[0]];
                ViewOp.Layout layout = view.layout(base);
                values[output] = Tensor.alias(base, values[output].shape(), layout.strides(), layout.offset());
                moved[output] = moved[step.inputs()[0]];
            } else {
                calls[i] = bound(backend, step);
            }
        }
    }

    private BoundCall bound(Backend backend, Step step) {
        Tensor[] inputs = select(step.inputs());
        Tensor[] outputs = select(step.outputs());
        if (step.inPlace()) {
            if (step.op() instanceof Overwriting overwriting) {
                BoundCall direct = backend.bindOver(overwriting, inputs);
                if (direct != null) {
                    Storage target = inputs[0].storage();
                    return () -> {
                        direct.run();
                        target.changed();
                    };
                }
            }
            TensorType[] inputTypes = Arrays.stream(inputs).map(Tensor::type).toArray(TensorType[]::new);
            TensorType type = step.op().infer(inputTypes)[0];
            return () -> Dispatch.writeOver(step.op(), inputs, type);
        }
        boolean[] constant = new boolean[inputs.length];
        for (int i = 0; i < constant.length; i++) {
            constant[i] = trace.isConstant(trace.owner(step.inputs()[i]));
        }
        MemoryOrder order = MemoryOrder.of(outputs[0]);
        return backend.bind(new BoundCall.Request(
                step.op(),
                step.then(),
                order == null ? inputs : order.ordered(inputs),
                constant,
                order == null ? outputs : order.ordered(outputs),
                model.weights()));
    }

    private Tensor[] select(int[] numbers) {
        Tensor[] selected = new Tensor[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            selected[i] = values[numbers[i]];
        }
        return selected;
    }

    private void collect() {
        int[] outputs = trace.outputs();
        for (int i = 0; i < outputs.length; i++) {
            results[i] = values[outputs[i]];
        }
    }

    long plannedBytes() {
        return plan.bytes();
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (Step step : steps) {
            if (!step.isView()) {
                lines.add(step.op().name() + (step.inPlace() ? "_" : "")
                        + (step.then() == null ? "" : " + " + step.then().name()) + " -> "
                        + values[step.outputs()[0]].type());
            }
        }
        return String.join("\n", lines);
    }
}
