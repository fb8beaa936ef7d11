package dev.arclight.optim;

import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.RecordFunction;
import dev.arclight.autograd.RemovableHandle;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Stateful;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes parameters by their gradients, as {@code torch.optim.Optimizer}. Belongs to one thread.
 *
 * <pre>{@code
 * Optimizer optimizer = new SGD(model.parameters(), 0.01).momentum(0.9);
 * for (...) {
 *     optimizer.zeroGrad();
 *     criterion.forward(model.forward(x), y).backward();
 *     optimizer.step();
 * }
 * }</pre>
 *
 * <p>Parameters are floating tensors of any strides; those of float16 and bfloat16 are computed in float32 and rounded
 * once. One without a gradient is left alone. What an optimizer remembers is made when a parameter has its first
 * gradient, in the parameter's dtype.
 */
public abstract class Optimizer implements Stateful {
    private final Options options;

    /** How profiles call a step. */
    private final String stepName;

    private final List<ParamGroup> groups = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();
    private final Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Consumer<Optimizer>> preHooks = new CopyOnWriteArrayList<>();
    private final List<Consumer<Optimizer>> postHooks = new CopyOnWriteArrayList<>();

    /**
     * For parameters or groups of them.
     *
     * @param parameters tensors, or {@link ParamGroup}s
     * @throws ArclightException if there are none, one is not floating, is there twice, or is the result of an
     *     operation, to which gradients do not come unless {@link Tensor#retainGrad} asks for them; or if an option is
     * not accepted
     */
    Optimizer(List<?> parameters, Options options) {
        this.options = options;
        this.stepName = "Optimizer.step#" + options.optimizer() + ".step";
        options.defaults().forEach(options::accepted);
        if (parameters.isEmpty()) {
            throw new ArclightException(
                    options.optimizer() + ": an optimizer got no parameters; pass model.parameters()");
        }
        if (parameters.get(0) instanceof ParamGroup) {
            for (Object group : parameters) {
                if (!(group instanceof ParamGroup given)) {
                    throw new ArclightException(options.optimizer() + ": got a list of parameter groups with a "
                            + group.getClass().getSimpleName() + " in it; expected ParamGroups only");
                }
                add(given);
            }
        } else {
            List<Tensor> tensors = new ArrayList<>();
            for (Object parameter : parameters) {
                if (!(parameter instanceof Tensor tensor)) {
                    throw new ArclightException(options.optimizer() + ": an optimizer can only optimize tensors, but"
                            + " one of the parameters is a "
                            + parameter.getClass().getSimpleName());
                }
                tensors.add(tensor);
            }
            add(new ParamGroup(tensors));
        }
    }

    /** The groups in the order they were added; their options may be changed at any time. */
    public final List<ParamGroup> paramGroups() {
        return Collections.unmodifiableList(groups);
    }

    /**
     * Adds parameters with options of their own, as {@code add_param_group}.
     *
     * @throws ArclightException as the constructors
     */
    public void addParamGroup(ParamGroup group) {
        add(group);
    }

