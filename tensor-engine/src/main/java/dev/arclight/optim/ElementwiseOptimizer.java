package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.StepRule;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer that moves each number by its own gradient and what it remembers of it, so that a step is one pass over
 * each parameter.
 *
 * @param <T> the optimizer itself, which its settings return
 */
abstract class ElementwiseOptimizer<T extends ElementwiseOptimizer<T>> extends Optimizer {
    private final List<@Nullable ParameterState> states = new ArrayList<>();
    private final List<String> slots;
    private final List<String> numbers;

    /**
     * @param numbers names of single numbers that are remembered of each parameter
     * @param slots names of the tensors that are remembered, in the order of the {@link StepRule}'s state
     */
    ElementwiseOptimizer(List<?> parameters, Options options, List<String> numbers, String... slots) {
        super(parameters, options);
        this.numbers = numbers;
        this.slots = List.of(slots);
    }

    abstract T self();

    final T with(String name, @Nullable Object value) {
        option(name, value);
        return self();
    }

    /** Whether the parameters go up their gradients instead of down; false by default. */
    public final T maximize(boolean value) {
        return with("maximize", value);
    }

    /** The arithmetic of a step; called when the parameter's steps are counted already. */
    abstract StepRule rule(ParamGroup group, ParameterState state);

    /** @throws ArclightException if options of a group contradict each other; called in every step */
    void check(ParamGroup group) {}

    /** Whether parameters of one group that made the same number of steps have the same rule. */
    boolean sharesRule() {
        return true;
    }

    /** Whether a group's options need a slot; optional ones may be missing from a state dict. */
    boolean needs(int slot, ParamGroup group) {
        return true;
    }

    boolean isOptional(int slot) {
        return false;
    }

    /** What a slot is filled with at first. */
    double initial(int slot, ParamGroup group) {
        return 0;
    }

    double initialNumber(int number, ParamGroup group) {
        return 0;
    }

    /** Whether a state dict says how many steps were made. */
    boolean countsSteps() {
        return true;
    }

    /** Whether something is remembered before the first step. */
    boolean remembersFromTheStart() {
        return false;
    }

    /** Called after each step of a parameter. */
    void stepped(ParamGroup group, ParameterState state) {}

    @Override
    final void update() {
        int index = 0;
        for (ParamGroup group : paramGroups()) {
            check(group);
            StepRule rule = null;
            long ruleSteps = 0;
            boolean ruleFresh = false;
            for (Tensor parameter : group.params()) {
                Tensor grad = parameter.grad();
                if (grad != null) {
                    ParameterState state = prepared(index, group);
                    state.steps++;
                    if (rule == null || !sharesRule() || state.steps != ruleSteps || state.fresh != ruleFresh) {
                        rule = rule(group, state);
                        ruleSteps = state.steps;
                        ruleFresh = state.fresh;
                    }
                    Steps.apply(rule, parameter, grad, state);
                    state.fresh &= !slots.isEmpty() && !needs(0, group);
                    stepped(group, state);
                }
                index++;
            }
        }
    }

    private ParameterState state(int index, ParamGroup group) {
        while (states.size() <= index) {
            states.add(null);
        }
        ParameterState state = states.get(index);
        if (state == null) {
            state = new ParameterState(slots.size(), numbers.size());
            for (int i = 0; i < numbers.size(); i++) {
                state.numbers[i] = initialNumber(i, group);
            }
            states.set(index, state);
        }
        return state;
    }

    /** The state of a parameter with all slots that the group's options need. */
    private ParameterState prepared(int index, ParamGroup group) {
        ParameterState state = state(index, group);
        Tensor parameter = parameters().get(index);
        for (int i = 0; i < slots.size(); i++) {
            Tensor slot = state.slot(i);
            if (slot == null) {
                if (needs(i, group)) {
                    Tensor made = SavedState.zeros(parameter.dtype(), parameter);
                    double initial = initial(i, group);
                    if (initial != 0) {
                        made.fill_(initial);
                    }
                    state.slot(i, made);
                    state.fresh |= i == 0;
                }
            } else if (slot.dtype() != parameter.dtype() || !slot.shape().equals(parameter.shape())) {
                throw new ArclightException(name() + ": a parameter is " + parameter.type() + " now, but what is"
                        + " remembered of it is " + slot.type()
                        + "; convert a module before an optimizer is made for it");
            }
        }
        return state;
    }

