package dev.arclight.optim;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that an optimizer treats alike and the options it does so with, as an entry of PyTorch's
 * {@code optimizer.param_groups}. What a group does not set comes from its optimizer.
 *
 * <pre>{@code
 * var optimizer = new SGD(List.of(
 *         new ParamGroup(model.base.parameters()),
 *         new ParamGroup(model.head.parameters()).lr(1e-3)), 1e-2).momentum(0.9);
 * }</pre>
 *
 * <p>Options have PyTorch's names ({@code "lr"}, {@code "weight_decay"}, {@code "betas"}); other names may be added, as
 * schedulers do, and are kept.
 */
public final class ParamGroup {
    private final List<Tensor> params;
    private final Map<String, @Nullable Object> options = new LinkedHashMap<>();

    /** What was set here and not by the optimizer. */
    private final Set<String> own = new HashSet<>();

    private @Nullable Options known;

    public ParamGroup(List<Tensor> params) {
        this.params = List.copyOf(params);
    }

    /** A group of one. */
    public ParamGroup(Tensor param) {
        this(List.of(param));
    }

    /** The parameters in the order they were given. */
    public List<Tensor> params() {
        return params;
    }

    /**
     * Sets an option.
     *
     * @param value a number, true or false, text, or a list of numbers
     * @throws ArclightException if the group belongs to an optimizer and that does not take the value; of a group that
     *     does not yet, this is asked when it is added
     */
    public ParamGroup set(String name, @Nullable Object value) {
        if (name.equals("params")) {
            throw new ArclightException("ParamGroup: the parameters of a group cannot be changed; add another group");
        }
        options.put(name, known == null ? value : known.accepted(name, value));
        own.add(name);
        return this;
    }

    /** Sets the learning rate. */
    public ParamGroup lr(double value) {
        return set("lr", value);
    }

    /** Sets how much of a parameter is added to its gradient. */
    public ParamGroup weightDecay(double value) {
        return set("weight_decay", value);
    }

    /** Sets the momentum. */
    public ParamGroup momentum(double value) {
        return set("momentum", value);
    }

    /** Sets how much of the running mean and the running square is kept. */
    public ParamGroup betas(double first, double second) {
        return set("betas", List.of(first, second));
    }

    /** The learning rate. */
    public double lr() {
        return number("lr");
    }

    /** Whether there is such an option. */
    public boolean has(String name) {
        return options.containsKey(name);
    }

    /** An option's value. @throws ArclightException if there is none of that name */
    public @Nullable Object get(String name) {
        Object value = options.get(name);
        if (value == null && !options.containsKey(name)) {
            throw new ArclightException("a parameter group has no option '" + name + "', only " + options.keySet());
        }
        return value;
    }

    /** An option's value as a number. @throws ArclightException if it is none */
    public double number(String name) {
        if (get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw notA("number", name);
    }

    /** One of the numbers of an option such as {@code "betas"}. @throws ArclightException if it is no list of them */
    public double number(String name, int index) {
        if (get(name) instanceof List<?> list && index < list.size() && list.get(index) instanceof Number number) {
            return number.doubleValue();
        }
        throw notA("list of numbers of that length", name);
    }

    /** An option's value as true or false. @throws ArclightException if it is neither */
    public boolean flag(String name) {
        if (get(name) instanceof Boolean flag) {
            return flag;
        }
        throw notA("flag", name);
    }

    /** All options by name; changes as they do. */
    public Map<String, @Nullable Object> options() {
        return Collections.unmodifiableMap(options);
    }

    private ArclightException notA(String kind, String name) {
        return new ArclightException(
                "a parameter group's option '" + name + "' is " + options.get(name) + ", not a " + kind);
    }

    /**
     * Makes this a group of an optimizer.
     *
     * @throws ArclightException if it is one already or has an option that the optimizer does not take
     */
    void join(Options options) {
        if (known != null) {
            throw new ArclightException(
                    "this parameter group belongs to an optimizer already; make a new one of the same parameters");
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(options.defaults());
        this.options.forEach((name, value) -> all.put(name, options.accepted(name, value)));
        this.options.clear();
        this.options.putAll(all);
        known = options;
    }

    /** Sets what the group did not set itself. */
    void inherit(String name, @Nullable Object value) {
        if (!own.contains(name)) {
            options.put(name, value);
        }
    }

    /** Overwrites and adds options, accepted ones. */
    void restore(Map<String, @Nullable Object> values) {
        options.putAll(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("ParamGroup of ").append(params.size());
        options.forEach(
                (name, value) -> text.append("\n    ").append(name).append(": ").append(value));
        return text.toString();
    }
}
