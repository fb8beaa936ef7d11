package dev.arclight.nn;

import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.RemovableHandle;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a network with parameters, buffers and parts, all named; as {@code torch.nn.Module}.
 *
 * <pre>{@code
 * final class Net extends Module {
 *     private final Linear fc1 = register("fc1", new Linear(784, 128));
 *     private final Linear fc2 = register("fc2", new Linear(128, 10));
 *
 *     public Tensor forward(Tensor x) {
 *         return fc2.forward(fc1.forward(x).relu());
 *     }
 * }
 * }</pre>
 *
 * <p>{@link #forward} may run on several threads at once in evaluation mode; changing parameters or the mode may not.
 */
public abstract class Module {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Set<String> passing = new HashSet<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private @Nullable ModuleHooks hooks;
    private boolean training = true;

    /**
     * Computes the output; the shapes are each layer's own. A module that takes other arguments overloads this.
     *
     * @throws ArclightException if this module takes no single tensor
     */
    public Tensor forward(Tensor input) {
        throw new ArclightException(getClass().getSimpleName()
                + ": has no forward of a single tensor; call the forward that it declares, or override this one");
    }

    /**
     * Computes the output as {@link #forward} does and runs the hooks; as calling a module does in PyTorch. Sequential and
     * the layers made of layers call their parts so, and a network of one's own should where hooks are wanted. A module
     * that takes other arguments overloads this, by {@link #callAll}.
     */
    public final Tensor call(Tensor input) {
        ModuleHooks own = hooks;
        return own == null ? forward(input) : single(own.call(this, in -> each(forward(given(in[0]))), input));
    }

    /**
     * Runs the hooks around a forward of several tensors; what a module that declares one makes its {@code call} of:
     *
     * <pre>{@code
     * public Tensor call(Tensor left, Tensor right) {
     *     return given(callAll(in -> new Tensor[] {forward(given(in[0]), given(in[1]))}, left, right)[0]);
     * }
     * }</pre>
     *
     * @param forward computes all outputs of all inputs
     * @param inputs null for one that is absent
     */
    protected final @Nullable Tensor[] callAll(ModuleHooks.Computation forward, @Nullable Tensor... inputs) {
        ModuleHooks own = hooks;
        return own == null ? forward.run(inputs) : own.call(this, forward, inputs);
    }

    /** The outputs of a module that has one. */
    static Tensor[] each(Tensor output) {
        return new Tensor[] {output};
    }

    /** The output of a module that has one. */
    static Tensor single(@Nullable Tensor[] outputs) {
        return given(outputs[0]);
    }

    /** A tensor that {@link #callAll} always has, since the argument or result is not optional. */
    protected static Tensor given(@Nullable Tensor tensor) {
        if (tensor == null) {
            throw new ArclightException("a hook returned null for a tensor that is no optional one");
        }
        return tensor;
    }

    /** Runs a hook before each {@link #call}; what it returns, unless null, replaces the inputs. */
    public final RemovableHandle registerForwardPreHook(ModuleHooks.ForwardPre hook) {
        return hooks().before(hook);
    }

    /** Runs a hook after each {@link #call}; what it returns, unless null, replaces the outputs. */
    public final RemovableHandle registerForwardHook(ModuleHooks.Forward hook) {
        return hooks().after(hook);
    }

    /** Runs a hook before gradients pass a {@link #call}; what it returns, unless null, replaces the outputs'. */
    public final RemovableHandle registerFullBackwardPreHook(ModuleHooks.BackwardPre hook) {
        return hooks().beforeBackward(hook);
    }

    /** Runs a hook when gradients have passed a {@link #call}; what it returns, unless null, replaces the inputs'. */
    public final RemovableHandle registerFullBackwardHook(ModuleHooks.Backward hook) {
        return hooks().backward(hook);
    }

    /** Whether any hook would run at a {@link #call} or after it. */
    final boolean hasHooks() {
        return hooks != null && !hooks.isEmpty();
    }

    private ModuleHooks hooks() {
        if (hooks == null) {
            hooks = new ModuleHooks();
        }
        return hooks;
    }

    /** Makes {@code child} a part under this name and returns it. */
    protected final <M extends Module> M register(String name, M child) {
        requireFree(name);
        children.put(name, child);
        return child;
    }

    /** Makes {@code parameter} a leaf that requires a gradient and part of the state under this name. */
    protected final Tensor registerParameter(String name, Tensor parameter) {
        requireFree(name);
        parameters.put(name, parameter.requiresGrad(true));
        return parameter;
    }

    /** Makes {@code buffer} part of the state under this name, without a gradient. */
    protected final Tensor registerBuffer(String name, Tensor buffer) {
        return registerBuffer(name, buffer, true);
    }

    /** @param persistent whether the state dict holds it; else it is made anew with the module */
    protected final Tensor registerBuffer(String name, Tensor buffer, boolean persistent) {
        requireFree(name);
        buffers.put(name, buffer);
        if (!persistent) {
            passing.add(name);
        }
        return buffer;
    }

    /**
     * The buffers that parameters of its own would become in int8: of a weight its codes under the same name, and their scales
     * under one that says {@code scale} instead; others stay as they are. Nothing is changed.
     *
     * @param isWeight by name
     */
    final Map<String, Tensor> inInt8(Predicate<String> isWeight) {
        Map<String, Tensor> rounded = new LinkedHashMap<>();
        parameters.forEach((name, tensor) -> {
            if (isWeight.test(name)) {
                Int8Rounding rounding = Int8Rounding.of(getClass().getSimpleName(), name, tensor);
                rounded.put(name, rounding.codes());
                rounded.put(name.replace("weight", "scale"), rounding.scale());
            } else {
                rounded.put(name, tensor.detach());
            }
        });
        return rounded;
    }

    /** Has these buffers in place of all parameters of its own. */
    final void becomeBuffers(Map<String, Tensor> state) {
        parameters.clear();
        buffers.putAll(state);
    }

    /** Takes out a part that was registered, for containers whose parts change. */
    final void unregister(String name) {
        children.remove(name);
        parameters.remove(name);
    }

    private void requireFree(String name) {
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a part of a module; expected a word without dots");
        }
        if (parameters.containsKey(name) || buffers.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException("this module already has a part called '" + name + "'");
        }
    }

    /** The direct parts by name, in the order they were registered. */
    public final Map<String, Module> namedChildren() {
        return Collections.unmodifiableMap(children);
    }

    /** The direct parts, in the order they were registered. */
    public final List<Module> children() {
        return List.copyOf(children.values());
    }

    /** This under the empty name and all parts by dotted name; one that stands in several places appears at the first. */
    public final Map<String, Module> namedModules() {
        Map<String, Module> all = new LinkedHashMap<>();
        Set<Module> seen = identitySet();
        visit("", (prefix, module) -> {
            if (seen.add(module)) {
                all.put(prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1), module);
            }
        });
        return all;
    }

    /** This and all parts, each once. */
    public final List<Module> modules() {
        return new ArrayList<>(namedModules().values());
    }

    /**
     * The part under a dotted name, this for the empty one.
     *
     * @throws ArclightException naming the parts there are where the name leads astray
     */
    public final Module getSubmodule(String name) {
        Module at = this;
        for (String step : name.isEmpty() ? new String[0] : name.split("\\.", -1)) {
            Module next = at.children.get(step);
            if (next == null) {
                throw new ArclightException("getSubmodule: '" + name + "' leads nowhere: "
                        + at.getClass().getSimpleName() + " has no part '" + step + "', only " + at.children.keySet());
            }
            at = next;
        }
        return at;
    }

    /**
     * The parameter under a dotted name.
     *
     * @throws ArclightException if there is none
     */
    public final Tensor getParameter(String name) {
        int dot = name.lastIndexOf('.');
        Module owner = getSubmodule(dot < 0 ? "" : name.substring(0, dot));
        Tensor found = owner.parameters.get(name.substring(dot + 1));
        if (found == null) {
            throw new ArclightException("getParameter: " + owner.getClass().getSimpleName() + " has no parameter '"
                    + name.substring(dot + 1) + "', only " + owner.parameters.keySet());
        }
        return found;
    }

    /**
     * The buffer under a dotted name.
     *
     * @throws ArclightException if there is none
     */
    public final Tensor getBuffer(String name) {
        int dot = name.lastIndexOf('.');
        Module owner = getSubmodule(dot < 0 ? "" : name.substring(0, dot));
        Tensor found = owner.buffers.get(name.substring(dot + 1));
        if (found == null) {
            throw new ArclightException("getBuffer: " + owner.getClass().getSimpleName() + " has no buffer '"
                    + name.substring(dot + 1) + "', only " + owner.buffers.keySet());
        }
        return found;
    }

    /**
     * All parameters, those of parts included, by dotted name, in the order they were registered; one that is shared
     * appears under its first name.
     */
    public final Map<String, Tensor> namedParameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        Set<Tensor> seen = identitySet();
        visit(
                "",
                (prefix, module) -> module.parameters.forEach((name, tensor) -> {
                    if (seen.add(tensor)) {
                        all.put(prefix + name, tensor);
                    }
                }));
        return all;
    }

    /** All parameters, each once. */
    public final List<Tensor> parameters() {
        return new ArrayList<>(namedParameters().values());
    }

    /** All buffers, those of parts included, by dotted name. */
    public final Map<String, Tensor> namedBuffers() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        visit("", (prefix, module) -> module.buffers.forEach((name, tensor) -> all.put(prefix + name, tensor)));
        return all;
    }

    /** All buffers. */
    public final List<Tensor> buffers() {
        return new ArrayList<>(namedBuffers().values());
    }

    /** Parameters and persistent buffers by dotted name, detached but sharing memory. */
    public final Map<String, Tensor> stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        visit("", (prefix, module) -> {
            module.parameters.forEach((name, tensor) -> all.put(prefix + name, tensor.detach()));
            module.buffers.forEach((name, tensor) -> {
                if (!module.passing.contains(name)) {
                    all.put(prefix + name, tensor);
                }
            });
        });
        return all;
    }

    /**
     * {@link #loadStateDict(Map, boolean)}, strictly.
     *
     * @throws ArclightException naming every missing, unexpected and mis-shaped key; nothing is changed then
     */
    public final void loadStateDict(Map<String, Tensor> state) {
        loadStateDict(state, true);
    }

    /**
     * Copies a state over this module's, as {@code load_state_dict(state, strict)}. A floating tensor may come in another
     * floating dtype, a whole one in another whole one; a change of kind would lose numbers and counts as mis-shaped.
     *
     * @param strict whether missing and unexpected keys are errors; mis-shaped ones always are
     * @return the keys that were missing and unexpected
     * @throws ArclightException naming every key that does not fit; nothing is changed then
     */
    public final IncompatibleKeys loadStateDict(Map<String, Tensor> state, boolean strict) {
        Map<String, Tensor> own = stateDict();
        List<String> missing = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        own.forEach((name, tensor) -> {
            Tensor given = state.get(name);
            if (given == null) {
                missing.add(name);
            } else if (!given.shape().equals(tensor.shape())
                    || given.dtype().isFloating() != tensor.dtype().isFloating()) {
                problems.add(name + " is " + given.type() + ", expected " + tensor.type());
            }
        });
        List<String> unexpected =
                state.keySet().stream().filter(name -> !own.containsKey(name)).toList();
        if (strict) {
            missing.forEach(name -> problems.add("missing " + name));
            unexpected.forEach(name -> problems.add("unexpected " + name));
        }
        if (!problems.isEmpty()) {
            throw new ArclightException("loadStateDict: the state does not fit this "
                    + getClass().getSimpleName() + ": " + String.join("; ", problems));
        }
        try (GradMode.Scope scope = GradMode.noGrad()) {
            own.forEach((name, tensor) -> {
                Tensor given = state.get(name);
                if (given != null) {
                    tensor.copy_(given);
                }
            });
        }
        return new IncompatibleKeys(List.copyOf(missing), unexpected);
    }

    /**
     * What a state dict lacked and had too much.
     *
     * @param missing names of this module's state that the given one lacks
     * @param unexpected names of the given state that this module lacks
     */
    public record IncompatibleKeys(List<String> missing, List<String> unexpected) {}

    /** Switches this and its parts to training mode. */
    public final Module train() {
        return train(true);
    }

    public final Module train(boolean mode) {
        return apply(module -> module.training = mode);
    }

    /** Switches this and its parts to evaluation mode. */
    public final Module eval() {
        return train(false);
    }

    public final boolean isTraining() {
        return training;
    }

    /** Calls {@code action} with every part, innermost first, then with this. */
    public final Module apply(Consumer<Module> action) {
        children.values().forEach(child -> child.apply(action));
        action.accept(this);
        return this;
    }

    /**
     * Converts all floating parameters and buffers, in place, and forgets gradients; as {@code module.to(dtype)}.
     *
     * @throws dev.arclight.tensor.DTypeException if the dtype is not floating
     */
    public final Module to(DType dtype) {
        if (!dtype.isFloating()) {
            throw new DTypeException("Module.to: " + dtype + " is not floating; a module's weights are");
        }
        return apply(module -> {
            Stream.concat(module.parameters.values().stream(), module.buffers.values().stream())
                    .filter(tensor -> tensor.dtype().isFloating())
                    .forEach(tensor -> tensor.setData(tensor.detach().to(dtype)));
        });
    }

    /** All floating parameters and buffers as float32. */
    public final Module toFloat() {
        return to(DType.FLOAT32);
    }

    /** All floating parameters and buffers as float64. */
    public final Module toDouble() {
        return to(DType.FLOAT64);
    }

    /** All floating parameters and buffers as float16. */
    public final Module toHalf() {
        return to(DType.FLOAT16);
    }

    /** All floating parameters and buffers as bfloat16. */
    public final Module toBfloat16() {
        return to(DType.BFLOAT16);
    }

    /** Whether gradients of all parameters are collected from now on; as {@code requires_grad_}. */
    public final Module requiresGrad_(boolean required) {
        parameters().forEach(parameter -> parameter.requiresGrad(required));
        return this;
    }

    /** Forgets the gradients of all parameters. */
    public final void zeroGrad() {
        parameters().forEach(parameter -> parameter.setGrad(null));
    }

    /** What stands between the parentheses when this layer is printed. */
    protected String extraRepr() {
        return "";
    }

    /** The name that stands before the parentheses when this is printed. */
    protected String printedName() {
        return getClass().getSimpleName();
    }

    /** As PyTorch prints a module: one line for a layer, an indented line for each part. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(printedName()).append('(').append(extraRepr());
        children.forEach((name, child) -> out.append("\n  (")
                .append(name)
                .append("): ")
                .append(child.toString().replace("\n", "\n  ")));
        return out.append(children.isEmpty() ? ")" : "\n)").toString();
    }

    /** A truth as Python prints it. */
    static String printed(boolean truth) {
        return truth ? "True" : "False";
    }

    /** A number as Python prints it: {@code 1e-05}. */
    static String pythonNumber(double number) {
        String text = Double.toString(number);
        int e = text.indexOf('E');
        if (e < 0) {
            return text;
        }
        String digits = text.substring(0, e);
        int exponent = Integer.parseInt(text.substring(e + 1));
        return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits)
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    private static <T> Set<T> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private interface Visitor {
        void visit(String prefix, Module module);
    }

    private void visit(String prefix, Visitor visitor) {
        visitor.visit(prefix, this);
        children.forEach((name, child) -> child.visit(prefix + name + ".", visitor));
    }
}