    @Override
    public final List<Tensor> stateTensors() {
        List<Tensor> all = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            int index = 0;
            for (ParamGroup group : paramGroups()) {
                for (int i = 0; i < group.params().size(); i++) {
                    Tensor tensor = prepared(index++, group).slot(slot);
                    if (tensor != null && needs(slot, group)) {
                        all.add(tensor);
                    }
                }
            }
        }
        return all;
    }

    @Override
    public final long[] steps() {
        long[] all = new long[parameters().size()];
        for (int i = 0; i < Math.min(all.length, states.size()); i++) {
            ParameterState state = states.get(i);
            all[i] = state == null ? 0 : state.steps;
        }
        return all;
    }

    @Override
    public final void steps(long... values) {
        if (values.length != parameters().size() || Arrays.stream(values).anyMatch(value -> value < 0)) {
            throw new ArclightException("an optimizer of " + parameters().size() + " parameters got the steps "
                    + Arrays.toString(values) + "; expected a number ≥ 0 for each");
        }
        int index = 0;
        for (ParamGroup group : paramGroups()) {
            for (int i = 0; i < group.params().size(); i++) {
                ParameterState state = state(index, group);
                state.steps = values[index++];
                state.fresh = state.steps == 0;
            }
        }
    }

    @Override
    final Map<String, @Nullable Object> entry(int index) {
        ParameterState state = remembersFromTheStart()
                ? prepared(index, group(index))
                : index < states.size() ? states.get(index) : null;
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        if (state == null || (state.steps == 0 && !remembersFromTheStart())) {
            return entry;
        }
        if (countsSteps()) {
            entry.put("step", SavedState.scalar((double) state.steps));
        }
        for (int i = 0; i < numbers.size(); i++) {
            entry.put(numbers.get(i), SavedState.scalar(state.numbers[i]));
        }
        for (int i = 0; i < slots.size(); i++) {
            Tensor slot = state.slot(i);
            if (slot != null && !(state.fresh && i == 0 && !remembersFromTheStart())) {
                entry.put(slots.get(i), slot);
            }
        }
        return entry;
    }

    private ParamGroup group(int index) {
        int last = -1;
        for (ParamGroup group : paramGroups()) {
            last += group.params().size();
            if (index <= last) {
                return group;
            }
        }
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    final Runnable loading(int index, Map<String, @Nullable Object> entry) {
        ParamGroup group = group(index);
        if (entry.isEmpty()) {
            return () -> {
                if (index < states.size()) {
                    states.set(index, null);
                }
            };
        }
        entry.keySet().forEach(key -> {
            if (!slots.contains(key) && !numbers.contains(key) && !key.equals("step")) {
                throw new ArclightException(name() + ".loadStateDict: the state of parameter " + index + " has '" + key
                        + "', which this optimizer does not remember; expected "
                        + String.join(", ", slots) + "; it is of another kind of optimizer");
            }
        });
        ParameterState loaded = new ParameterState(slots.size(), numbers.size());
        Tensor parameter = parameters().get(index);
        for (int i = 0; i < slots.size(); i++) {
            Object value = entry.get(slots.get(i));
            if (value == null && isOptional(i)) {
                continue;
            }
            if (!(value instanceof Tensor tensor) || !tensor.shape().equals(parameter.shape())) {
                throw new ArclightException(name() + ".loadStateDict: '" + slots.get(i) + "' of parameter " + index
                        + " is "
                        + (value == null ? "missing" : SavedState.describe(value))
                        + "; expected a tensor of shape " + parameter.shape());
            }
            loaded.slot(i, SavedState.owned(tensor, parameter.dtype()));
        }
        for (int i = 0; i < numbers.size(); i++) {
            loaded.numbers[i] = SavedState.number(name(), index, entry, numbers.get(i));
        }
        if (countsSteps()) {
            loaded.steps = (long) SavedState.number(name(), index, entry, "step");
        } else {
            loaded.steps = loaded.slot(0) == null ? 0 : 1;
        }
        return () -> {
            state(index, group);
            states.set(index, loaded);
        };
    }
}