    private void add(ParamGroup group) {
        Set<Tensor> fresh = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor parameter : group.params()) {
            if (!parameter.dtype().isFloating()) {
                throw new ArclightException(
                        options.optimizer() + ": an optimizer takes floating parameters, got " + parameter.type());
            }
            if (!parameter.isLeaf() && !parameter.retainsGrad()) {
                throw new ArclightException(options.optimizer() + ": can't optimize a tensor that is no leaf but the"
                        + " result of an operation, " + parameter.type()
                        + "; pass what it was computed from, or detach it and ask for its gradient");
            }
            if (known.contains(parameter) || !fresh.add(parameter)) {
                throw new ArclightException(options.optimizer() + ": a parameter of type " + parameter.type()
                        + " appears more than once; it would be changed twice in each step");
            }
        }
        group.join(options);
        known.addAll(fresh);
        groups.add(group);
        parameters.addAll(group.params());
    }

    /** The parameters of all groups in the order they were given. */
    public final List<Tensor> parameters() {
        return Collections.unmodifiableList(parameters);
    }

    /** What groups get that do not set an option themselves, by PyTorch's names. */
    public final Map<String, @Nullable Object> defaults() {
        return options.defaults();
    }

    /** The learning rate of the first group. */
    public final double learningRate() {
        return groups.get(0).lr();
    }

    /** Sets the learning rate of all groups. @throws ArclightException if it is negative or not finite */
    public final void learningRate(double value) {
        groups.forEach(group -> group.lr(value));
    }

    /** Sets the default of an option and, with it, the option of all groups that do not set it themselves. */
    final void option(String name, @Nullable Object value) {
        Object accepted = options.accepted(name, value);
        options.setDefault(name, accepted);
        groups.forEach(group -> group.inherit(name, accepted));
    }

    final String name() {
        return options.optimizer();
    }

    /** Forgets all gradients. */
    public final void zeroGrad() {
        zeroGrad(true);
    }

    /**
     * Forgets all gradients, or sets them to 0.
     *
     * @param setToNone whether they are forgotten; a parameter with a gradient of zeros still takes part in a step, and
     *     decays
     */
    public final void zeroGrad(boolean setToNone) {
        for (int i = 0; i < parameters.size(); i++) {
            Tensor parameter = parameters.get(i);
            Tensor grad = parameter.grad();
            if (grad == null) {
                continue;
            }
            if (setToNone) {
                parameter.setGrad(null);
                continue;
            }
            Tensor plain = grad.requiresGrad() ? grad.detach() : grad;
            try (GradMode.Scope scope = GradMode.noGrad()) {
                plain.zero_();
            }
            parameter.setGrad(plain);
        }
    }

    /**
     * Changes every parameter that has a gradient.
     *
     * @throws ArclightException if this optimizer needs a closure, as {@link LBFGS} does
     */
    public final void step() {
        try (RecordFunction part = RecordFunction.open(stepName)) {
            preHooks.forEach(hook -> hook.accept(this));
            try (GradMode.Scope scope = GradMode.noGrad()) {
                update();
            }
            postHooks.forEach(hook -> hook.accept(this));
        }
    }

    /**
     * As {@link #step()} after a closure that computes the gradients.
     *
     * @param closure forgets the gradients, computes the loss, calls its {@code backward} and returns it
     * @return the loss
     */
    public final Tensor step(Supplier<Tensor> closure) {
        try (RecordFunction part = RecordFunction.open(stepName)) {
            preHooks.forEach(hook -> hook.accept(this));
            Tensor loss;
            try (GradMode.Scope scope = GradMode.noGrad()) {
                loss = update(() -> {
                    try (GradMode.Scope recording = GradMode.enableGrad()) {
                        return closure.get();
                    }
                });
            }
            postHooks.forEach(hook -> hook.accept(this));
            return loss;
        }
    }

    /** A step without a closure. */
    abstract void update();

    /** A step with one, which is called with gradients recorded. */
    Tensor update(Supplier<Tensor> closure) {
        Tensor loss = closure.get();
        update();
        return loss;
    }

    /** Calls {@code hook} before every step, also before its closure. */
    public final RemovableHandle registerStepPreHook(Consumer<Optimizer> hook) {
        return RemovableHandle.add(preHooks, hook);
    }

    /** Calls {@code hook} after every step. */
    public final RemovableHandle registerStepPostHook(Consumer<Optimizer> hook) {
        return RemovableHandle.add(postHooks, hook);
    }

    /**
     * What is remembered between steps, for averaging: a tensor for each kind and parameter, the live one, made now if
     * it was not yet needed. Single numbers, such as the counts of {@link #steps()}, are not among them.
     */
    public abstract List<Tensor> stateTensors();

    /**
     * How many steps each parameter has made, in the parameters' order: as many as it had gradients, which updates
     * depend on.
     */
    public abstract long[] steps();

    /**
     * Continues as if the parameters had made so many steps.
     *
     * @throws ArclightException if these are not as many numbers as there are parameters, or one is negative
     */
    public abstract void steps(long... values);

    /**
     * All that the next step depends on but parameters and gradients, in PyTorch's layout: {@code "state"} by the
     * parameter's number, {@code "param_groups"} with the options and the numbers of the parameters. Its tensors are
     * the live ones.
     */
    @Override
    public final Map<String, Object> stateDict() {
        Map<String, Object> state = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            Map<String, @Nullable Object> entry = entry(i);
            if (!entry.isEmpty()) {
                state.put(Integer.toString(i), entry);
            }
        }
        List<Object> packed = new ArrayList<>();
        int next = 0;
        for (ParamGroup group : groups) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>(group.options());
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < group.params().size(); i++) {
                numbers.add(next++);
            }
            all.put("params", numbers);
            packed.add(all);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("state", state);
        all.put("param_groups", packed);
        return all;
    }

    /**
     * Continues from a state dict of an optimizer of the same kind over parameters of the same shapes, in the same
     * groups; one that PyTorch wrote will do. Options that it has not keep their values.
     *
     * @throws ArclightException saying what does not fit; nothing is changed then
     */
    @Override
    public final void loadStateDict(Map<String, Object> state) {
        SavedState saved = new SavedState(name(), state);
        List<Map<String, @Nullable Object>> settings = saved.options(groups, options);
        Map<Integer, Map<String, @Nullable Object>> entries = saved.entries(parameters.size());
        List<Runnable> changes = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            int index = i;
            changes.add(loading(index, entries.getOrDefault(index, Map.of())));
        }
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).restore(settings.get(i));
        }
        changes.forEach(Runnable::run);
    }

    /** What is remembered of a parameter, by PyTorch's names; empty if nothing. */
    abstract Map<String, @Nullable Object> entry(int index);

    /**
     * What makes this optimizer remember an entry, checked and copied.
     *
     * @throws ArclightException if the entry does not fit the parameter
     */
    abstract Runnable loading(int index, Map<String, @Nullable Object> entry);

    /** As PyTorch prints an optimizer: its groups with their options. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name()).append(" (");
        for (int i = 0; i < groups.size(); i++) {
            text.append("\nParameter Group ").append(i);
            groups.get(i)
                    .options()
                    .forEach((key, value) ->
                            text.append("\n    ").append(key).append(": ").append(value));
        }
        return text.append("\n)").toString();
    }
}
